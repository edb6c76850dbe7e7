"""Whatever officers and authors do in whatever order, at whatever hour: the rules of the desk hold after every act.

Every act is a turn on a real database. People press any button they were ever shown, and forged and outdated ones.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from storage.packs import Pack
from tests.storage.conftest import empty
from tests.storage.desk import rules
from tests.storage.desk.office import ABOVE, AUTHORS, OFFICERS, Office, Standing

SPANS = (
    timedelta(seconds=1),
    timedelta(minutes=9, seconds=59),
    timedelta(minutes=10, seconds=1),
    timedelta(hours=7),
    timedelta(days=1),
    timedelta(days=8),
    timedelta(days=15),
)
DECIDED = ("verified", "returned", "rejected")
WORDS = ("Chưa thấy chữ ký của thủ trưởng", "1", "Tiếp", "Xác nhận", "không")
HOW: dict[str, tuple[str, *tuple[object, ...]]] = {
    "verify": ("verify",),
    "return": ("reason", "return", 0),
    "reject": ("reason", "reject", 0),
}
DELEGATING = ("away-to", "away-from", "away-until", "away-yes")
everybody = st.sampled_from(sorted({**OFFICERS, **AUTHORS}))
officers = st.sampled_from(sorted(OFFICERS))
authors = st.sampled_from(sorted(AUTHORS))
pick = st.integers(0, 1_000)


class Desk(RuleBasedStateMachine):
    """One union's desks through any days."""

    new_office: Callable[[], Office]

    def __init__(self) -> None:
        """Open the office."""
        super().__init__()
        self.office = self.new_office()
        self.number = 0
        self.acts = 0

    @initialize(several=st.lists(authors, min_size=3, max_size=5))
    def opens(self, several: list[str]) -> None:
        """Everybody arrives, and some hand in."""
        self.office.open()
        for who in several:
            self.somebody_hands_in(who)

    def teardown(self) -> None:
        """Compare the figures with the rows, and close the office."""
        try:
            self.office.run(self.office.counts_agree())
        finally:
            self.office.close()

    @rule(who=authors)
    def somebody_hands_in(self, who: str) -> None:
        """Hand in another initiative."""
        self.number += 1
        self.office.hand_in(who, self.number)

    @rule(who=pick, how=st.sampled_from(sorted(HOW)), which=pick, older=st.sampled_from((0, 0, 0, 1)))
    def an_officer_decides(self, who: int, how: str, which: int, older: int) -> None:
        """Decide on what waits, as the card reads now or read before; mostly somebody decides who may."""
        if one := self._any(which, "pending"):
            theirs = [name for name, unit in OFFICERS.items() if unit in ABOVE[one.unit]]
            deciders = [*theirs, *theirs, *OFFICERS]
            verb, *more = HOW[how]
            self.office.presses(deciders[who % len(deciders)], verb, one.id, one.version - older, *more)

    @rule(who=officers, which=pick, same=st.booleans(), after=st.sampled_from((timedelta(), *SPANS[1:3])))
    def a_decision_is_taken_back(self, who: str, which: int, same: bool, after: timedelta) -> None:
        """Press “undo”, perhaps on the verge of the ten minutes: who decided, or somebody else."""
        if one := self._any(which, *DECIDED):
            self.office.later(after)
            decider = next(name for name, person in self.office.people.items() if person.id == one.decided_by)
            self.office.presses(decider if same else who, "undo", one.id, one.version)

    @rule(who=officers, which=pick)
    def a_decision_is_opened_again(self, who: str, which: int) -> None:
        """Press a reason to open it again."""
        if one := self._any(which, "verified", "rejected"):
            self.office.presses(who, "reconsider-for", one.id, one.version, 0)

    @rule(which=pick, withdraws=st.booleans())
    def an_author_goes_on(self, which: int, withdraws: bool) -> None:
        """Withdraw what waits, or hand in again what was returned."""
        if one := self._any(which, "pending", "returned"):
            author = next(name for name, person in self.office.people.items() if person.id == one.author)
            if withdraws:
                self.office.presses(author, "withdraw-yes", one.id, one.version)
            else:
                self.office.presses(author, "draft", one.id, one.version)
                self.office.presses_shown(author, "submit")

    @rule(who=officers, which=pick, unit=st.sampled_from(sorted(ABOVE)))
    def it_is_moved(self, who: str, which: int, unit: str) -> None:
        """Move what waits to another unit."""
        if one := self._any(which, "pending"):
            self.office.presses(who, "move-to", one.id, one.version, unit)

    @rule(who=officers)
    def several_are_verified_together(self, who: str) -> None:
        """Verify all that can be verified together, and press twice."""
        self.office.presses(who, "bulk", "", "")
        self.office.presses_shown(who, "bulk-yes")
        self.office.presses_shown(who, "bulk-yes")

    @rule(who=officers, which=pick)
    def an_officer_goes_away(self, who: str, which: int) -> None:
        """Have a colleague stand in."""
        self.office.presses(who, "away")
        for verb in DELEGATING:
            self.office.presses_shown(who, verb, which)

    @rule(who=everybody, which=pick)
    def somebody_presses_what_they_were_shown(self, who: str, which: int) -> None:
        """Press any button that was ever shown to them."""
        if buttons := self.office.buttons_of(who):
            self.office.does(who, buttons[which % len(buttons)])

    @rule(who=everybody, words=st.sampled_from(WORDS))
    def somebody_writes(self, who: str, words: str) -> None:
        """Write something."""
        self.office.says(who, words)

    @rule(by=st.sampled_from(SPANS), idle=st.booleans())
    def time_passes(self, by: timedelta, *, idle: bool) -> None:
        """Let time pass, and do what is due, unless the bot is switched off meanwhile."""
        self.office.later(by)
        if not idle:
            self.office.errands()

    def _any(self, which: int, *states: str) -> Standing | None:
        """Return one of the initiatives in some states."""
        found = [one for one in self.office.standing() if one.state in states]
        return found[which % len(found)] if found else None

    @invariant()
    def the_rules_hold(self) -> None:
        """Look at every row, and now and then at what is summed up from them."""
        self.acts += 1
        rules.hold(self.office, summed=self.acts % _SUMMED_EVERY == 0)


OFFICES = {"sqlite": 8, "postgresql": 3}
ACTS = 25
_SUMMED_EVERY = 5


@pytest.mark.parametrize("kind", OFFICES)
def test_the_rules_of_the_desk_hold_whatever_happens(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, pack: Pack
) -> None:
    """Play many days of many offices."""
    numbers = count(1)

    def new_office() -> Office:
        if kind == "postgresql":
            address = request.getfixturevalue("postgres_of_all")
            empty(address)
            return Office(address, pack)
        file = tmp_path / f"{next(numbers)}.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return Office(f"sqlite+aiosqlite:///{file}", pack)

    run_state_machine_as_test(
        type("AnyDesk", (Desk,), {"new_office": staticmethod(new_office)}),
        settings=settings(
            max_examples=OFFICES[kind],
            stateful_step_count=ACTS,
            deadline=None,
            derandomize=True,
            suppress_health_check=[*HealthCheck],
        ),
    )
