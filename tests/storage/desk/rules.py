"""What must be true of the rows after every act, told again in plain Python beside the product's own queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, product
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import SQLModel

from flows.needs import ProgressOf, Waiting
from flows.rights import acting, desks_of
from flows.sieve import View
from flows.states import MOVES
from storage import people
from storage.initiatives import Initiatives
from storage.progress import progress
from storage.queue import Waitings
from storage.tables import AuditRow, DelegationRow, InitiativeRow, OutboxRow
from tests.storage.desk.office import ABOVE, OFFICERS, Office
from tests.storage.given import CIPHER, PROGRAMME

T = TypeVar("T", bound=SQLModel)
HOLD = timedelta(minutes=10)
DECISIONS = ("verify", "return", "reject")
DECIDED = ("verified", "returned", "rejected")


@dataclass(frozen=True, slots=True)
class Books:
    """Everything there is, read in one transaction."""

    initiatives: tuple[InitiativeRow, ...]
    trail: tuple[AuditRow, ...]
    outbox: tuple[OutboxRow, ...]
    delegations: tuple[DelegationRow, ...]
    figures: Mapping[tuple[str, str], tuple[int, int, int]]
    queues: Mapping[str, int]


def hold(office: Office, *, summed: bool = False) -> None:
    """Look at every row; summed up as well, at every unit's figures and every officer's queue."""
    books = office.run(_read(office, summed=summed))
    for row in books.initiatives:
        lines = [line for line in books.trail if line.subject == f"initiative {row.id}" and line.action in MOVES]
        _one_state_with_an_unbroken_trail(row, lines)
        _nobody_decided_on_their_own(office, books, row, lines)
        _told_once_and_not_before_time(row, lines, [one for one in books.outbox if one.tells == row.id])
    if summed:
        _counts_are_the_rows(books)
        _queues_are_the_rows(office, books)


async def _read(office: Office, *, summed: bool) -> Books:
    now, units = office.clock.now(), office.units
    async with office.database.transaction() as session:

        async def every(table: type[T]) -> tuple[T, ...]:
            return tuple((await session.execute(select(table).order_by("id"))).scalars())

        rows = tuple(row for row in await every(InitiativeRow) if row.code)
        figures = {}
        for unit, phase in product(ABOVE if summed else (), sorted({row.phase or "" for row in rows})):
            total = (await progress(session, ProgressOf(PROGRAMME, unit, phase), units, now)).total
            figures[unit, phase] = (total.verified, total.pending, total.submitted)
        waitings, queues = Waitings(session, Initiatives(session, CIPHER), units, now), {}
        for name in OFFICERS if summed else ():
            person = acting(await people.by_id(session, office.people[name].id, now), units)
            queues[name] = (await waitings.queue(Waiting(View(desks_of(person))))).count
        return Books(rows, await every(AuditRow), await every(OutboxRow), await every(DelegationRow), figures, queues)


def _one_state_with_an_unbroken_trail(row: InitiativeRow, lines: Sequence[AuditRow]) -> None:
    """Check that every change of state has its line, so that there is no decision without one, and one state only."""
    state = "draft"
    for line in lines:
        sources, target = MOVES[line.action]  # type: ignore[index] # only moves are given
        assert (line.old, line.new) == (state, target), f"{row.code}: {line.action} from {state}"
        assert line.old in sources
        state = line.new
    assert state == row.state
    assert row.version == sum(line.action != "escalate" for line in lines)


def _nobody_decided_on_their_own(office: Office, books: Books, row: InitiativeRow, lines: Sequence[AuditRow]) -> None:
    for line in lines:
        if line.action not in (*DECISIONS, "undo", "reopen"):
            continue
        assert line.actor not in (row.author, row.entered_by)
        assert line.stood_for not in (row.author, row.entered_by) or line.stood_for is None
        assert _has_right(office, books, line, row.unit or ""), f"{line.actor} had no right to {line.action} {row.code}"
    if row.state in DECIDED:
        last = [line for line in lines if line.action in DECISIONS][-1]
        assert (row.decided_by, row.decided_for, row.decided_at) == (last.actor, last.stood_for, last.at)


def _has_right(office: Office, books: Books, line: AuditRow, unit: str) -> bool:
    """Tell whether an officer verifies for a unit or above it, by themselves or for whoever they stood in for then."""
    holder = line.stood_for or line.actor
    name = next(one for one, person in office.people.items() if person.id == holder)
    if OFFICERS.get(name) not in ABOVE[unit]:
        return False
    return line.stood_for is None or line.actor in _deputies(books, line.stood_for, line.at)


def _deputies(books: Books, absent: int, at: datetime) -> set[int]:
    found, waiting = set[int](), [absent]
    while waiting:
        one = waiting.pop()
        for row in books.delegations:
            ended = row.ended_at or row.ends_at
            if row.person_id == one and row.begins_at <= at < min(ended, row.ends_at) and row.to_id not in found:
                found.add(row.to_id)
                waiting.append(row.to_id)
    return found


def _told_once_and_not_before_time(row: InitiativeRow, lines: Sequence[AuditRow], told: Sequence[OutboxRow]) -> None:
    """Check that each decision that stands was told once, one taken back never, and none within ten minutes."""
    undone = 0
    for before, line in pairwise(lines):
        if line.action == "undo":
            undone += 1
            assert before.action in DECISIONS
            assert line.at < before.at + HOLD
    stands = sum(line.action in DECISIONS for line in lines) - undone
    still_held = row.state in DECIDED and row.told_at is None
    assert len(told) == stands - still_held, f"{row.code}: told {len(told)} times"
    if row.state in DECIDED and row.told_at is not None and row.decided_at is not None:
        assert row.told_at >= row.decided_at + HOLD


def _counts_are_the_rows(books: Books) -> None:
    for (unit, phase), found in books.figures.items():
        here = [row for row in books.initiatives if unit in ABOVE[row.unit or ""] and row.phase == phase]
        states = Counter(row.state for row in here)
        expected = (states["verified"], states["pending"], sum(states.values()) - states["withdrawn"])
        assert found == expected, f"{unit} in {phase}"


def _queues_are_the_rows(office: Office, books: Books) -> None:
    waiting = [row for row in books.initiatives if row.state == "pending"]
    for row in waiting:
        assert row.desk == _desk(office, row), f"{row.code} waits at {row.desk}"
    for name, found in books.queues.items():
        assert found == sum(_waits_for(office, books, name, row) for row in waiting), f"the queue of {name}"


def _desk(office: Office, row: InitiativeRow) -> str | None:
    hands = (row.author, row.entered_by)
    staffed = {unit for name, unit in OFFICERS.items() if office.people[name].id not in hands}
    return next((unit for unit in ABOVE[row.unit or ""] if unit in staffed), None)


def _waits_for(office: Office, books: Books, name: str, row: InitiativeRow) -> bool:
    person = office.people[name].id
    if person in (row.author, row.entered_by):
        return False
    at = {row.desk, row.escalated}
    return OFFICERS[name] in at or any(
        OFFICERS[absent] in at and office.people[absent].id not in (row.author, row.entered_by)
        for absent in _absent(office, books, person)
    )


def _absent(office: Office, books: Books, person: int) -> Iterator[str]:
    now = office.clock.now()
    for name in OFFICERS:
        if person in _deputies(books, office.people[name].id, now) and office.people[name].id != person:
            yield name
