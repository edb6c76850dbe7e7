"""A union's offices in one real database: workers hand in, officers decide, time passes; every act is one turn."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from bot.clock import FrozenClock
from bot.desks import Desks
from bot.digests import Digests
from bot.releasing import Releaser
from flows.person import Person, RoleName
from flows.programme import VIETNAM
from flows.said import Said, Tap, Text
from flows.screen import Action
from flows.session import Filling, Session
from flows.units import UnitTree
from storage.counting import figures, rows
from storage.counting.cells import Counted
from storage.counting.folding import Folder
from storage.database import Database
from storage.outbox import SCREEN
from storage.packs import Pack
from storage.tables import InitiativeRow, OutboxRow
from tests.conftest import START
from tests.storage.given import CIPHER, COMPLETE, PHASE, PROGRAMME, agree, appoint, draft, every, meet, put, set_down
from tests.storage.speaking import event, turns_on

T = TypeVar("T")
NEIGHBOUR = "DLK-01-021"
ROOT, UPPER, UNIT = "DLK", "DLK-01", "DLK-01-017"
# Who works where; Bình and Chi share a desk and both also write, Lan sits next door, Dung above them, Hoa above all.
OFFICERS: dict[str, str] = {"binh": UNIT, "chi": UNIT, "lan": NEIGHBOUR, "dung": UPPER, "hoa": ROOT}
AUTHORS: dict[str, str] = {"an": UNIT, "binh": UNIT, "chi": UNIT, "minh": NEIGHBOUR, "nga": UPPER}
ABOVE = {NEIGHBOUR: (NEIGHBOUR, UPPER, ROOT), UNIT: (UNIT, UPPER, ROOT), UPPER: (UPPER, ROOT), ROOT: (ROOT,)}


@dataclass(frozen=True, slots=True)
class Standing:
    """An initiative that was handed in, as far as people go on with it."""

    id: int
    author: int
    state: str
    version: int
    unit: str
    decided_by: int | None


class Office:
    """Everybody, and the one way anything happens: an event taken by the turns of a process."""

    def __init__(self, url: str, pack: Pack) -> None:
        """Open the database; nobody is in it yet."""
        self._runner = asyncio.Runner()
        self.clock = FrozenClock(START)
        self.database = Database(url)
        self._turns = turns_on(self.database, pack)
        self._events = 0
        self.units = UnitTree.of(dated.unit for dated in pack.units)
        shared, machine = self._turns.shared, FrozenClock(START)
        self._releaser = Releaser(self.database, self._turns.take, self.clock)
        self._desks = Desks(CIPHER, shared, self.clock, machine=machine)
        self._digests = Digests(self.database, CIPHER, shared, self.clock, machine=machine)
        self._folder = Folder(self.database, shared)
        self.people: dict[str, Person] = {}

    def run(self, work: Coroutine[None, None, T]) -> T:
        """Do a piece of work to its end."""
        return self._runner.run(work)

    def open(self) -> None:
        """Let everybody arrive and take their seats."""
        for name in {**OFFICERS, **AUTHORS}:
            self.people[name] = self.run(meet(self.database, name, name.title()))
        for name, unit in OFFICERS.items():
            self._appoint(name, "verifier", unit)
        for name in AUTHORS:
            self.run(agree(self.database, self.people[name]))

    def close(self) -> None:
        """Close the database."""
        self.run(self.database.close())
        self._runner.close()

    def does(self, name: str, said: Said) -> None:
        """Let somebody do something now."""
        self._events += 1
        self.run(self._turns.take(event(self._events, name, said, self.clock.now())))

    def presses(self, name: str, verb: str, *args: object) -> None:
        """Let somebody press a button, whether or not they were ever shown it."""
        self.does(name, Tap(Action(verb, tuple(str(arg) for arg in args))))

    def presses_shown(self, name: str, verb: str, which: int = 0) -> None:
        """Let somebody press a button of a kind on the newest screen that has one; nothing where there is none."""
        for buttons in self._screens_of(name):
            if fitting := [one for one in buttons if one.action.verb == verb]:
                return self.does(name, fitting[which % len(fitting)])
        return None

    def says(self, name: str, text: str) -> None:
        """Let somebody write."""
        self.does(name, Text(text))

    def hand_in(self, name: str, number: int) -> None:
        """Let somebody press “hand in” under a complete form."""
        author = self.people[name]
        answers = {**COMPLETE, "unit": AUTHORS[name], "full_name": name.title(), "title": f"Sáng kiến {number}"}
        answers["description"] = (
            f"Cách làm thứ {number}: {' '.join(chr(97 + (number * 7 + i) % 26) * 9 for i in range(9))}"
        )
        self.run(put(self.database, draft(author, number, answers)))
        self.run(set_down(self.database, author, Session(Filling(number), revision=1)))
        self.presses(name, "submit", 1)

    def later(self, by: timedelta) -> None:
        """Let time pass."""
        self.clock.forward(by)

    def errands(self) -> None:
        """Do what has become due."""
        self.run(self._errands())

    async def _errands(self) -> None:
        await self._releaser.drain()
        while await self._desks.keep(self.database):
            pass
        await self._digests.send()

    async def counts_agree(self) -> None:
        """Compare what was folded, and what was not, with the initiatives themselves, for every unit."""
        for folds in (False, True):
            if folds:
                await self._folder.some(self.clock.now(), lambda: START)
            async with self.database.transaction() as session:
                units = (await self._turns.shared(session, self.clock.now())).units
                counted = Counted(PROGRAMME, PHASE, self.clock.now().astimezone(VIETNAM).date())
                figures_of = [await way.within(session, counted, tuple(units.units), units) for way in (figures, rows)]
                assert figures_of[0] == figures_of[1]

    def buttons_of(self, name: str) -> list[Tap]:
        """Return every button somebody was ever shown, the newest first."""
        return [one for buttons in self._screens_of(name) for one in buttons]

    def _screens_of(self, name: str) -> Iterator[list[Tap]]:
        for row in reversed(self.sent_to(name)):
            if "screen" in row.body:
                yield [Tap(button.action) for button in SCREEN.validate_python(row.body["screen"]).buttons()]

    def standing(self) -> list[Standing]:
        """Return every initiative that was handed in."""
        rows = (row for row in self.run(every(self.database, InitiativeRow)) if row.code)
        return [Standing(row.id, row.author, row.state, row.version, row.unit or "", row.decided_by) for row in rows]

    def sent_to(self, name: str) -> list[OutboxRow]:
        """Return everything put into the outbox for somebody."""
        mine = self.people[name].id
        return [row for row in self.run(every(self.database, OutboxRow)) if row.person_id == mine]

    def _appoint(self, name: str, role: RoleName, unit: str) -> None:
        self.run(appoint(self.database, self.people[name], role, unit))
