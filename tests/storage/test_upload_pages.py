"""Pages for files as they are kept: whose they are, what closes them, how much they take, and when all is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from sqlmodel import col

from bot.event import Event
from flows.draft import State
from flows.effects import FetchFile, OpenPage
from flows.person import Person
from flows.said import Attachment, Fetched, Tap
from flows.screen import Action
from flows.session import Filling, Session
from storage import erasure, files, uploads
from storage.database import Database
from storage.links import hashed
from storage.objects import Objects
from storage.outbox import Outbox, Place
from storage.packs import Pack
from storage.tables import FileRow, InitiativeRow, UploadPageRow, UploadRow
from storage.uploads import MOST_ARRIVALS, PAGE_LASTS, Page
from tests.conftest import START
from tests.storage.given import COMPLETE, agree, chat_of, draft, every, initiative, meet, put, set_down
from tests.storage.speaking import event, turns_on

TOKEN, OTHER = "a-token-of-a-page", "another-token"
DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
KEY = "k" * 64


async def opened(
    database: Database, place: Place, number: int = 1, token: str = TOKEN, *, instead: bool = False
) -> None:
    async with database.transaction() as session:
        await uploads.open_page(session, OpenPage(token, number, instead=instead), place, START)


async def page_of(database: Database, token: str = TOKEN, after: timedelta = MOMENT) -> Page | None:
    async with database.transaction() as session:
        return await uploads.find(session, token, START + after)


async def state_of(database: Database, token: str = TOKEN, after: timedelta = MOMENT) -> str | None:
    page = await page_of(database, token, after)
    return page.state if page else None


async def an_and_her_page(database: Database, state: State = "draft") -> tuple[Person, Place]:
    an = await meet(database, "an")
    await agree(database, an)
    await put(database, draft(an) if state == "draft" else initiative(an, state=state))
    place = chat_of(an, "an")
    await opened(database, place)
    return an, place


SHOWN: Sequence[tuple[State, bool, str]] = (
    ("draft", False, "open"),
    ("draft", True, "replaced"),
    ("returned", False, "open"),
    ("returned", True, "replaced"),
    ("pending", False, "open"),
    ("pending", True, "handed in"),
    ("verified", False, "handed in"),
    ("rejected", False, "handed in"),
    ("withdrawn", False, "handed in"),
)


async def test_a_page_takes_files_as_long_as_its_initiative_can_be_changed(database: Database) -> None:
    an = await meet(database, "an")
    for number, (state, closed, _) in enumerate(SHOWN):
        await put(database, draft(an, number) if state == "draft" else initiative(an, number, state))
        await opened(database, chat_of(an, "an"), number, f"page {number}")
        if closed:
            async with database.transaction() as session:
                await uploads.close_pages(session, number, START)
    states = [await state_of(database, f"page {number}") for number in range(len(SHOWN))]
    assert states == [shown for *_, shown in SHOWN]


async def test_a_page_is_open_for_a_day_to_the_moment(database: Database) -> None:
    await an_and_her_page(database)
    assert await state_of(database, after=PAGE_LASTS - MOMENT) == "open"
    assert await state_of(database, after=PAGE_LASTS) == "over"
    assert PAGE_LASTS == DAY


async def test_an_initiative_that_was_entered_takes_files_of_who_entered_it_until_its_author_has_confirmed(
    database: Database,
) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh")
    await put(database, draft(an))
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).values(entered_by=binh.id))
    await opened(database, chat_of(an, "an"))
    await opened(database, chat_of(binh, "binh"), token=OTHER)
    assert [await state_of(database, one) for one in (TOKEN, OTHER)] == [None, "open"]
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).values(confirmed_at=START))
    assert [await state_of(database, one) for one in (TOKEN, OTHER)] == ["open", None]


async def test_a_page_of_somebody_elses_initiative_leads_nowhere(database: Database) -> None:
    an, chi = await meet(database, "an"), await meet(database, "chi")
    await put(database, draft(an))
    await opened(database, chat_of(chi, "chi"))
    assert await page_of(database) is None


async def test_a_new_page_asked_for_closes_those_of_its_initiative_and_no_others(database: Database) -> None:
    an, place = await an_and_her_page(database)
    await put(database, draft(an, 2))
    await opened(database, place, 2, OTHER)
    await opened(database, place, 1, "shown once more")
    tokens = (TOKEN, OTHER, "shown once more")
    assert [await state_of(database, one) for one in tokens] == ["open", "open", "open"]
    await opened(database, place, 1, "asked for", instead=True)
    assert [await state_of(database, one) for one in (*tokens, "asked for")] == ["replaced", "open", "replaced", "open"]


def press(number: int, verb: str, *args: str) -> Event:
    return event(number, "an", Tap(Action(verb, args)))


@pytest.mark.parametrize("state", ["draft", "returned"])
async def test_handing_in_for_the_first_time_and_again_closes_the_page(
    state: State, database: Database, pack: Pack
) -> None:
    an, _ = await an_and_her_page(database, state)
    await set_down(database, an, Session(Filling(1), revision=1))
    await turns_on(database, pack).take(press(1, "submit", "1"))
    (row,) = await every(database, InitiativeRow)
    assert (row.state, await state_of(database)) == ("pending", "handed in")


async def test_correcting_what_was_handed_in_closes_the_page(database: Database, pack: Pack) -> None:
    an, _ = await an_and_her_page(database, "pending")
    await set_down(database, an, Session(Filling(1, correcting="bloc"), revision=1))
    await turns_on(database, pack).take(press(1, "answer", "1", "pick", "office"))
    (row,) = await every(database, InitiativeRow)
    assert (row.version, row.answers["bloc"], await state_of(database)) == (2, "office", "handed in")


async def test_a_draft_that_was_deleted_leads_nowhere(database: Database, pack: Pack) -> None:
    an, _ = await an_and_her_page(database)
    await set_down(database, an, Session(Filling(1), revision=1))
    await turns_on(database, pack).take(press(1, "discard", "1", str(len(COMPLETE))))
    assert (await every(database, InitiativeRow), await page_of(database)) == ([], None)
    (row,) = await every(database, UploadPageRow)
    assert row.closed_at == START


async def test_a_page_takes_so_many_files_and_what_another_takes_is_not_counted(database: Database) -> None:
    _, place = await an_and_her_page(database)
    await opened(database, place, token=OTHER)
    async with database.transaction() as session:
        this = col(UploadPageRow.token_hash) == hashed(TOKEN)
        await session.execute(update(UploadPageRow).where(this).values(arrivals=MOST_ARRIVALS - 1))
    assert [await uploads.admit(database, TOKEN) for _ in range(2)] == [True, False]
    assert await uploads.admit(database, OTHER)
    assert sorted(row.arrivals for row in await every(database, UploadPageRow)) == [1, MOST_ARRIVALS]


async def received(database: Database, place: Place, number: int, of: int, state: str, *, key: str = KEY) -> None:
    """Let a turn have taken a file that was given on a page."""
    attachment = Attachment(uploads.reference(key), f"{number}.pdf", 9, "", "document")
    async with database.transaction() as session:
        await files.receive(session, FetchFile(number, of, attachment), place, START)
        values = {"state": state, "sha256": "s" * 64 if state == "kept" else None}
        await session.execute(update(FileRow).where(col(FileRow.id) == number).values(**values))


async def test_what_became_of_a_file_is_told_of_the_same_initiatives_alone(database: Database) -> None:
    an, place = await an_and_her_page(database)
    await put(database, draft(an, 2))
    await received(database, place, 1, 2, "kept")
    page = await page_of(database)
    assert page
    assert await uploads.became_of(database, KEY, page) is None
    await received(database, place, 2, 1, "waiting")
    assert await uploads.became_of(database, KEY, page) == (None, "")
    async with database.transaction() as session:
        kept = {"state": "kept", "sha256": "s" * 64}
        await session.execute(update(FileRow).where(col(FileRow.id) == 2).values(**kept))
    assert await uploads.became_of(database, KEY, page) == (Fetched(2, 1, None, "s" * 64, 9), "")
    await received(database, place, 3, 1, "kept", key="another key")
    assert await uploads.became_of(database, KEY, page) == (Fetched(2, 1, None, "s" * 64, 9), "3.pdf")


@pytest.mark.parametrize(
    ("state", "forgotten_after"),
    [("waiting", None), ("kept", timedelta(days=2)), ("refused", timedelta(minutes=15)), (None, timedelta(minutes=15))],
)
async def test_a_content_waits_as_long_as_it_may_be_fetched_once_more(
    database: Database, tmp_path: Path, state: str | None, forgotten_after: timedelta | None
) -> None:
    _, place = await an_and_her_page(database)
    waiting, page = Objects(f"file:{tmp_path}/waiting"), await page_of(database)
    assert page
    assert [await uploads.note(database, KEY, page, START) for _ in range(2)] == [True, False]
    await waiting.put(KEY, b"content")
    if state:
        await received(database, place, 1, 1, state)
    for hours in (0.2, 0.25, 1.25, 47, 48, 24 * 30):
        after = timedelta(hours=hours)
        await uploads.forget_contents(database, waiting, START + after)
        kept = forgotten_after is None or after < forgotten_after
        assert (await waiting.get(KEY) == b"content", bool(await every(database, UploadRow))) == (kept, kept), after


async def test_why_a_page_is_over_is_told_for_a_week_more(database: Database) -> None:
    await an_and_her_page(database)
    for after, forgotten in ((PAGE_LASTS + 7 * DAY, 0), (PAGE_LASTS + 7 * DAY + MOMENT, 1)):
        async with database.transaction() as session:
            assert await uploads.forget_pages(session, START + after) == forgotten
    assert await page_of(database) is None


async def test_what_whoever_is_erased_gave_is_forgotten_at_the_next_tidying(database: Database, tmp_path: Path) -> None:
    an, place = await an_and_her_page(database)
    waiting, page = Objects(f"file:{tmp_path}/waiting"), await page_of(database)
    assert page
    await waiting.put(KEY, b"content")
    await received(database, place, 1, 1, "kept")
    async with database.transaction() as session:
        row = {"key": KEY, "initiative": 1, "person_id": an.id, "given_at": START, "due_at": START + DAY}
        await session.execute(insert(UploadRow).values(**row))
        await erasure.erase(session, Outbox(session, START), an.id, channel="telegram", now=START)
    assert await every(database, UploadPageRow) == []
    assert await uploads.forget_contents(database, waiting, START) == 1
    assert (await waiting.get(KEY), await every(database, UploadRow)) == (None, [])
