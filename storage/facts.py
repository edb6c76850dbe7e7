"""The facts a flow may ask for, each loaded in the transaction of its turn."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from flows.needs import (
    AccountsOf,
    Alike,
    AsHandedIn,
    AudienceOf,
    BecameOf,
    ByCode,
    ById,
    CallsAfter,
    ConsentsOf,
    DecidedAt,
    DelegationsOf,
    DelegationsWithin,
    DeskOf,
    DraftsOf,
    FailedConfirmations,
    FailedJoinings,
    FiguresOf,
    HaveCard,
    HistoryOf,
    InvitationFor,
    JobsOf,
    JoiningByCode,
    JoiningById,
    LastHandedIn,
    LooksAt,
    LookToken,
    Mine,
    Need,
    NomineeById,
    NomineesOf,
    OfficersOf,
    OthersByIdentity,
    ProgressOf,
    PushOf,
    Reachable,
    RulesOf,
    Several,
    SnapshotsOf,
    SupportFor,
    TalliesOf,
    TargetEntriesOf,
    TargetTableOf,
    ToCall,
    Told,
    TreeOn,
    UnreachedOf,
    VerifiersOf,
    Waiting,
    WaitingFor,
    WaitingPage,
    WeeklyOf,
    WorkloadOf,
    WrongLookCodes,
)
from flows.programme import VIETNAM
from flows.rights import acting, desks_of
from flows.sieve import View
from flows.units import UnitTree
from storage import (
    behalf,
    consents,
    delegations,
    desks,
    files,
    jobs,
    joining,
    likeness,
    look_pages,
    notices,
    people,
    support,
    targets,
    telling,
    weekly,
)
from storage.history import history
from storage.initiatives import Initiatives
from storage.looks import looks
from storage.progress import progress, tallies
from storage.pushing import pushes
from storage.pushing.audience import audience
from storage.pushing.ending import to_ring
from storage.queue import Waitings
from storage.snapshots import asked
from storage.target_table import target_table
from storage.units.trees import tree_on
from storage.workload import workload


async def load(
    need: Need[object], session: AsyncSession, initiatives: Initiatives, units: UnitTree, now: datetime
) -> object:
    """Return the answer to a flow's question."""
    match need:
        case ById() | ByCode() | AsHandedIn() | Mine() | DraftsOf() | LastHandedIn() | OthersByIdentity() | Several():
            return await _of_initiatives(need, initiatives)
        case LookToken():
            return look_pages.sealed(initiatives.cipher, need)
        case DecidedAt() | UnreachedOf() | ToCall():
            return await _of_decisions(need, initiatives, units, _day(now))
        case OfficersOf() | VerifiersOf() | SupportFor():
            return await _of_units(need, session, people.with_merged(need.units, units), now)
        case Waiting() | WaitingPage() | WaitingFor() | WorkloadOf():
            return await _of_the_queue(need, Waitings(session, initiatives, units, now))
        case ProgressOf() | TalliesOf() | TargetTableOf():
            return await _figures(need, session, await _tree(session, units, need.day, now), now)
        case TreeOn():
            return await _tree(session, units, need.day, now)
        case DeskOf() | Reachable() | HaveCard() | HistoryOf() | BecameOf() | Alike():
            return await _of_the_desk(need, session)
        case AudienceOf() | PushOf() | CallsAfter() | WeeklyOf() | JobsOf() | TargetEntriesOf():
            return await _of_staff(need, session, units, now)
        case _:
            return await _about(need, session, now)


