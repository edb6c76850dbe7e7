"""The facts a flow may ask for, each loaded in the transaction of its turn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from flows.facts import (
    AccountsOf,
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
    Queue,
    SupportFor,
    VerifiersOf,
    Waiting,
    WaitingFor,
)
from flows.units import UnitTree
from storage import behalf, consents, people, support
from storage.initiatives import Initiatives
from storage.looks import looks
from storage.progress import progress


async def load(
    need: Need[object], session: AsyncSession, initiatives: Initiatives, units: UnitTree, now: datetime
) -> object:
    """Return the answer to a flow's question."""
    match need:
        case ById() | ByCode() | Mine() | DraftsOf() | LastHandedIn() | OthersByIdentity():
            return await _initiatives(need, initiatives)
        case SupportFor():
            return await support.nearest(session, need.units)
        case Waiting():
            return await _queue(initiatives, units, need.units, need.reader)
        case WaitingFor():
            tops = await people.verifies_for(session, need.officer)
            return await _queue(initiatives, units, tops, need.officer)
        case VerifiersOf():
            return await people.verifiers(session, need.units, need.without, need.nor)
        case FailedConfirmations():
            return await behalf.failed_confirmations(session, need.initiative)
        case ProgressOf():
            return await progress(session, need, units, now)
        case InvitationFor():
            return await people.invitation(session, need.token)
        case _:
            return await _about(need, session)


async def _about(need: Need[object], session: AsyncSession) -> object:
    """Answer what is asked about a person's data."""
    match need:
        case ConsentsOf():
            return await consents.records(session, need.person)
        case AccountsOf():
            return await people.account_records(session, need.person)
        case LooksAt():
            return await looks(session, need)
        case _:
            raise TypeError(f"nobody knows how to answer {need!r}")


async def _initiatives(
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


async def _queue(initiatives: Initiatives, units: UnitTree, tops: tuple[str, ...], reader: int) -> Queue:
    codes = dict.fromkeys(unit.code for top in tops for unit in units.below(top))
    return await initiatives.queue(list(codes), reader)
