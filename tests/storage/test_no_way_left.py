"""Where nothing reaches somebody any more: every account is tried once, and nothing is passed round between them."""

from __future__ import annotations

from datetime import timedelta
from itertools import repeat

import pytest
from sqlalchemy import insert

from bot.channels.channel import NeverError
from bot.clock import FrozenClock
from flows.person import Person
from flows.screen import Screen
from storage import delivery
from storage.database import Database
from storage.outbox import BROADCAST, CARD, Parcel
from storage.packs import Pack
from storage.tables import AccountRow, OutboxRow
from tests.conftest import START
from tests.storage.given import UNIT, UPPER, appoint, chat_of, every, found, initiative, meet, put
from tests.storage.posting import claim, opened, post
from tests.storage.speaking import Recorder, releaser_on, sender_on

BLOCKED = NeverError("blocked", unreachable=True)
DAYS = 3


async def on_both(database: Database, user: str) -> Person:
    """Let somebody have an account on Telegram, and one on Zalo under the same name."""
    person = await meet(database, user)
    on_zalo = {"channel": "zalo", "bot": "main", "user_id": user, "chat_id": user}
    async with database.transaction() as session:
        row = {"person_id": person.id, "reachable": True, "seen_at": START - timedelta(hours=1), **on_zalo}
        await session.execute(insert(AccountRow).values(**row))
    return person


def dead(*users: str) -> Recorder:
    """Return a channel on which nothing will ever reach these."""
    return Recorder(troubles={user: repeat(BLOCKED, 100) for user in users})


async def for_days(database: Database, pack: Pack | None = None, **channels: Recorder) -> None:
    """Let senders send, and cards be passed on, again and again for some days."""
    for day in range(DAYS):
        await sender_on(database, FrozenClock(START + timedelta(days=day)), None, **channels).drain()
        if pack:
            await releaser_on(database, pack, timedelta(days=day)).drain()


async def taken(database: Database) -> Parcel:
    (parcel,) = await claim(database)
    return parcel


@pytest.mark.parametrize("lane", [CARD, BROADCAST])
async def test_who_blocked_the_bot_on_both_channels_is_tried_once_on_each(database: Database, lane: int) -> None:
    binh = await on_both(database, "binh")
    await post(database, chat_of(binh, "binh"), "news", lane=lane)
    telegram, zalo = dead("binh"), dead("binh")
    await for_days(database, telegram=telegram, zalo=zalo)
    assert (len(telegram.tried), len(zalo.tried)) == (1, 1)
    assert [(row.channel, row.state) for row in await every(database, OutboxRow)] == [
        ("telegram", "dead"),
        ("zalo", "dead"),
    ]


async def test_a_decision_that_reaches_its_author_on_no_channel_is_tried_once_on_each_and_they_are_called(
    database: Database,
) -> None:
    an = await on_both(database, "an")
    await put(database, initiative(an, state="verified"))
    async with opened(database) as box:
        await box.post(chat_of(an, "an"), Screen(("decided",)), lane=CARD, tells=1)
    telegram, zalo = dead("an"), dead("an")
    await for_days(database, telegram=telegram, zalo=zalo)
    assert (len(telegram.tried), len(zalo.tried)) == (1, 1)
    kept = await found(database)
    assert kept is not None
    assert kept.unreached_at == kept.told_at


async def test_a_card_is_not_passed_round_among_officers_whom_nothing_reaches(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(database, initiative(an))
    binh, chi, dung = [await on_both(database, user) for user in ("binh", "chi", "dung")]
    for officer, unit in ((binh, UNIT), (chi, UNIT), (dung, UPPER)):
        await appoint(database, officer, "verifier", unit)
    async with opened(database) as box:
        await box.post(chat_of(binh, "binh"), Screen(("card",)), lane=CARD, about=1)
    telegram, zalo = dead("binh", "chi", "dung"), dead("binh", "chi", "dung")
    for _ in range(3):
        await for_days(database, pack, telegram=telegram, zalo=zalo)
    for channel in (telegram, zalo):
        assert sorted(chat for chat, _ in channel.tried) == ["binh", "chi", "dung"]
    assert not any(row.stranded for row in await every(database, OutboxRow))


async def test_who_blocked_one_channel_while_the_other_is_switched_off_hears_of_it_there_later(
    database: Database,
) -> None:
    binh = await on_both(database, "binh")
    await post(database, chat_of(binh, "binh"), "card", lane=CARD)
    telegram = dead("binh")
    await for_days(database, telegram=telegram)
    assert len(telegram.tried) == 1
    assert [(row.channel, row.state) for row in await every(database, OutboxRow)] == [
        ("telegram", "dead"),
        ("zalo", "waiting"),
    ]
    zalo = Recorder()
    await sender_on(database, FrozenClock(START + timedelta(days=DAYS)), telegram=telegram, zalo=zalo).drain()
    assert zalo.shown_in("binh") == ["card"]


@pytest.mark.parametrize(("channels", "goes"), [({"telegram"}, True), ({"zalo-bot"}, False), (set(), False)])
async def test_only_a_channel_that_is_switched_on_takes_over(
    database: Database, channels: set[str], *, goes: bool
) -> None:
    """Or two that are switched off would hand it to one another for ever."""
    binh = await on_both(database, "binh")
    await post(database, chat_of(binh, "binh", "zalo"), "card", lane=CARD)
    assert await delivery.leave(database, await taken(database), channels) is goes
    (row,) = await every(database, OutboxRow)
    assert row.channel == ("telegram" if goes else "zalo")
