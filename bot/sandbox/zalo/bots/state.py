"""The Bot Platform as it is: what its free plan allows, how it writes, and what it is told in more than one way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

TOKEN = "12345689:zalo-sandbox-token-of-no-value"  # noqa: S105 - of no value
PREFIX = "/zalo-bot"
NAME = "zalo-bot"


@dataclass(frozen=True, slots=True)
class Quotas:
    """What the free plan of the platform allows."""

    people: int = 50
    messages_a_month: int = 3_000


BASIC = Quotas()


@dataclass(frozen=True, slots=True)
class Manners:
    """What is told of the platform in more than one way, so that a bot must bear each of them."""

    photo_field: Literal["photo", "photo_url"] = "photo"
    enveloped: bool = True
    """Whether a webhook gets an event as the `result` of an `ok`, or bare."""
    unsupported_has_message: bool = True
    refuses_with_status: bool = True
    """Whether a refusal has its code as HTTP status too, or 200."""


AS_DOCUMENTED = Manners()


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a bot wants its events, and what proves that they are the platform's."""

    url: str
    secret: str


def name_of(number: int) -> str:
    """Return the id the platform gives a message of a chat."""
    return f"{number:016x}"


def milliseconds(instant: datetime) -> int:
    """Return an instant as the platform writes it."""
    return int(instant.timestamp() * 1000)
