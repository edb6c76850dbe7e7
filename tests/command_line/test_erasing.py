"""`erase` does for a request on paper what the chat does: shown first, done for good, audited."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from storage.tables import AuditRow, InitiativeRow, PersonRow
from tests.command_line.operator import Operator
from tests.storage.given import draft, every, initiative, meet, put


@pytest.fixture
async def database(operator: Operator) -> AsyncIterator[Database]:
    opened = operator.database()
    yield opened
    await opened.close()


async def handed_in(database: Database) -> int:
    an = await meet(database, "an", "Trần Thị An")
    await put(database, initiative(an, 1), initiative(an, 2, "verified", decided_at=None), draft(an, 3))
    return an.id


async def test_a_dry_run_shows_what_would_go_and_erases_nothing(operator: Operator, database: Database) -> None:
    await handed_in(database)
    done = await operator("erase", "SK-22-000001", "--dry-run")
    assert done.code == 0
    assert "3  initiative: drafts deleted, undecided ones withdrawn, all reduced to what counts" in done.out
    assert done.out.endswith("Nothing was erased. Run it without --dry-run to erase.\n")
    assert "Trần" not in done.said
    assert len(await every(database, InitiativeRow)) == 3


@pytest.mark.parametrize("named", ["code", "spelt otherwise", "person"])
async def test_the_author_of_a_code_or_a_person_is_erased(operator: Operator, database: Database, named: str) -> None:
    an = await handed_in(database)
    whom = {"code": ("SK-22-000001",), "spelt otherwise": ("sk – 22-000001",), "person": ("--person", str(an))}[named]
    done = await operator("erase", *whom, "--yes")
    assert (done.code, done.err) == (0, "")
    assert [(row.id, row.state) for row in await every(database, InitiativeRow)] == [(1, "withdrawn"), (2, "verified")]
    (person,) = await every(database, PersonRow)
    assert person.name == ""
    assert person.erased_at is not None
    lines = [(row.action, row.channel, row.actor) for row in await every(database, AuditRow)]
    assert lines == [("withdraw", "command line", an), ("erase", "command line", an)]
    assert (await operator("erase", *whom, "--yes")).code == 1


async def test_it_asks_before_erasing(operator: Operator, database: Database) -> None:
    await handed_in(database)
    done = await operator("erase", "SK-22-000001")
    assert "Erase for good?" in done.out
    assert len(await every(database, InitiativeRow)) == 3


@pytest.mark.parametrize(
    ("whom", "words"),
    [
        (["SK-22-999999"], "No initiative has the code SK-22-999999"),
        (["rubbish"], "a code looks like SK-22-7F3K9Q"),
        (["--person", "77"], "There is no person 77"),
    ],
)
async def test_whoever_is_not_there_is_named_with_a_way_out(operator: Operator, whom: list[str], words: str) -> None:
    done = await operator("erase", *whom, "--yes")
    assert done.code == 1
    assert words in done.err
