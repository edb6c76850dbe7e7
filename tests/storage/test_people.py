"""Who somebody is, where they can be reached, and who verifies for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import insert, update
from sqlmodel import col

from flows.consent import VERSIONS
from flows.effects import Consent
from flows.person import Person, Role
from storage import consents, people
from storage.database import Database
from storage.people import Account
from storage.tables import AccountRow, ConsentRow, PersonRow, RoleRow
from tests.conftest import START
from tests.storage.given import ROOT, UNIT, UPPER, account, appoint, every, meet

NOW = VERSIONS["submit"]

MINUTE = timedelta(minutes=1)


async def write(database: Database, who: Account, at_minute: float = 0, language: str = "vi") -> Person:
    async with database.transaction() as session:
        return await people.recognise(session, who, "Trần Thị An", language, START + at_minute * MINUTE)


async def reachable_at(database: Database, person: Person) -> list[tuple[str, str]]:
    async with database.transaction() as session:
        return [(row.channel, row.chat_id) for row in await people.accounts_of(session, person.id)]


async def verifiers(database: Database, units: Sequence[str], without: int = 0) -> tuple[int, ...]:
    async with database.transaction() as session:
        return await people.verifiers(session, {unit: unit for unit in units}, without)


async def second_account(database: Database, person: Person, who: Account, at_minute: float) -> None:
    """Link another account to somebody."""
    linked = {"person_id": person.id, "channel": who.channel, "bot": who.bot, "user_id": who.user}
    seen = START + at_minute * MINUTE
    async with database.transaction() as session:
        await session.execute(insert(AccountRow).values(**linked, chat_id=who.chat, reachable=True, seen_at=seen))


async def test_whoever_writes_twice_is_one_person(database: Database) -> None:
    first = await write(database, account("an"))
    assert await write(database, account("an"), 5) == first
    assert first == Person(first.id, "vi", "Trần Thị An")
    assert len(await every(database, PersonRow)) == len(await every(database, AccountRow)) == 1


async def test_accounts_of_another_user_bot_or_channel_are_other_people(database: Database) -> None:
    accounts = [account("an"), account("chi"), Account("telegram", "other", "an", "an"), account("an", "zalo")]
    known = [await write(database, one) for one in accounts]
    assert len({person.id for person in known}) == 4
    assert [await write(database, one, 1) for one in accounts] == known


async def test_somebody_whose_chat_has_another_number_now_is_reached_there(database: Database) -> None:
    an = await write(database, account("an"))
    assert await write(database, account("an", chat="-100900"), 0.5) == an
    assert await reachable_at(database, an) == [("telegram", "-100900")]


async def test_whoever_blocked_the_bot_is_reachable_again_on_writing(database: Database) -> None:
    an = await write(database, account("an"))
    async with database.transaction() as session:
        await session.execute(update(AccountRow).values(reachable=False))
    assert await reachable_at(database, an) == []
    await write(database, account("an"), 0.5)
    assert await reachable_at(database, an) == [("telegram", "an")]


async def test_somebody_with_two_accounts_is_reached_first_where_they_wrote_last(database: Database) -> None:
    an = await write(database, account("an"))
    await second_account(database, an, account("an.z", "zalo"), 10)
    assert await reachable_at(database, an) == [("zalo", "an.z"), ("telegram", "an")]
    await write(database, account("an"), 20)
    assert await reachable_at(database, an) == [("telegram", "an"), ("zalo", "an.z")]
    assert await write(database, account("an.z", "zalo"), 30) == an


async def test_the_language_chosen_stays_whatever_the_platform_says(database: Database) -> None:
    an = await write(database, account("an"))
    async with database.transaction() as session:
        await people.set_language(session, an.id, "en")
    assert (await write(database, account("an"), 5, language="vi")).language == "en"


async def test_roles_and_consents_come_with_the_person_and_revoked_roles_do_not(database: Database) -> None:
    binh, chi = await meet(database, "binh", "Lê Văn Bình"), await meet(database, "chi")
    await appoint(database, binh, "staff", ROOT)
    await appoint(database, binh, "verifier", UPPER)
    async with database.transaction() as session:
        revoked = {"person_id": binh.id, "name": "administrator", "unit": ROOT, "granted_at": START}
        await session.execute(insert(RoleRow).values(**revoked, revoked_at=START))
        await consents.record(session, binh.id, Consent("submit", NOW), words=["…"], channel="telegram", now=START)
    again = await meet(database, "binh")
    assert again.roles == (Role("staff", ROOT), Role("verifier", UPPER))
    assert again.consents == frozenset({"submit"})
    other = await meet(database, "chi")
    assert (other, other.roles, other.consents) == (chi, (), frozenset())
    assert [(row.purpose, row.text_version, row.at) for row in await every(database, ConsentRow)] == [
        ("submit", NOW, START)
    ]


async def test_the_nearest_unit_that_has_a_verifier_verifies(database: Database) -> None:
    binh, dung = await meet(database, "binh"), await meet(database, "dung")
    path = (UNIT, UPPER, ROOT)
    assert await verifiers(database, path) == ()
    await appoint(database, dung, "verifier", ROOT)
    assert await verifiers(database, path) == (dung.id,)
    await appoint(database, binh, "verifier", UPPER)
    assert await verifiers(database, path) == (binh.id,)
    assert await verifiers(database, (UNIT,)) == ()
    assert await verifiers(database, ()) == ()


async def test_all_verifiers_of_the_nearest_unit_are_named_once_and_in_order(database: Database) -> None:
    binh, chi = await meet(database, "binh"), await meet(database, "chi")
    for person in (chi, binh, chi):
        await appoint(database, person, "verifier", UPPER)
    assert await verifiers(database, (UNIT, UPPER)) == (chi.id, binh.id)


async def test_an_author_who_verifies_for_the_unit_leaves_it_to_the_next(database: Database) -> None:
    an, binh, dung = [await meet(database, user) for user in ("an", "binh", "dung")]
    await appoint(database, an, "verifier", UPPER)
    await appoint(database, dung, "verifier", ROOT)
    assert await verifiers(database, (UPPER, ROOT), without=an.id) == (dung.id,)
    await appoint(database, binh, "verifier", UPPER)
    assert await verifiers(database, (UPPER, ROOT), without=an.id) == (binh.id,)


async def test_staff_and_former_verifiers_do_not_verify(database: Database) -> None:
    binh, dung = await meet(database, "binh"), await meet(database, "dung")
    await appoint(database, dung, "staff", UPPER)
    await appoint(database, dung, "administrator", UPPER)
    await appoint(database, binh, "verifier", UPPER)
    async with database.transaction() as session:
        await session.execute(update(RoleRow).where(col(RoleRow.name) == "verifier").values(revoked_at=START))
    assert await verifiers(database, (UPPER,)) == ()