async def _of_staff(
    need: AudienceOf | PushOf | CallsAfter | WeeklyOf | JobsOf | TargetEntriesOf,
    session: AsyncSession,
    units: UnitTree,
    now: datetime,
) -> object:
    match need:
        case JobsOf():
            return await jobs.of_person(session, need)
        case TargetEntriesOf():
            return await targets.entries(session, need.programme, need.unit, need.phase)
        case AudienceOf():
            return await audience(session, need.aim, need.sender, units, now)
        case PushOf():
            return await pushes.progressing(session, need.push)
        case CallsAfter():
            return await to_ring(session, need.push, units)
        case WeeklyOf():
            return await weekly.hour_of(session, need.person)


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
    need: ById | ByCode | AsHandedIn | Mine | DraftsOf | LastHandedIn | OthersByIdentity | Several,
    initiatives: Initiatives,
) -> object:
    match need:
        case ById():
            return await initiatives.by_id(need.id)
        case ByCode():
            return await initiatives.by_code(need.code)
        case AsHandedIn():
            return await initiatives.as_handed_in(need)
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


async def _of_decisions(
    need: DecidedAt | UnreachedOf | ToCall, initiatives: Initiatives, units: UnitTree, today: date
) -> object:
    match need:
        case DecidedAt():
            return await initiatives.decided_at(need)
        case UnreachedOf():
            return await initiatives.unreached_of(need.person)
        case ToCall():
            tops = dict.fromkeys(unit.code for code in need.units if (unit := units.get(code)))
            return await initiatives.to_call(need, tuple(tops), today)


async def _of_the_queue(need: Waiting | WaitingPage | WaitingFor | WorkloadOf, waitings: Waitings) -> object:
    match need:
        case Waiting():
            return await waitings.queue(need)
        case WaitingPage():
            return await waitings.page(need)
        case WaitingFor():
            officer = acting(await people.by_id(waitings.session, need.officer, waitings.now), waitings.units)
            return await waitings.queue(Waiting(View(desks_of(officer))))
        case WorkloadOf():
            return await workload(waitings.session, need, waitings.units, waitings.now)


async def _figures(
    need: ProgressOf | TalliesOf | TargetTableOf, session: AsyncSession, then: UnitTree, now: datetime
) -> object:
    match need:
        case ProgressOf():
            return await progress(session, need, then, now)
        case TalliesOf():
            return await tallies(session, need, then, now)
        case TargetTableOf():
            return await target_table(session, need, then)


async def _tree(session: AsyncSession, units: UnitTree, day: date | None, now: datetime) -> UnitTree:
    return await tree_on(session, units, day, _day(now)) if day else units


def _day(instant: datetime) -> date:
    return instant.astimezone(VIETNAM).date()


async def _of_the_desk(
    need: DeskOf | Reachable | HaveCard | HistoryOf | BecameOf | Alike, session: AsyncSession
) -> object:
    match need:
        case Alike():
            return await likeness.alike(session, need)
        case DeskOf():
            return await desks.choice(session, need.officer)
        case Reachable():
            return await telling.reachable(session, need.persons)
        case HaveCard():
            return await telling.have_card(session, need.initiative)
        case HistoryOf():
            return await history(session, need)
        case BecameOf():
            return await files.became_of(session, need.file)


async def _about(need: Need[object], session: AsyncSession, now: datetime) -> object:
    """Answer what is asked about a person's data, and about what they were told."""
    match need:
        case InvitationFor() | JoiningByCode() | JoiningById() | FailedJoinings() | WrongLookCodes():
            return await _of_codes(need, session)
        case Told():
            return await notices.told(session, need)
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
        case SnapshotsOf() | RulesOf() | FiguresOf() | NomineesOf() | NomineeById():
            return await asked.answer(session, need)
        case FailedConfirmations():
            return await behalf.failed_confirmations(session, need.initiative)
        case _:
            raise TypeError(f"nobody knows how to answer {need!r}")


async def _of_codes(
    need: InvitationFor | JoiningByCode | JoiningById | FailedJoinings | WrongLookCodes, session: AsyncSession
) -> object:
    match need:
        case InvitationFor():
            return await people.invitation(session, need.token)
        case FailedJoinings():
            return await joining.failed(session, need)
        case WrongLookCodes():
            return await look_pages.wrong_codes(session, need)
        case JoiningByCode() | JoiningById():
            return await joining.asked(session, need)
