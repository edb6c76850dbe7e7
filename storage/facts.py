"""The facts a flow may ask for, each loaded in the transaction of its turn."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from flows.needs import (
    AccountsOf,
    Alike,
    ByCode,
    ById,
    ConsentsOf,
    DelegationsOf,
    DelegationsWithin,
    DraftsOf,
    FailedConfirmations,
    InvitationFor,
    LastHandedIn,
    LooksAt,
    Mine,
    Need,
    OfficersOf,
    OthersByIdentity,
    ProgressOf,
    SupportFor,
    Told,
    TreeOn,
    VerifiersOf,
    Waiting,
    WaitingFor,
)
from flows.programme import VIETNAM
from flows.records import Queue
from flows.units import UnitTree
from storage import behalf, consents, delegations, likeness, notices, people, support
from storage.initiatives import Initiatives
from storage.looks import looks
from storage.progress import progress
from storage.units.trees import tree_on


async def load(
    need: Need[object], session: AsyncSession, initiatives: Initiatives, units: UnitTree, now: datetime
) -> object:
    """Return the answer to a flow's question."""
    match need:
        case ById() | ByCode() | Mine() | DraftsOf() | LastHandedIn() | OthersByIdentity():
            return await _of_initiatives(need, initiatives)
        case InvitationFor():
            return await people.invitation(session, need.token)
        case OfficersOf() | VerifiersOf() | SupportFor():
            return await _of_units(need, session, people.with_merged(need.units, units), now)
        case Waiting() | WaitingFor():
            return await _queue(need, session, initiatives, units, now)
        case ProgressOf():
            return await progress(session, need, await _tree(session, units, need.day, now), now)
        case TreeOn():
            return await _tree(session, units, need.day, now)
        case Alike():
            return await likeness.alike(session, need)
        case Told():
            return await notices.told(session, need)
        case _:
            return await _about(need, session, now)


async def _of_units(
    need: OfficersOf | VerifiersOf | SupportFor, session: AsyncSession, whose: dict[str, str], now: datetime
) -> object:
    match need:
        case OfficersOf():
            return await people.officers(session, whose)
        case VerifiersOf():
            at = None if need.absent else now
            return await people.verifiers(session, whose, need.without, need.nor, at=at)
        case SupportFor():
            return await support.nearest(session, tuple(whose))


async def _of_initiatives(
    need: ById | ByCode | Mine | DraftsOf | LastHandedIn | OthersByIdentity, initiatives: Initiatives
) -> object:
    match need:
        case ById():
            return await initiatives.by_id(need.id)
        case ByCode():
            return await initiatives.by_code(need.code)
        case Mine():
            return await initiatives.of_author(need.author, need.limit)
        case DraftsOf():
            return await initiatives.drafts(need.author)
        case LastHandedIn():
            return await initiatives.last_handed_in(need.author)
        case OthersByIdentity():
            return await initiatives.of_worker(need)


async def _queue(
    need: Waiting | WaitingFor, session: AsyncSession, initiatives: Initiatives, units: UnitTree, now: datetime
) -> Queue:
    """Return what waits below the units there are now in place of an officer's; one closed for good has none."""
    if isinstance(need, WaitingFor):
        tops, reader = await people.verifies_for(session, need.officer, now), need.officer
    else:
        tops, reader = need.units, need.reader
    present = dict.fromkeys(unit.code for code in tops if (unit := units.get(code)))
    return await initiatives.queue(tuple(present), _day(now), reader)


async def _tree(session: AsyncSession, units: UnitTree, day: date | None, now: datetime) -> UnitTree:
    return await tree_on(session, units, day, _day(now)) if day else units


def _day(instant: datetime) -> date:
    return instant.astimezone(VIETNAM).date()


async def _about(need: Need[object], session: AsyncSession, now: datetime) -> object:
    """Answer what is asked about a person's data."""
    match need:
        case ConsentsOf():
            return await consents.records(session, need.person)
        case AccountsOf():
            return await people.account_records(session, need.person)
        case LooksAt():
            return await looks(session, need)
        case DelegationsOf():
            return await delegations.of(session, need, now)
        case DelegationsWithin():
            return await delegations.within(session, need)
        case FailedConfirmations():
            return await behalf.failed_confirmations(session, need.initiative)
        case _:
            raise TypeError(f"nobody knows how to answer {need!r}")
