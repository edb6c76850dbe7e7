"""Two turns at the same moment: nothing of either is lost, and of two decisions there is one."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlmodel import col

from bot.channels.capabilities import TELEGRAM
from bot.event import Event
from flows.person import Person
from flows.said import Attachment, Command, File, Tap, Text
from flows.screen import Action, Msg, Screen
from flows.session import Filling, Session
from storage import sessions
from storage.database import Database
from storage.initiatives import Initiatives
from storage.outbox import SCREEN
from storage.packs import Pack
from storage.sessions import Conversation
from storage.tables import AccountRow, AuditRow, InboxRow, OutboxRow, PersonRow, SessionRow
from tests.conftest import START
from tests.storage.crowd import at_once
from tests.storage.given import (
    CIPHER,
    COMPLETE,
    ROOT,
    UPPER,
    appoint,
    draft,
    every,
    found,
    initiative,
    meet,
    put,
    set_down,
)
from tests.storage.speaking import Recorder, event, releaser_on, text_of, turns_on


async def officers(database: Database) -> tuple[Person, Person, Person]:
    """Return An, who works below the union where Bình and Dung verify."""
    an, binh = await meet(database, "an", "Trần Thị An"), await meet(database, "binh", "Lê Văn Bình")
    dung = await meet(database, "dung", "Hồ Thị Dung")
    await appoint(database, binh, "verifier", UPPER)
    await appoint(database, dung, "verifier", ROOT)
    return an, binh, dung


def press(number: int, user: str, verb: str, *args: str) -> Event:
    return event(number, user, Tap(Action(verb, args)))


async def told(database: Database, person: Person) -> list[Screen]:
    """Return everything somebody is to be shown, in order."""
    mine = select(OutboxRow).where(col(OutboxRow.person_id) == person.id).order_by(col(OutboxRow.id))
    async with database.transaction() as session:
        return [SCREEN.validate_python(row.body["screen"]) for row in (await session.execute(mine)).scalars()]


async def moves(database: Database) -> list[AuditRow]:
    return [row for row in await every(database, AuditRow) if row.subject == "initiative 1"]


async def test_two_turns_of_one_person_are_taken_one_after_the_other(database: Database, second: Database) -> None:
    an = await meet(database, "an")
    await set_down(database, an, Session())

    async def count_on(process: Database) -> None:
        async with process.transaction() as session:
            before = await sessions.load(session, an.id)
            state = replace(before.session, revision=before.session.revision + 1)
            await sessions.save(session, an.id, before, Conversation(state), START)

    await at_once(database, "session", count_on(database), count_on(second))
    assert [row.state["revision"] for row in await every(database, SessionRow)] == [2]


async def test_two_files_of_an_album_that_arrive_at_once_are_both_kept(
    database: Database, second: Database, pack: Pack
) -> None:
    an = await meet(database, "an")
    answers = {key: value for key, value in COMPLETE.items() if key != "evidence"}
    await put(database, draft(an, 1, answers))
    await set_down(database, an, Session(Filling(1)))
    photos = [File(Attachment(name, name, 9, "image/jpeg", "photo"), of_album=True) for name in ("A", "B")]
    here, there = turns_on(database, pack), turns_on(second, pack)
    await at_once(database, "session", here.take(event(1, "an", photos[0])), there.take(event(2, "an", photos[1])))
    stored = await found(database)
    assert stored is not None
    files = stored.partials["evidence"]
    assert isinstance(files, tuple)
    assert sorted(str(dict(one)["reference"]) for one in files if isinstance(one, dict)) == ["A", "B"]
    (answered,) = await told(database, an)
    assert isinstance(answered.lines[0], Msg)
    assert isinstance(answered.lines[0].args["received"], Msg)
    assert answered.lines[0].args["received"].count == 2


async def test_the_first_two_messages_of_a_stranger_at_once_make_one_person(
    database: Database, second: Database, pack: Pack
) -> None:
    here, there = turns_on(database, pack), turns_on(second, pack)
    first, next_one = event(1, "stranger", Command("start")), event(2, "stranger", Text("chào"))
    await at_once(database, "account", here.take(first), there.take(next_one))
    assert len(await every(database, PersonRow)) == len(await every(database, AccountRow)) == 1
    assert len(await every(database, InboxRow)) == len(await every(database, OutboxRow)) == 2


async def test_a_draft_handed_in_twice_at_once_is_handed_in_once(
    database: Database, second: Database, pack: Pack
) -> None:
    an, binh, _ = await officers(database)
    await put(database, draft(an))
    await set_down(database, an, Session(Filling(1), revision=3))
    here, there = turns_on(database, pack), turns_on(second, pack, first_id=2000)
    presses = press(1, "an", "submit", "3"), press(2, "an", "submit", "3")
    await at_once(database, "session", here.take(presses[0]), there.take(presses[1]))
    stored = await found(database)
    assert stored is not None
    assert (stored.state, stored.version) == ("pending", 1)
    assert [row.action for row in await moves(database)] == ["submit"]
    assert len(await told(database, binh)) == 1


async def test_two_officers_who_verify_at_once_make_one_decision_and_the_second_sees_who_was_first(
    database: Database, second: Database, pack: Pack
) -> None:
    an, binh, dung = await officers(database)
    await put(database, initiative(an))
    here, there = turns_on(database, pack), turns_on(second, pack)
    presses = press(1, "binh", "verify", "1", "1"), press(2, "dung", "verify", "1", "1")
    await at_once(database, "initiative", here.take(presses[0]), there.take(presses[1]))

    (audited,) = await moves(database)
    winner, loser = (binh, dung) if audited.actor == binh.id else (dung, binh)
    stored = await found(database)
    assert stored is not None
    assert (stored.state, stored.version, stored.decided_by, audited.new) == ("verified", 2, winner.id, "verified")
    assert [text_of(screen) for screen in await told(database, winner)] == ["{done}: {code}."]
    (late,) = await told(database, loser)
    assert isinstance(late.lines[0], Msg)
    assert late.lines[0].text == "{officer} has already verified this initiative, at {at}."
    assert late.lines[0].args["officer"] == winner.name
    assert await told(database, an) == []
    await releaser_on(database, pack).drain()
    verified, asked = await told(database, an)
    assert text_of(verified).endswith("” is verified. It now counts for your unit.")
    assert text_of(asked).endswith("may it name you?")
    assert len(await every(database, InboxRow)) == 3


async def test_an_author_who_withdraws_while_an_officer_rejects_gets_one_of_both(
    database: Database, second: Database, pack: Pack
) -> None:
    an, binh, _ = await officers(database)
    await put(database, initiative(an))
    here, there = turns_on(database, pack), turns_on(second, pack)
    presses = press(1, "an", "withdraw-yes", "1", "1"), press(2, "binh", "reason", "1", "1", "reject", "0")
    await at_once(database, "initiative", here.take(presses[0]), there.take(presses[1]))
    (audited,) = await moves(database)
    stored = await found(database)
    assert stored is not None
    expected = {"withdraw": ("withdrawn", an.id), "reject": ("rejected", binh.id)}
    assert (stored.state, audited.actor) == expected[audited.action]
    assert stored.version == 2


async def test_every_move_leaves_one_line_with_who_where_old_new_and_why(database: Database, pack: Pack) -> None:
    an, binh, _ = await officers(database)
    await put(database, initiative(an))
    turns = turns_on(database, pack)
    reason = pack.programme.reasons["return"][0]
    await turns.take(press(1, "binh", "reason", "1", "1", "return", "0"))
    await releaser_on(database, pack).drain()
    await turns.take(press(2, "an", "withdraw-yes", "1", "2"))
    written = [(row.actor, row.channel, row.action, row.old, row.new, row.reason) for row in await moves(database)]
    assert written == [
        (binh.id, "telegram", "return", "pending", "returned", reason),
        (an.id, "telegram", "withdraw", "returned", "withdrawn", ""),
    ]


async def test_two_answers_to_different_questions_of_one_draft_are_both_kept(
    database: Database, second: Database
) -> None:
    an = await meet(database, "an")
    await put(database, draft(an, 1, {}))
    await set_down(database, an, Session(Filling(1)))

    async def answer(process: Database, question: str) -> None:
        async with process.transaction() as session:
            await sessions.load(session, an.id)
            initiatives = Initiatives(session, CIPHER)
            present = await initiatives.by_id(1)
            assert present is not None
            await initiatives.keep(present.answer(question, "x"), START)

    writing = answer(database, "title"), answer(second, "description")
    await at_once(database, "initiative", *writing)
    stored = await found(database)
    assert stored is not None
    assert stored.answers == {"title": "x", "description": "x"}


async def test_the_same_press_delivered_twice_at_once_is_answered_alike(
    database: Database, second: Database, pack: Pack
) -> None:
    an, _, _ = await officers(database)
    await put(database, initiative(an))
    aside, channel = press(1, "binh", "aside", "1", "1"), Recorder(TELEGRAM)
    here, there = turns_on(database, pack, channel), turns_on(second, pack, channel)
    await at_once(database, "inbox", here.take(aside), there.take(aside))
    assert len(channel.words) == 2
    assert len(set(channel.words)) == 1
    assert channel.words[0]
