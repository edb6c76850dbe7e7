"""Turns and a sender over a real database, with a channel that only notes what it is given."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from bot.channels.capabilities import TELEGRAM
from bot.channels.channel import Capabilities, Outgoing, Post, Redraw, Say
from bot.clock import FrozenClock
from bot.event import Address, Event
from bot.metrics import Metrics
from bot.releasing import Releaser
from bot.sender import Sender
from bot.turn import Turns
from flows.desk.telling import HOLD
from flows.facts import Fresh
from flows.said import Said, Tap
from flows.screen import Screen
from storage.database import Database
from storage.objects import Objects
from storage.packs import Pack
from tests.conftest import START
from tests.storage.given import CIPHER
from tests.talk import talk

# A channel without comforts, on which no choice is numbered: what is delivered is what was put.
PLAIN = replace(TELEGRAM, buttons=False, shares_contact=False, sends_files=False, pictures=False, pops_up=False)


class Recorder:
    """A channel that notes what it delivers; a chat may have troubles, met one after the other before all is well."""

    def __init__(
        self, capabilities: Capabilities = PLAIN, troubles: Mapping[str, Iterable[Exception]] | None = None
    ) -> None:
        self.capabilities = capabilities
        self.tried: list[tuple[str, Outgoing]] = []
        self.delivered: list[tuple[str, Outgoing]] = []
        self.words: list[str | None] = []
        self.stayed: list[bool] = []
        self._troubles = {chat: deque(several) for chat, several in (troubles or {}).items()}

    async def deliver(self, address: Address, outgoing: Outgoing, say: Say) -> str | None:
        self.tried.append((address.chat, outgoing))
        if self._troubles.get(address.chat):
            raise self._troubles[address.chat].popleft()
        self.delivered.append((address.chat, outgoing))
        return f"m{len(self.delivered)}"

    async def acknowledge(self, address: Address, press: str, text: str | None, *, stays: bool = False) -> None:
        self.words.append(text)
        self.stayed.append(stays)

    def shown_in(self, chat: str) -> list[object]:
        """Return the first line of every screen a chat was given, in order."""
        screens = [sent.screen for where, sent in self.delivered if where == chat and isinstance(sent, Post | Redraw)]
        return [screen.lines[0] for screen in screens]


def turns_on(
    database: Database,
    pack: Pack,
    channel: Recorder | None = None,
    first_id: int = 1000,
    *,
    looks: str = "",
    **others: Recorder,
) -> Turns:
    """Return the turns of one process; `others` are channels beside Telegram, `looks` how addresses of pages begin."""
    numbers = count(first_id)

    def fresh() -> Fresh:
        number = next(numbers)
        return Fresh(number, f"{number:06d}", joining=f"7F3K{number}")

    return Turns(
        database=database,
        cipher=CIPHER,
        talk=talk(),
        programmes=[pack.programme],
        channels={"telegram": channel or Recorder(TELEGRAM), **others},
        clock=FrozenClock(START),
        fresh=fresh,
        wake=lambda: None,
        metrics=Metrics(),
        looks=looks,
    )


def releaser_on(database: Database, pack: Pack, after: timedelta = HOLD) -> Releaser:
    """Return what tells authors of decisions, at some time after START."""
    return Releaser(database, turns_on(database, pack).take, FrozenClock(START + after))


def sender_on(database: Database, clock: FrozenClock, objects: Objects | None = None, **channels: Recorder) -> Sender:
    """Return the sender of one process."""
    return Sender(database, channels, talk(), clock, Metrics(), cipher=CIPHER, objects=objects)


def event(number: int, user: str, said: Said, at: datetime = START) -> Event:
    """Return what the platform tells when somebody does something in their private chat."""
    press = f"press {number}" if isinstance(said, Tap) else None
    message = f"message {number}"
    return Event(str(number), Address("telegram", "main", user), user, said, at, message=message, press=press)


def text_of(screen: Screen) -> str:
    """Return the source text of a screen's first line."""
    line = screen.lines[0]
    return line if isinstance(line, str) else line.text
