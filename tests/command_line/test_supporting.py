"""`units support` names the person whom the people of a unit may call."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.tables import SupportRow
from tests.command_line.operator import Operator

BINH = ("--name", "Lê Văn  Bình", "--phone", "0900 000 002")


async def kept(operator: Operator) -> dict[str, tuple[str, str]]:
    database = operator.database()
    async with database.transaction() as session:
        rows = {row.unit: (row.name, row.phone) for row in (await session.execute(select(SupportRow))).scalars()}
    await database.close()
    return rows


async def test_a_person_is_named_for_a_unit_and_all_below_it(operator: Operator) -> None:
    done = await operator("units", "support", "dlk-01", *BINH)
    assert (done.code, done.err) == (0, "")
    assert "call Lê Văn Bình, 0900 000 002." in done.out
    assert await kept(operator) == {"DLK-01": ("Lê Văn Bình", "0900 000 002")}
    below = await operator("units", "support", "DLK-01-017")
    assert below.out.endswith(
        "call Lê Văn Bình, 0900 000 002, named for Liên đoàn Lao động thành phố Buôn Ma Thuột (DLK-01).\n"
    )
    assert "Nobody is named" in (await operator("units", "support", "DLK-02")).out


async def test_naming_again_replaces_and_twice_the_same_is_the_same(operator: Operator) -> None:
    for name, phone in (("Bình", "0900 000 002"), ("Dung", "0262 385 0002"), ("Dung", "0262 385 0002")):
        assert (await operator("units", "support", "DLK", "--name", name, "--phone", phone)).code == 0
    assert await kept(operator) == {"DLK": ("Dung", "0262 385 0002")}


async def test_a_person_can_be_taken_away(operator: Operator) -> None:
    await operator("units", "support", "DLK", *BINH)
    done = await operator("units", "support", "DLK", "--remove")
    assert (done.code, await kept(operator)) == (0, {})
    assert "Nobody is named" in done.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--name", "Bình"), "both a name and a number"),
        (("--phone", "0900 000 002"), "both a name and a number"),
        (("--name", "Bình", "--phone", "hỏi tôi"), "Write it like 0900 000 001"),
        (("--name", "B" * 101, "--phone", "0900 000 002"), "at most 100"),
        ((*BINH, "--remove"), "--remove names nobody"),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence(
    options: tuple[str, ...], words: str, operator: Operator
) -> None:
    done = await operator("units", "support", "DLK", *options)
    assert (done.code, done.out) == (1, "")
    assert words in done.err
    assert await kept(operator) == {}


async def test_a_unit_that_is_not_there_is_named_with_those_it_may_be(operator: Operator) -> None:
    done = await operator("units", "support", "buon ho", *BINH)
    assert done.code == 1
    assert "Did you mean: DLK-02" in done.err
