"""What outlives a programme: drafts until their authors were told a week ahead, identity numbers for the awards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from flows.draft import Secret
from flows.said import Tap
from flows.screen import Action
from storage import retention
from storage.database import Database
from storage.initiatives import Initiatives
from storage.outbox import Outbox
from storage.packs import Pack
from storage.tables import AccountRow, AuditRow, InitiativeRow, OutboxRow
from storage.upkeep import upkeep
from tests.storage.given import CIPHER, COMPLETE, IDENTITY, draft, every, found, initiative, meet, put
from tests.storage.speaking import event, turns_on
from tests.storage.test_secrets import kept

DAY = timedelta(days=1)


def closing(pack: Pack) -> datetime:
    return pack.programme.ends


async def told(database: Database, pack: Pack, now: datetime) -> int:
    async with database.transaction() as session:
        return await retention.announce_deletions(session, Outbox(session, now), pack.programme, now)


async def deleted(database: Database, pack: Pack, now: datetime) -> int:
    async with database.transaction() as session:
        return await retention.delete_drafts(session, pack.programme, now)


async def erased(database: Database, pack: Pack, now: datetime) -> int:
    async with database.transaction() as session:
        return await retention.erase_identities(session, pack.programme, now)


async def test_nothing_is_deleted_while_the_programme_runs_however_long_a_draft_lies(
    database: Database, pack: Pack
) -> None:
    """Demand 3: an idle draft in an open phase is offered, never deleted."""
    await put(database, draft(await meet(database, "an")))
    before_closing = closing(pack) - DAY
    assert await told(database, pack, before_closing) == 0
    assert await deleted(database, pack, before_closing + 400 * DAY) == 0
    assert await found(database) is not None


async def test_a_forgotten_draft_is_announced_once_and_deleted_a_week_later(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(database, draft(an))
    due = closing(pack) + pack.programme.retention.drafts_days * DAY
    assert await told(database, pack, due - 7 * DAY - timedelta(seconds=1)) == 0
    assert await told(database, pack, due - 7 * DAY) == 1
    assert await told(database, pack, due - 6 * DAY) == 0
    (notice,) = await every(database, OutboxRow)
    assert notice.body["screen"]["lines"][0]["text"].startswith("Your draft “{title}” will be deleted on {day}")
    assert await deleted(database, pack, due - timedelta(seconds=1)) == 0
    assert await deleted(database, pack, due) == 1
    assert await found(database) is None
    (line,) = await every(database, AuditRow)
    assert (line.actor, line.action, line.subject, line.channel) == (an.id, "discard", "initiative 1", "tidy")


async def test_a_draft_its_author_keeps_or_goes_on_with_is_not_deleted(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(database, draft(an))
    due = closing(pack) + pack.programme.retention.drafts_days * DAY
    await told(database, pack, due - 7 * DAY)
    press = event(1, "an", Tap(Action("data", ("keep", "1"))), due - 2 * DAY)
    await turns_on(database, pack).take(press)
    assert await deleted(database, pack, due + DAY) == 0
    again = due - 2 * DAY + pack.programme.retention.drafts_days * DAY
    assert await told(database, pack, again - 8 * DAY) == 0
    assert await told(database, pack, again - 7 * DAY) == 1


async def test_somebody_elses_draft_cannot_be_kept_by_its_number(database: Database, pack: Pack) -> None:
    await put(database, draft(await meet(database, "an")))
    (before,) = await every(database, InitiativeRow)
    await turns_on(database, pack).take(event(1, "chi", Tap(Action("data", ("keep", "1"))), closing(pack)))
    (after,) = await every(database, InitiativeRow)
    assert after.updated_at == before.updated_at


async def test_whoever_cannot_be_told_keeps_the_draft_until_they_can(database: Database, pack: Pack) -> None:
    await put(database, draft(await meet(database, "an")))
    due = closing(pack) + pack.programme.retention.drafts_days * DAY
    async with database.transaction() as session:
        await session.execute(update(AccountRow).values(reachable=False))
    assert await told(database, pack, due) == 0
    assert await deleted(database, pack, due + 100 * DAY) == 0
    await meet(database, "an", at=due + 100 * DAY)
    assert await told(database, pack, due + 101 * DAY) == 1


async def test_what_was_handed_in_is_never_deleted_this_way(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(database, initiative(an, 1), initiative(an, 2, "returned"))
    late = closing(pack) + 10_000 * DAY
    assert await told(database, pack, late) == await deleted(database, pack, late) == 0
    assert len(await every(database, InitiativeRow)) == 2


async def hashed(database: Database) -> None:
    """Give what was handed in the hash it would have."""
    async with database.transaction() as session:
        handed_in = update(InitiativeRow).where(col(InitiativeRow.state) != "draft")
        await session.execute(handed_in.values(identity_hash=CIPHER.fingerprint(IDENTITY), **upkeep()))


async def test_identity_numbers_go_when_the_awards_are_over_and_everything_else_stays(
    database: Database, pack: Pack
) -> None:
    an = await meet(database, "an")
    await put(database, initiative(an, 1, "verified"), draft(an, 2).hold("identity", Secret(IDENTITY)))
    await hashed(database)
    due = closing(pack) + pack.programme.retention.identity_days_after_close * DAY
    assert await erased(database, pack, due - timedelta(seconds=1)) == 0
    assert await erased(database, pack, due) == 2
    assert await erased(database, pack, due) == 0
    one, two = await found(database, 1), await found(database, 2)
    assert one is not None
    assert two is not None
    assert "identity" not in {*one.answers, *two.answers, *two.partials}
    assert [set(COMPLETE) - set(left.answers) for left in (one, two)] == [{"identity"}] * 2
    await database.forget_log()
    assert b"$secret" not in await kept(database)
    async with database.transaction() as session:
        assert await Initiatives(session, CIPHER).with_identity(pack.programme.key, Secret(IDENTITY)) == ()


async def test_other_programmes_keep_theirs(database: Database, pack: Pack) -> None:
    an = await meet(database, "an")
    await put(database, replace(initiative(an, 1), programme="another"))
    await hashed(database)
    assert await erased(database, pack, closing(pack) + 10_000 * DAY) == 0
    assert (one := await found(database)) is not None
    assert one.answers["identity"] == Secret(IDENTITY)
