"""Where a bot wants its updates pushed, and how that went last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a bot wants its updates."""

    url: str
    secret: str
    max_connections: int


@dataclass(frozen=True, slots=True)
class WebhookFailure:
    """The last delivery that went wrong."""

    at: datetime
    message: str
