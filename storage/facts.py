"""The facts a flow may ask for, each loaded in the transaction of its turn."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from flows.draft import Initiative
from flows.needs import (
    AccountsOf,
    Alike,
    ByCode,
    ById,
    ConsentsOf,
    DraftsOf,
    FailedConfirmations,
    InvitationFor,
    LastHandedIn,
    LooksAt,
    Mine,
    Need,
    OthersByIdentity,
    ProgressOf,
    Several,
    SupportFor,
    Told,
    TreeOn,
    VerifiersOf,
    Waiting,
    WaitingFor,
    WaitingPage,
    WorkloadOf,
)
from flows.programme import VIETNAM
from flows.records import Queue
from flows.rights import acting, desks_of
from flows.sieve import View
from flows.units import UnitTree
from storage import behalf, consents, likeness, notices, people, support
from storage.initiatives import Initiatives
from storage.looks import looks
from storage.progress import progress
from storage.queue import Waitings
from storage.units.trees import tree_on
from storage.workload import workload


async def load(
    need: Need[object], session: AsyncSession, initiatives: Initiatives, units: UnitTree, now: datetime
) -> object:
    """Return the answer to a flow's question."""
    match need:
        case ById() | ByCode() | Mine() | DraftsOf() | LastHandedIn() | OthersByIdentity() | Several():
            return await _of_initiatives(need, initiatives)
        case InvitationFor():
            return await people.invitation(session, need.token)
        case VerifiersOf():
            return await people.verifiers(session, _with_merged(need.units, units), need.without, need.nor)
        case Waiting() | WaitingPage() | WaitingFor():
            return await _queue(need, Waitings(session, initiatives, units, now))
        case WorkloadOf():
            return await workload(session, need, units, now)
        case ProgressOf():
            return await progress(session, need, await _tree(session, units, need.day, now), now)
        case TreeOn():
            return await _tree(session, units, need.day, now)
        case SupportFor():
            return await support.nearest(session, tuple(_with_merged(need.units, units)))
        case Alike():
            return await likeness.alike(session, need)
        case _:
            return await _about(need, session)


async def _of_initiatives(
    need: ById | ByCode | Mine | DraftsOf | LastHandedIn | OthersByIdentity | Several, initiatives: Initiatives
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
        case Several():
            return await initiatives.several(need.ids)


async def _queue(need: Waiting | WaitingPage | WaitingFor, waitings: Waitings) -> Queue | tuple[Initiative, ...]:
    match need:
        case Waiting():
            return await waitings.queue(need)
        case WaitingPage():
            return await waitings.page(need)
        case WaitingFor():
            officer = acting(await people.by_id(waitings.session, need.officer), waitings.units)
            return await waitings.queue(Waiting(View(desks_of(officer))))


async def _tree(session: AsyncSession, units: UnitTree, day: date | None, now: datetime) -> UnitTree:
    return await tree_on(session, units, day, _day(now)) if day else units


def _with_merged(codes: tuple[str, ...], units: UnitTree) -> dict[str, str]:
    """Return for some units, and for those merged into them, whose officers theirs are (demand 72)."""
    return {former: code for code in codes for former in (code, *units.formerly(code))}


def _day(instant: datetime) -> date:
    return instant.astimezone(VIETNAM).date()


async def _about(need: Need[object], session: AsyncSession) -> object:
    """Answer what is asked about a person's data."""
    match need:
        case Told():
            return await notices.told(session, need)
        case ConsentsOf():
            return await consents.records(session, need.person)
        case AccountsOf():
            return await people.account_records(session, need.person)
        case LooksAt():
            return await looks(session, need)
        case FailedConfirmations():
            return await behalf.failed_confirmations(session, need.initiative)
        case _:
            raise TypeError(f"nobody knows how to answer {need!r}")
