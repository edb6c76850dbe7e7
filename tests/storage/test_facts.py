"""Every question a flow may ask is answered from the database, in the transaction of its turn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar, cast

import pytest

from flows.needs import ByCode, ById, DraftsOf, LastHandedIn, Mine, Need, SupportFor, VerifiersOf
from flows.records import Support
from flows.units import UnitTree
from storage import facts, support
from storage.database import Database
from storage.initiatives import Initiatives
from storage.packs import Pack
from tests.conftest import START
from tests.storage.given import CIPHER, ROOT, UNIT, UPPER, appoint, draft, initiative, meet, put

T = TypeVar("T")
ELSEWHERE = "DLK-02-004"


@dataclass(frozen=True)
class Weather(Need[str]):
    """A question nobody can answer."""


async def ask(database: Database, pack: Pack, need: Need[T]) -> T:
    units = UnitTree.of(dated.unit for dated in pack.units)
    async with database.transaction() as session:
        return cast("T", await facts.load(need, session, Initiatives(session, CIPHER), units, START))


async def test_an_initiative_is_found_by_its_number_and_by_its_code(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    one = initiative(an, 7)
    await put(database, one, initiative(an, 8))
    assert await ask(database, pack, ById(7)) == await ask(database, pack, ByCode("SK-22-000007")) == one
    assert await ask(database, pack, ById(9)) is None
    assert await ask(database, pack, ByCode("SK-22-000009")) is None


async def test_whoever_decided_is_named(database: Database, pack: Pack) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh", "Lê Văn Bình")
    await put(database, initiative(an, 7, "verified", decided_by=binh.id, decided_at=START))
    assert (known := await ask(database, pack, ById(7))) is not None
    assert (known.decided_by_name, known.decided_at) == ("Lê Văn Bình", START)


async def test_drafts_are_all_that_was_begun_and_not_handed_in_newest_first(database: Database, pack: Pack) -> None:
    an, chi = await meet(database, "an"), await meet(database, "chi")
    await put(database, *(draft(an, number) for number in (4, 20, 11)), initiative(an, 5), draft(chi, 6))
    assert [one.id for one in await ask(database, pack, DraftsOf(an.id))] == [20, 11, 4]
    assert [one.id for one in await ask(database, pack, Mine(an.id, 2))] == [20, 11]


async def test_what_somebody_handed_in_last_goes_by_the_instant_of_handing_in(database: Database, pack: Pack) -> None:
    an, chi = await meet(database, "an"), await meet(database, "chi")
    assert await ask(database, pack, LastHandedIn(an.id)) is None
    later = initiative(an, 5, "withdrawn", submitted_at=START + timedelta(days=1))
    await put(database, initiative(an, 7), later, draft(an, 9), initiative(chi, 8))
    assert await ask(database, pack, LastHandedIn(an.id)) == later


async def test_whom_to_call_is_the_person_of_the_nearest_unit_that_has_one(database: Database, pack: Pack) -> None:
    binh, dung = Support(UNIT, "Lê Văn Bình", "0900 000 002"), Support(ROOT, "Hồ Thị Dung", "1900 0000")
    path = (UNIT, UPPER, ROOT)
    assert await ask(database, pack, SupportFor(path)) is None
    assert await ask(database, pack, SupportFor(())) is None
    async with database.transaction() as session:
        await support.name(session, dung)
    assert await ask(database, pack, SupportFor(path)) == dung
    async with database.transaction() as session:
        await support.name(session, Support(UNIT, "Ai Đó", "0900 000 009"))
        await support.name(session, binh)
    assert await ask(database, pack, SupportFor(path)) == binh
    async with database.transaction() as session:
        await support.forget(session, UNIT)
    assert await ask(database, pack, SupportFor(path)) == dung


async def test_which_message_gave_which_answer_is_kept_with_the_initiative(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    one = replace(draft(an, 7), sources={"title": "telegram:main:40"})
    async with database.transaction() as session:
        await Initiatives(session, CIPHER).keep(one, START)
    assert await ask(database, pack, ById(7)) == one


async def test_verifiers_are_asked_for_by_the_units_named_only(database: Database, pack: Pack) -> None:
    binh = await meet(database, "binh")
    await appoint(database, binh, "verifier", UPPER)
    assert await ask(database, pack, VerifiersOf((UNIT,), without=0)) == ()
    assert await ask(database, pack, VerifiersOf((UNIT, UPPER), without=0)) == (binh.id,)


async def test_a_question_nobody_can_answer_is_our_own_mistake(database: Database, pack: Pack) -> None:
    with pytest.raises(TypeError, match="Weather"):
        await ask(database, pack, Weather())
