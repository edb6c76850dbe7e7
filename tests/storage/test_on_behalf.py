"""On behalf: the worker is a person without an account until they confirm, once; nothing of a proof is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.capabilities import PLAIN
from bot.event import Event
from flows import consent
from flows.draft import NOBODY_YET, Initiative, Secret
from flows.effects import Confirm, Consent
from flows.needs import LooksAt, OthersByIdentity, Waiting
from flows.person import Person
from flows.said import Contact, Tap, Text
from flows.screen import Action
from flows.session import Filling, Session
from flows.sieve import Desks, View
from flows.units import Unit, UnitTree
from storage import audit, behalf, consents, people
from storage.audit import AuditLine
from storage.database import ConflictError, Database
from storage.initiatives import Initiatives
from storage.looks import LOOKED, looks, subject
from storage.packs import Pack
from storage.queue import Waitings
from storage.tables import AuditRow, ConsentRow, InitiativeRow, OutboxRow, PersonRow, SessionRow
from tests.conftest import START
from tests.storage.crowd import at_once
from tests.storage.given import (
    CIPHER,
    COMPLETE,
    PROGRAMME,
    UNIT,
    appoint,
    every,
    found,
    initiative,
    meet,
    put,
    set_down,
)
from tests.storage.speaking import Recorder, event, turns_on

HERS = Contact("84900000001", own=True)
ANSWERS = {**COMPLETE, "phone": "+84900000001"}
AGREED = consent.VERSIONS[consent.ON_BEHALF]


def press(number: int, user: str, verb: str, *args: str) -> Event:
    return event(number, user, Tap(Action(verb, args)))


async def officers(database: Database) -> tuple[Person, Person]:
    """Return Bình and Chi, who verify for the same unit."""
    binh, chi = await meet(database, "binh", "Lê Văn Bình"), await meet(database, "chi", "Phạm Thị Chi")
    for officer in (binh, chi):
        await appoint(database, officer, "verifier", UNIT)
    return binh, chi


async def entered(database: Database, by: Person, number: int = 1) -> Initiative:
    """Let an officer have handed in for a worker without an account."""
    async with database.transaction() as session:
        worker = await behalf.add_worker(session, START)
        declared = Consent(consent.ON_BEHALF, AGREED, ())
        await consents.record(session, worker, declared, words=(), channel="telegram", now=START, by=by.id)
    one = initiative(Person(worker), number, answers=ANSWERS, entered_by=by.id, entered_by_name=by.name)
    await put(database, one)
    return one


async def audited(database: Database) -> list[str]:
    return [row.action for row in await every(database, AuditRow)]


async def test_the_worker_becomes_a_person_without_an_account_with_the_agreement_declared_for_them(
    database: Database, pack: Pack
) -> None:
    """Demand 44."""
    binh, _ = await officers(database)
    await turns_on(database, pack).take(press(1, "binh", "behalf", "yes", AGREED))
    (row,) = await every(database, InitiativeRow)
    (agreed,) = await every(database, ConsentRow)
    assert (row.entered_by, row.state, row.confirmed_at) == (binh.id, "draft", None)
    assert row.author not in (NOBODY_YET, binh.id)
    assert (agreed.person_id, agreed.purpose, agreed.by) == (row.author, consent.ON_BEHALF, binh.id)
    assert await audited(database) == ["consent on behalf"]


async def test_a_draft_thrown_away_leaves_nothing_of_the_worker(database: Database, pack: Pack) -> None:
    binh, chi = await officers(database)
    turns = turns_on(database, pack)
    await turns.take(press(1, "binh", "behalf", "yes", AGREED))
    (row,) = await every(database, InitiativeRow)
    await turns.take(press(2, "binh", "discard", str(row.id), "0"))
    assert not await every(database, InitiativeRow)
    assert not await every(database, ConsentRow)
    assert [person.id for person in await every(database, PersonRow)] == [binh.id, chi.id]


async def test_a_worker_of_whom_something_else_is_kept_is_not_forgotten(database: Database) -> None:
    binh, _ = await officers(database)
    one = await entered(database, binh)
    async with database.transaction() as session:
        await behalf.forget_worker(session, one.author)
        await behalf.forget_worker(session, binh.id)
    assert {one.author, binh.id} <= {person.id for person in await every(database, PersonRow)}


async def test_confirming_puts_the_person_in_the_workers_place(database: Database, pack: Pack) -> None:
    """Demand 44."""
    binh, _ = await officers(database)
    one = await entered(database, binh)
    an = await meet(database, "an", "Trần Thị An")
    turns = turns_on(database, pack)
    await turns.take(event(1, "an", Text(str(one.code))))
    await turns.take(event(2, "an", HERS))
    yes = press(3, "an", "confirm", "1")
    await turns.take(yes)
    await turns.take(yes)
    stored = await found(database)
    assert stored == replace(one, author=an.id, confirmed_at=START)
    (agreed,) = await every(database, ConsentRow)
    assert (agreed.person_id, agreed.by) == (an.id, binh.id)
    assert one.author not in {person.id for person in await every(database, PersonRow)}
    assert await audited(database) == ["confirm"]
    told = [row for row in await every(database, OutboxRow) if row.person_id == binh.id]
    assert len(told) == 1


async def test_two_who_confirm_at_once_make_one_author(database: Database, second: Database) -> None:
    binh, _ = await officers(database)
    one = await entered(database, binh)
    an, lan = await meet(database, "an"), await meet(database, "lan")

    async def confirm(process: Database, person: Person) -> bool:
        try:
            async with process.transaction() as session:
                await behalf.confirm(session, Confirm(1, instead_of=one.author), person.id, START)
        except ConflictError:
            return False
        return True

    done = await at_once(database, "initiative", confirm(database, an), confirm(second, lan))
    assert sorted(done) == [False, True]
    stored = await found(database)
    assert stored is not None
    assert stored.author == (an if done[0] else lan).id


async def test_nobody_takes_the_place_of_another_worker_than_the_one_the_turn_saw(database: Database) -> None:
    binh, chi = await officers(database)
    one = await entered(database, binh)
    with pytest.raises(ConflictError):
        async with database.transaction() as session:
            await behalf.confirm(session, Confirm(1, instead_of=chi.id), chi.id, START)
    assert await found(database) == one


async def test_a_wrong_proof_is_logged_without_what_was_typed(database: Database, pack: Pack) -> None:
    """On a channel that vouches for no number: the number and the last four digits, three times."""
    binh, _ = await officers(database)
    one = await entered(database, binh)
    await meet(database, "lan")
    turns = turns_on(database, pack, Recorder(PLAIN))
    for number, said in enumerate((str(one.code), *("0900 000 001", "9999") * 3), 1):
        await turns.take(event(number, "lan", Text(said)))
    async with database.transaction() as session:
        assert await behalf.failed_confirmations(session, 1) == 3
    assert await audited(database) == 3 * ["confirmation failed"]
    everything = str([row.model_dump() for table in (AuditRow, SessionRow) for row in await every(database, table)])
    assert "9999" not in everything
    assert "0900" not in everything
    await turns.take(press(90, "binh", "reopen", "1"))
    async with database.transaction() as session:
        assert await behalf.failed_confirmations(session, 1) == 0
        assert await behalf.failed_confirmations(session, 2) == 0


async def test_on_a_channel_that_vouches_for_no_number_what_was_typed_proves_it(database: Database, pack: Pack) -> None:
    binh, _ = await officers(database)
    one = await entered(database, binh)
    an = await meet(database, "an")
    turns = turns_on(database, pack, Recorder(PLAIN))
    for number, said in enumerate((str(one.code), "0900000001", "1234", "Đúng, của tôi"), 1):
        await turns.take(event(number, "an", Text(said)))
    stored = await found(database)
    assert stored is not None
    assert stored.author == an.id


async def test_an_officer_and_a_worker_who_correct_and_confirm_at_once_lose_nothing(
    database: Database, second: Database, pack: Pack
) -> None:
    binh, _ = await officers(database)
    one = await entered(database, binh)
    an = await meet(database, "an")
    here, there = turns_on(database, pack), turns_on(second, pack, first_id=2000)
    await here.take(event(1, "an", Text(str(one.code))))
    await here.take(event(2, "an", HERS))
    await set_down(database, binh, Session(Filling(1, correcting="title"), revision=3))
    confirming, correcting = press(3, "an", "confirm", "1"), event(4, "binh", Text("Sàng rung ba tầng"))
    await at_once(database, "initiative", here.take(confirming), there.take(correcting))
    stored = await found(database)
    assert stored is not None
    assert stored.author == an.id
    assert (stored.version == 2) == (stored.text("title") == "Sàng rung ba tầng")


async def test_whoever_entered_it_is_neither_told_nor_finds_it_waiting(database: Database) -> None:
    """Demand 62."""
    binh, chi = await officers(database)
    one = await entered(database, binh)
    async with database.transaction() as session:
        assert await people.verifiers(session, {UNIT: UNIT}, one.author, binh.id) == (chi.id,)
        assert await people.verifiers(session, {UNIT: UNIT}, one.author) == (binh.id, chi.id)
        for officer, count in ((binh, 0), (chi, 1)):
            waiting = Waitings(session, Initiatives(session, CIPHER), UnitTree.of([Unit(UNIT, "", "", None)]), START)
            assert (await waiting.queue(Waiting(View((Desks((UNIT,), (officer.id,)),))))).count == count


async def test_a_draft_does_not_count_under_a_unit_and_number(database: Database) -> None:
    binh, _ = await officers(database)
    one = await entered(database, binh)
    await put(database, replace(one, id=2, state="draft", code=None))
    async with database.transaction() as session:
        same = await Initiatives(session, CIPHER).of_worker(OthersByIdentity(PROGRAMME, UNIT, "+84900000001", None))
    assert [found.id for found in same] == [1]


@pytest.mark.parametrize("state", ["pending", "verified", "returned", "rejected", "withdrawn"])
async def test_what_counts_under_a_unit_and_number_is_found_whoever_handed_it_in(
    database: Database, state: str
) -> None:
    binh, _ = await officers(database)
    await entered(database, binh)
    async with database.transaction() as session:
        row = InitiativeRow.__table__  # type: ignore[attr-defined] # SQLModel does not declare it
        await session.execute(row.update().where(row.c.state != state).values(state=state))
        initiatives = Initiatives(session, CIPHER)
        same = await initiatives.of_worker(OthersByIdentity(PROGRAMME, UNIT, "+84900000001", None))
        assert [found.id for found in same] == ([1] if state in ("pending", "verified", "returned") else [])
        assert await initiatives.of_worker(OthersByIdentity(PROGRAMME, UNIT, "+84900000009", None)) == ()
        assert await initiatives.of_worker(OthersByIdentity(PROGRAMME, "DLK-01", "+84900000001", None)) == ()


async def test_both_find_it_among_their_own(database: Database) -> None:
    binh, chi = await officers(database)
    one = await entered(database, binh)
    async with database.transaction() as session:
        initiatives = Initiatives(session, CIPHER)
        for person, expected in ((binh.id, [1]), (one.author, [1]), (chi.id, [])):
            assert [found.id for found in await initiatives.of_author(person, 10)] == expected


async def test_the_stop_of_a_second_one_holds_on_real_rows(database: Database, pack: Pack) -> None:
    """Demand 44: counted once."""
    binh, _ = await officers(database)
    await entered(database, binh)
    an = await meet(database, "an")
    await put(database, Initiative(2, an.id, pack.programme.key, answers=ANSWERS))
    await set_down(database, an, Session(Filling(2), revision=3))
    await turns_on(database, pack).take(press(1, "an", "submit", "3"))
    stored = await found(database, 2)
    assert stored is not None
    assert stored.state == "draft"
    rows = [row for row in await every(database, OutboxRow) if row.person_id == an.id]
    assert len(rows) == 1


async def test_confirming_carries_over_who_looked_at_the_number(database: Database) -> None:
    binh, _ = await officers(database)
    one = await entered(database, binh)
    an = await meet(database, "an")
    async with database.transaction() as session:
        line = AuditLine(LOOKED, audit.about(1), new=subject(one.author))
        await audit.write(session, line, actor=binh.id, channel="telegram", at=START)
        await behalf.confirm(session, Confirm(1, instead_of=one.author), an.id, START)
        assert [look.officer for look in await looks(session, LooksAt(an.id))] == ["Lê Văn Bình"]


async def test_what_counts_under_an_identity_number_is_found_in_other_units(database: Database) -> None:
    """Demand 44: counted once."""
    binh, _ = await officers(database)
    one = await entered(database, binh)
    number = one.answers["identity"]
    assert isinstance(number, Secret)
    async with database.transaction() as session:
        hashed = CIPHER.fingerprint(number.secret)
        await session.execute(InitiativeRow.__table__.update().values(identity_hash=hashed))  # type: ignore[attr-defined]
        initiatives, elsewhere = Initiatives(session, CIPHER), OthersByIdentity(PROGRAMME, "DLK-02", "", number)
        assert [found.id for found in await initiatives.of_worker(elsewhere)] == [1]
        assert await initiatives.of_worker(replace(elsewhere, identity=Secret("066188009999"))) == ()
