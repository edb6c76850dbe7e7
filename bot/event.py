"""One thing that happened on a channel, in words no platform owns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.said import Said


@dataclass(frozen=True, slots=True)
class Address:
    """Where to answer: a channel, which of our bots there, and the chat."""

    channel: str
    bot: str
    chat: str


@dataclass(frozen=True, slots=True)
class Left:
    """The person wants no more messages here: told by the platform, not said to us."""


OURS = Address("ours", "", "")
"""Where an event of our own comes from that was not brought by anybody's chat."""


@dataclass(frozen=True, slots=True)
class Event:
    """What a person did and when the platform received it.

    `id` is unique per bot and the same when the platform repeats itself. `message` is the person's message, or the one
    whose button was pressed; `press` is what must be acknowledged so that the button stops spinning. `about` is set for
    an event of our own: the person it is about, who did nothing now.
    """

    id: str
    address: Address
    user: str
    said: Said | Left
    received_at: datetime
    message: str | None = None
    press: str | None = None
    name: str = ""
    language: str | None = None
    about: int | None = None
