"""Whatever happens to initiatives and units, folded or not: figures equal the rows at every level after every act."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from flows.programme import VIETNAM
from storage.counting.figures import whole_days
from storage.packs import Pack
from tests.effort import THOROUGH
from tests.storage.conftest import empty
from tests.storage.counting.ledger import DAY, Office, closes

UNITS = ("DLK", "DLK-01", "DLK-02", "DLK-01-017", "DLK-01-021", "DLK-02-004")
SPANS = (timedelta(hours=5), timedelta(hours=20), timedelta(days=1), timedelta(days=30))
ON = (-3, 0, 1, 2)
MOVES: dict[str, tuple[str, ...]] = {
    "draft": (),
    "pending": ("verified", "returned", "rejected", "withdrawn"),
    "verified": ("pending",),
    "rejected": ("pending",),
    "returned": ("pending", "withdrawn"),
    "withdrawn": (),
}
pick = st.integers(0, 1_000)
units = st.sampled_from(UNITS)
cells = st.fixed_dictionaries({"bloc": st.sampled_from((None, "office")), "target_group": st.sampled_from((None, "2"))})


class AnyChange(RuleBasedStateMachine):
    """Initiatives of a few units through any days."""

    new_office: Callable[[], Office]

    def __init__(self) -> None:
        """Open the database."""
        super().__init__()
        self.office = self.new_office()
        self.compared = 0

    def teardown(self) -> None:
        """Close it."""
        self.office.close()

    @initialize(several=st.lists(units, min_size=2, max_size=4))
    def begins(self, several: list[str]) -> None:
        """Some are verified already."""
        for unit in several:
            self.office.run(self.office.enter(unit, "verified"))

    @rule(unit=units, state=st.sampled_from(sorted(MOVES)), phase=st.sampled_from(("gd1", "gd2")), cell=cells)
    def one_is_put_in(self, unit: str, state: str, phase: str, cell: dict[str, Any]) -> None:
        """Somebody hands in, or an import brings one in any state."""
        self.office.run(self.office.enter(unit, state, phase, **cell))

    @rule(which=pick, to=pick)
    def a_state_changes(self, which: int, to: int) -> None:
        """Decide, take back, withdraw, hand in again."""
        if one := self._one(which, *(state for state, moves in MOVES.items() if moves)):
            number, state = one
            moves = MOVES[state]
            target = moves[to % len(moves)]
            decided = None if target in ("pending", "withdrawn") else self.office.now
            self.office.run(self.office.set(number, state=target, decided_at=decided))

    @rule(which=pick, unit=units, cell=cells)
    def one_is_moved(self, which: int, unit: str, cell: dict[str, Any]) -> None:
        """Put it at another unit, in another bloc or group, whatever its state."""
        if one := self._one(which, *(state for state in MOVES if state != "draft")):
            self.office.run(self.office.set(one[0], unit=unit, **cell))

    @rule(which=pick, days=st.integers(0, 3))
    def a_decision_is_dated_back(self, which: int, days: int) -> None:
        """Put right when something was verified."""
        if one := self._one(which, "verified"):
            self.office.run(self.office.set(one[0], decided_at=self.office.now - days * DAY))

    @rule(which=st.sampled_from(UNITS[3:]), into=units, on=st.sampled_from(ON))
    def units_are_merged(self, which: str, into: str, on: int) -> None:
        """Merge one into another, dated back or ahead."""
        self.office.run(self.office.merge((which,), into, self.office.today + on * DAY))

    @rule(by=st.sampled_from(SPANS), folds=st.booleans())
    def time_passes(self, by: timedelta, folds: bool) -> None:
        """Let time pass; a process may fold at the new day."""
        self.office.now += by
        if folds:
            self.office.run(self.office.fold())

    @rule()
    def the_phase_closes(self) -> None:
        """Go to its last second, where the next act may fall."""
        self.office.now = max(self.office.now, closes(self.office.programme))

    @rule()
    def some_is_folded(self) -> None:
        """Fold as a process does every few seconds."""
        self.office.run(self.office.fold())

    @rule()
    def the_process_starts_anew(self) -> None:
        """Forget which tree the totals were made for, and fold."""
        self.office.folder = type(self.office.folder)(self.office.database, self.office.shared)
        self.office.run(self.office.fold())

    def _one(self, which: int, *states: str) -> tuple[int, str] | None:
        found = [one for one in self.office.run(self.office.states()).items() if one[1] in states]
        return found[which % len(found)] if found else None

    @invariant()
    def figures_equal_the_rows(self) -> None:
        """Compare everything, between midnights and in the middle of a day, one phase after the other."""
        now, noon = self.office.now, datetime.combine(self.office.today - DAY, time(12), VIETNAM)
        spans = whole_days(self.office.today, 2), (noon, now), (noon, noon + DAY), whole_days(self.office.today, 40)
        self.compared += 1
        phases = self.office.programme.phases
        self.office.run(self.office.agree(spans[self.compared % len(spans)], phases[self.compared // 2 % len(phases)]))


EXAMPLES = {"sqlite": 5, "postgresql": 2} if THOROUGH else {"sqlite": 3, "postgresql": 1}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_figures_equal_the_rows_whatever_happens(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, pack: Pack
) -> None:
    numbers = count(1)
    address = str(request.getfixturevalue("postgres_of_counting")) if kind == "postgresql" else ""

    def new_office() -> Office:
        if address:
            empty(address)
            return Office(address, pack)
        file = tmp_path / f"{next(numbers)}.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return Office(f"sqlite+aiosqlite:///{file}", pack)

    run_state_machine_as_test(
        type("Any", (AnyChange,), {"new_office": staticmethod(new_office)}),
        settings=settings(
            max_examples=EXAMPLES[kind],
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            suppress_health_check=[*HealthCheck],
        ),
    )
