"""Where two conversations go on as one, and what is looked at once more before two persons become one."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from flows.effects import Join, OfferJoining
from flows.needs import FailedJoinings
from flows.person import Person
from flows.said import Command, Tap, Text
from flows.screen import Action, Screen
from flows.session import Filling, Session
from storage import erasure, joining, sessions
from storage.audit import AuditLine, write
from storage.database import ConflictError, Database
from storage.joining import Joined
from storage.outbox import Outbox
from storage.packs import Pack
from storage.tables import AccountRow, AuditRow, InitiativeRow, JoiningRow, PersonRow, RoleRow
from tests.conftest import START
from tests.storage.given import CIPHER, UNIT, UPPER, appoint, chat_of, draft, every, initiative, put, set_down
from tests.storage.speaking import event
from tests.storage.test_joining import CODE, LATER, both_channels, met, zalo

OFFER = 31


async def two(database: Database) -> tuple[Person, Person]:
    """Let An have made a code on Telegram, and write on Zalo."""
    an, other = await met(database, "an", "telegram", "An"), await met(database, "an-z", "zalo")
    async with database.transaction() as session:
        await joining.offer(session, OfferJoining(OFFER, CODE, LATER), chat_of(an, "an"), START)
    return an, other


async def join(database: Database, other: Person, state: Session | None = None, offer: int = OFFER) -> Joined:
    """Use the code on Zalo, whatever was seen of the two persons before."""
    async with database.transaction() as session:
        outbox, here = Outbox(session, LATER), chat_of(other, "an-z", "zalo")
        wish = Join(offer, Screen(("Đã nối",)), LATER)
        return await joining.join(outbox, CIPHER, wish, here, state or Session())


async def test_the_conversation_of_whoever_confirmed_goes_on_where_both_are_at_something(database: Database) -> None:
    an, other = await two(database)
    await put(database, draft(an), draft(other, 2))
    await set_down(database, an, Session(Filling(1), revision=7, account=an.account))
    joined = await join(database, other, Session(Filling(2), revision=2, account=other.account))
    assert (joined.person, joined.session.doing, joined.session.account) == (an.id, Filling(2), other.account)
    assert joined.session.revision == 8, "buttons of both conversations are older"


async def test_buttons_of_the_longer_conversation_are_out_of_date_too(database: Database) -> None:
    an, other = await two(database)
    await set_down(database, an, Session(revision=2))
    assert (await join(database, other, Session(revision=7))).session.revision == 8


async def test_what_comes_between_two_persons_at_the_last_moment_joins_nothing(database: Database) -> None:
    an, other = await two(database)
    await put(database, initiative(an, opened_by=other.id, opened_at=START))
    with pytest.raises(ConflictError):
        await join(database, other)
    assert [row.used_at for row in await every(database, JoiningRow)] == [None]


async def test_whoever_was_erased_at_the_last_moment_is_joined_with_nobody(database: Database) -> None:
    _, other = await two(database)
    async with database.transaction() as session:
        await erasure.erase(session, Outbox(session, START), other.id, channel="zalo", now=START)
    with pytest.raises(ConflictError):
        await join(database, other)


async def test_whoever_became_somebody_else_at_the_last_moment_is_joined_with_nobody(database: Database) -> None:
    an, other = await two(database)
    third = await met(database, "an-y", "zalo")
    await join(database, other)
    async with database.transaction() as session:
        await joining.offer(session, OfferJoining(OFFER + 1, "2222AAAA", LATER), chat_of(third, "an-y"), START)
    with pytest.raises(ConflictError):
        await join(database, other, offer=OFFER + 1)
    assert {row.merged_into for row in await every(database, PersonRow)} == {None, an.id}


async def test_a_code_that_somebody_used_a_moment_ago_joins_nobody_else(database: Database) -> None:
    _, other = await two(database)
    third = await met(database, "an-y", "zalo")
    await join(database, other)
    with pytest.raises(ConflictError):
        await join(database, third)
    assert {row.id: row.merged_into for row in await every(database, PersonRow)}[third.id] is None


async def test_an_officer_who_turns_out_to_be_the_author_leaves_it_to_the_level_above(
    database: Database, pack: Pack
) -> None:
    turns, dung = both_channels(database, pack), await met(database, "dung", "telegram", "Dung")
    await turns.take(zalo(1, "binh", Command("start")))
    (binh,) = [row for row in await every(database, AccountRow) if row.channel == "zalo"]
    await appoint(database, Person(binh.person_id), "verifier", UNIT)
    await appoint(database, dung, "verifier", UPPER)
    await turns.take(event(1, "an", Tap(Action("join", ("offer",)))))
    (offered,) = await every(database, JoiningRow)
    await put(database, initiative(Person(offered.person_id)))
    await turns.take(zalo(2, "binh", Text(f"nối {CODE}")))
    await turns.take(zalo(3, "binh", Tap(Action("join", ("yes", str(offered.id))))))
    (row,) = await every(database, InitiativeRow)
    assert (row.author, row.desk) == (binh.person_id, UPPER)


async def test_who_was_joined_with_whom_is_in_the_audit(database: Database) -> None:
    an, other = await two(database)
    await join(database, other)
    lines = [(row.action, row.actor, row.subject, row.old, row.new) for row in await every(database, AuditRow)]
    assert lines == [("join accounts", an.id, f"person {an.id}", f"person {other.id}", "telegram + zalo")]


async def test_whoever_types_a_code_sees_the_name_and_unit_of_today(database: Database) -> None:
    an, _ = await two(database)
    await put(
        database,
        draft(an, 1, {"full_name": "Trần Thị An", "unit": UPPER}),
        draft(an, 2, {"full_name": "Trần Thị Thu An", "unit": UNIT}),
    )
    async with database.transaction() as session:
        assert await joining._known_as(session, an.id) == ("Trần Thị Thu An", UNIT)
    await appoint(database, an, "verifier", UPPER)
    async with database.transaction() as session:
        assert await joining._known_as(session, an.id) == ("An", UPPER)
        await session.execute(update(RoleRow).values(revoked_at=START))
        assert await joining._known_as(session, an.id) == ("Trần Thị Thu An", UNIT)


async def test_what_both_had_begun_is_one_persons_and_none_of_it_is_changed(database: Database) -> None:
    an, other = await two(database)
    await put(database, draft(an), draft(other, 2))
    before = [row.answers for row in await every(database, InitiativeRow)]
    await join(database, other)
    rows = await every(database, InitiativeRow)
    assert [(row.author, row.state) for row in rows] == [(an.id, "draft")] * 2
    assert [row.answers for row in rows] == before
    async with database.transaction() as session:
        assert not (await sessions.load(session, other.id)).stored


async def refused(database: Database, person: Person, what: str, times: int) -> None:
    async with database.transaction() as session:
        for _ in range(times):
            line = AuditLine("refused", f"person {person.id}", new=what)
            await write(session, line, actor=person.id, channel="zalo", at=LATER)


async def test_only_ones_own_wrong_codes_are_counted(database: Database) -> None:
    an, other = await met(database, "an", "telegram"), await met(database, "an-z", "zalo")
    await refused(database, other, "joining code", 5)
    await refused(database, an, "joining code", 2)
    await refused(database, an, "joining", 5)
    async with database.transaction() as session:
        assert await joining.failed(session, FailedJoinings(an.id, START)) == 2
        assert await joining.failed(session, FailedJoinings(an.id, LATER)) == 0


async def test_the_last_account_is_not_taken_away_whatever_was_seen_before(database: Database) -> None:
    an = await met(database, "an", "telegram")
    with pytest.raises(ConflictError):
        async with database.transaction() as session:
            await joining.part(session, an.account, chat_of(an, "an"), LATER)
    assert len(await every(database, AccountRow)) == 1
