"""Where the account's events go, and what became of each delivery."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.addresses import is_loopback

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(slots=True)
class Waiting:
    """One event on its way; it is due at an instant, and has failed so many times."""

    event: dict[str, Any]
    due: datetime
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt: what the webhook answered, None where nothing came in time."""

    event: dict[str, Any]
    retry: int
    status: int | None


@dataclass(slots=True)
class Webhook:
    """One saved address; events go there once it has answered the console's probe, until it failed too often."""

    url: str
    probed: int | None = None
    """What the probe was answered; None before it, or where nothing came."""
    is_live: bool = False
    is_off: bool = False
    waiting: list[Waiting] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    lost: int = 0
    """Events that happened while it was off, which nobody will be told of."""

    def __post_init__(self) -> None:
        """Refuse an address that is not on this machine."""
        if not is_loopback(urlsplit(self.url).hostname or ""):
            raise ValueError("the sandbox tells only webhooks on this machine")
