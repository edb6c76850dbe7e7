"""An account that is taken away: whoever writes from it sees, hears and changes nothing of the person it was of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from bot.event import Address, Event
from bot.turn import Turns
from flows.effects import OpenPage, Order, TellCode
from flows.person import Person
from flows.said import Attachment, Fetched, File, Said, Tap, Text
from flows.screen import Action, Screen
from flows.session import Filling, Session
from storage import jobs, joining, links, uploads
from storage.database import ConflictError, Database
from storage.outbox import Outbox, Place
from storage.packs import Pack
from storage.tables import AccountRow, AuditRow, InitiativeRow, JobRow, JoiningRow, LinkRow, OutboxRow
from tests.conftest import START
from tests.storage.given import PHASE, PROGRAMME, ROOT, agree, draft, every, put, set_down
from tests.storage.posting import sent_in_order
from tests.storage.speaking import event
from tests.storage.test_joining import CODE, LATER, both_channels, met, zalo

TOKEN = "a-token-of-a-page"
PDF = Attachment("upload:QD-15", "QD-15.pdf", 40_000, "", "document")


async def on_both(database: Database) -> tuple[Person, Place]:
    """Let An write her draft on Telegram, and have an account on Zalo that she used last; return her and the chat."""
    an = await met(database, "an", "telegram", "An")
    await agree(database, an)
    await put(database, draft(an))
    await set_down(database, an, Session(Filling(1)))
    on_zalo = {"channel": "zalo", "bot": "oa", "user_id": "an-z", "chat_id": "an-z"}
    async with database.transaction() as session:
        row = {"person_id": an.id, "reachable": True, "seen_at": LATER, **on_zalo}
        await session.execute(insert(AccountRow).values(**row))
    return an, Place(an.id, "zalo", "oa", "an-z")


async def removed(database: Database, turns: Turns) -> None:
    """Let An take her account on Zalo away, on Telegram, where what was shown before has arrived."""
    await sent_in_order(database)
    (there,) = [row for row in await every(database, AccountRow) if row.channel == "zalo"]
    await turns.take(event(50, "an", Tap(Action("join", ("part-yes", str(there.id)))), LATER))
    assert [row.channel for row in await every(database, AccountRow)] == ["telegram"]
    await sent_in_order(database)


def ours(number: int, place: Place, said: Said) -> Event:
    """Return an event of our own about something that somebody began in a chat."""
    address = Address(place.channel, place.bot, place.chat)
    return Event(f"ours {number}", address, "", said, LATER, about=place.person)


async def waiting(database: Database) -> list[str]:
    """Return the chats for which something waits to be sent."""
    return [row.chat for row in await every(database, OutboxRow) if row.state == "waiting"]


async def test_a_page_for_files_that_was_asked_for_there_takes_nothing_any_more(database: Database, pack: Pack) -> None:
    an, there = await on_both(database)
    here = Place(an.id, "telegram", "main", "an")
    async with database.transaction() as session:
        await uploads.open_page(session, OpenPage(TOKEN, 1), there, LATER)
        await uploads.open_page(session, OpenPage("a-page-of-telegram", 1), here, LATER)
    await removed(database, both_channels(database, pack))
    async with database.transaction() as session:
        pages = [await uploads.find(session, token, LATER) for token in (TOKEN, "a-page-of-telegram")]
    assert [page and page.state for page in pages] == ["replaced", "open"]


async def test_a_code_made_there_joins_nobody_again(database: Database, pack: Pack) -> None:
    await on_both(database)
    turns = both_channels(database, pack)
    await turns.take(zalo(1, "an-z", Tap(Action("join", ("offer",)))))
    (offered,) = await every(database, JoiningRow)
    await removed(database, turns)
    await turns.take(zalo(2, "an-z", Text(f"nối {CODE}")))
    await turns.take(zalo(3, "an-z", Tap(Action("join", ("yes", str(offered.id))))))
    assert len({row.person_id for row in await every(database, AccountRow)}) == 2


@pytest.mark.parametrize(
    "said",
    [File(PDF, of_album=True, draft=1), Fetched(7, 1, "virus")],
    ids=["given on a page", "looked at"],
)
async def test_what_comes_of_a_file_sent_from_there_is_told_where_its_owner_is(
    said: Said, database: Database, pack: Pack
) -> None:
    an, there = await on_both(database)
    piece = {"file": 7, "reference": "F7", "name": "anh.pdf", "kind": "document", "channel": "zalo"}
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).values(partials={"evidence": [piece]}))
    turns = both_channels(database, pack)
    await removed(database, turns)
    await turns.take(ours(1, there, said))
    assert set(await waiting(database)) == {"an"}
    assert {row.person_id for row in await every(database, OutboxRow)} == {an.id}


async def test_whose_channel_is_switched_off_is_told_of_a_file_on_their_other_one(
    database: Database, pack: Pack
) -> None:
    _, there = await on_both(database)
    turns = both_channels(database, pack)
    turns._channels = {"telegram": turns._channels["telegram"]}
    await turns.take(ours(1, there, File(PDF, of_album=True, draft=1)))
    assert set(await waiting(database)) == {"an"}


async def test_whoever_has_no_other_channel_is_told_of_a_file_when_theirs_is_there_again(
    database: Database, pack: Pack
) -> None:
    an = await met(database, "an-z", "zalo", "An")
    await put(database, draft(an))
    await set_down(database, an, Session(Filling(1)))
    turns = both_channels(database, pack)
    turns._channels = {"telegram": turns._channels["telegram"]}
    await turns.take(ours(1, Place(an.id, "zalo", "main", "an-z"), File(PDF, of_album=True, draft=1)))
    assert set(await waiting(database)) == {"an-z"}


async def test_what_was_ordered_there_comes_to_where_the_person_is_and_its_links_open_nothing_there(
    database: Database, pack: Pack
) -> None:
    an, there = await on_both(database)
    async with database.transaction() as session:
        order = Order(1, "initiatives", PROGRAMME, ROOT, PHASE)
        await jobs.order(session, order, there, "vi", at=START, now=START)
        await links.make(session, TOKEN, job=1, file=0, person=an.id, expires_at=LATER + timedelta(hours=1))
        await links.tell_code(session, TellCode(1, CODE), an.id, LATER)
    await removed(database, both_channels(database, pack))
    (job,), (link,) = await every(database, JobRow), await every(database, LinkRow)
    assert (job.channel, job.bot, job.chat) == ("telegram", "main", "an")
    assert (link.code_hash, link.pass_hash) == (None, None)


async def test_an_answer_that_waits_for_a_removed_account_is_not_sent_there(database: Database, pack: Pack) -> None:
    _, there = await on_both(database)
    turns = both_channels(database, pack)
    await sent_in_order(database)
    async with database.transaction() as session:
        await Outbox(session, START).post(there, Screen(("Tóm tắt",)), asks=True)
    (account,) = [row for row in await every(database, AccountRow) if row.channel == "zalo"]
    await turns.take(event(50, "an", Tap(Action("join", ("part-yes", str(account.id)))), LATER))
    assert set(await waiting(database)) == {"an"}


async def test_taking_an_account_away_and_joining_are_in_the_audit(database: Database, pack: Pack) -> None:
    an, _ = await on_both(database)
    await removed(database, both_channels(database, pack))
    lines = [(row.action, row.actor, row.subject, row.old) for row in await every(database, AuditRow)]
    assert lines == [("part account", an.id, f"person {an.id}", "zalo")]


async def test_somebody_elses_account_is_not_taken_away(database: Database, pack: Pack) -> None:
    an, _ = await on_both(database)
    chi = await met(database, "chi", "zalo", "Chi")
    with pytest.raises(ConflictError):
        async with database.transaction() as session:
            await joining.part(session, chi.account, Place(an.id, "telegram", "main", "an"), LATER)
    assert chi.id in {row.person_id for row in await every(database, AccountRow)}
