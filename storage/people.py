"""Who somebody is: accounts, roles, and the one-time links that give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import cast

from sqlalchemy import Select, case, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.consent import VERSIONS
from flows.deputies import present
from flows.person import Person, Role, RoleName
from flows.records import AccountRecord, Invitation, Officer
from flows.rights import decides_for
from flows.units import UnitTree
from flows.vietnamese import sort_key
from storage import delegations
from storage.database import ConflictError, changed
from storage.tables import AccountRow, ConsentRow, DeskRow, InvitationRow, PersonRow, RoleRow

_SEEN_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Account:
    """An account at one of our bots, as the platform names it."""

    channel: str
    bot: str
    user: str
    chat: str


async def recognise(session: AsyncSession, account: Account, name: str, language: str, now: datetime) -> Person:
    """Return the person behind an account, made at the first message; whoever writes is reachable again.

    Until the turn ends nobody makes another person of them; raises ConflictError where that happened just before.
    """
    known = (await session.execute(_known(account).with_for_update(read=True, key_share=True, of=PersonRow))).first()
    if known is None:
        return await _make(session, account, name, language, now)
    row, person = known
    if person.merged_into is not None:
        raise ConflictError("the account belongs to somebody else since a moment ago")
    came_back = not row.reachable
    if row.chat_id != account.chat or not row.reachable or now - row.seen_at > _SEEN_AGAIN:
        await session.execute(
            update(AccountRow)
            .where(col(AccountRow.id) == row.id)
            .values(chat_id=account.chat, reachable=True, seen_at=now)
        )
    return replace(await _with_rights(session, person, now), came_back=came_back, account=cast("int", row.id))


async def by_id(session: AsyncSession, person_id: int, now: datetime, *, held: bool = False) -> Person:
    """Return a person who has not spoken now, but whom something is about, or who they turned out to be.

    Of one who is `held` nobody makes another person until the transaction ends.
    """
    row = await _row(session, person_id, held=held)
    if row.merged_into is not None:
        row = await _row(session, row.merged_into, held=held)
    return await _with_rights(session, row, now)


async def _row(session: AsyncSession, person_id: int, *, held: bool) -> PersonRow:
    this = select(PersonRow).where(col(PersonRow.id) == person_id)
    this = this.with_for_update(read=True, key_share=True) if held else this
    return (await session.execute(this)).scalar_one()


async def _make(session: AsyncSession, account: Account, name: str, language: str, now: datetime) -> Person:
    made = insert(PersonRow).values(language=language, name=name, created_at=now).returning(col(PersonRow.id))
    person_id = cast("int", (await session.execute(made)).scalar_one())
    added = insert(AccountRow).values(
        person_id=person_id,
        channel=account.channel,
        bot=account.bot,
        user_id=account.user,
        chat_id=account.chat,
        reachable=True,
        seen_at=now,
    )
    account_id = (await session.execute(added.returning(col(AccountRow.id)))).scalar_one()
    return Person(person_id, language=language, name=name, account=cast("int", account_id))


async def _with_rights(session: AsyncSession, row: PersonRow, now: datetime) -> Person:
    """Return somebody with their roles and those of officers who have them stand in at this instant.

    Only an officer stands in: whoever is none any more has nobody's rights.
    """
    found = await session.execute(
        select(col(RoleRow.name), col(RoleRow.unit))
        .where(col(RoleRow.person_id) == row.id, col(RoleRow.revoked_at).is_(None))
        .order_by(col(RoleRow.id))
    )
    roles = tuple(Role(cast("RoleName", name), unit) for name, unit in found.all())
    if any(role.name == "verifier" for role in roles):
        roles += await _stood_in_for(session, cast("int", row.id), now)
    consents = await session.execute(
        select(col(ConsentRow.purpose), col(ConsentRow.text_version)).where(
            col(ConsentRow.person_id) == row.id, col(ConsentRow.given), col(ConsentRow.withdrawn_at).is_(None)
        )
    )
    return Person(
        id=cast("int", row.id),
        language=row.language,
        name=row.name,
        roles=roles,
        consents=frozenset(purpose for purpose, version in consents.all() if VERSIONS.get(purpose) == version),
    )


async def _stood_in_for(session: AsyncSession, person: int, now: datetime) -> tuple[Role, ...]:
    """Return the roles of the officers for whom somebody stands in."""
    absent = await delegations.stood_in_for(session, person, now)
    if not absent:
        return ()
    found = await session.execute(
        select(col(RoleRow.person_id), col(RoleRow.unit))
        .where(col(RoleRow.person_id).in_(absent), col(RoleRow.name) == "verifier", col(RoleRow.revoked_at).is_(None))
        .order_by(col(RoleRow.id))
    )
    return tuple(Role("verifier", unit, officer, absent[officer]) for officer, unit in found.all())


async def accounts_of(session: AsyncSession, person_id: int) -> Sequence[AccountRow]:
    """Return the accounts somebody can be reached at: those on the channel they chose, then the last used first."""
    found = await session.execute(
        select(AccountRow)
        .outerjoin(DeskRow, col(DeskRow.person_id) == col(AccountRow.person_id))
        .where(col(AccountRow.person_id) == person_id, col(AccountRow.reachable).is_(True))
        .order_by(
            case((col(AccountRow.channel) == col(DeskRow.channel), 0), else_=1),
            col(AccountRow.seen_at).desc(),
            col(AccountRow.id),
        )
    )
    return found.scalars().all()


async def last_account_of(session: AsyncSession, person_id: int) -> AccountRow | None:
    """Return the account somebody used last, whether or not anything reaches them there."""
    found = await session.execute(
        select(AccountRow)
        .where(col(AccountRow.person_id) == person_id)
        .order_by(col(AccountRow.seen_at).desc(), col(AccountRow.id))
        .limit(1)
    )
    return found.scalar_one_or_none()


async def seen_at(session: AsyncSession, channel: str, bot: str, user: str) -> datetime | None:
    """Return when somebody last wrote from an account, None where it is not known."""
    found = await session.execute(
        select(col(AccountRow.seen_at)).where(
            col(AccountRow.channel) == channel, col(AccountRow.bot) == bot, col(AccountRow.user_id) == user
        )
    )
    return found.scalar_one_or_none()


async def account_records(session: AsyncSession, person_id: int) -> tuple[AccountRecord, ...]:
    """Return all accounts of somebody, as they may read them."""
    found = await session.execute(
        select(AccountRow).where(col(AccountRow.person_id) == person_id).order_by(col(AccountRow.id))
    )
    return tuple(
        AccountRecord(row.channel, row.user_id, row.seen_at, cast("int", row.id), row.bot) for row in found.scalars()
    )


async def verifiers(
    session: AsyncSession,
    units: Mapping[str, str],
    without: int,
    nor: int | None = None,
    *,
    at: datetime | None = None,
) -> tuple[int, ...]:
    """Return the verifiers of the first of some units that has any but one person or two (decision 20).

    `units` tells for each unit that roles may name whose officers they are now. At an instant, whoever stands in for
    one who is away then is named instead; without one, all who have the right themselves.
    """
    barred = [without] if nor is None else [without, nor]
    found = await session.execute(
        select(col(RoleRow.unit), col(RoleRow.person_id))
        .where(
            col(RoleRow.name) == "verifier",
            col(RoleRow.unit).in_(tuple(units)),
            col(RoleRow.revoked_at).is_(None),
            col(RoleRow.person_id).not_in(barred),
        )
        .order_by(col(RoleRow.id))
    )
    by_unit: dict[str, list[int]] = {}
    for unit, person in found.all():
        by_unit.setdefault(units[unit], []).append(person)
    nearest: list[int] = next((by_unit[unit] for unit in units.values() if unit in by_unit), [])
    if at is None or not nearest:
        return tuple(dict.fromkeys(nearest))
    return present(nearest, await delegations.deputies_of(session, nearest, at), barred)


async def officers(session: AsyncSession, units: Mapping[str, str]) -> tuple[Officer, ...]:
    """Return everybody who verifies for some units, by the order of the units, then by name."""
    found = await session.execute(
        select(col(RoleRow.unit), col(PersonRow.id), col(PersonRow.name))
        .join(PersonRow, col(PersonRow.id) == col(RoleRow.person_id))
        .where(col(RoleRow.name) == "verifier", col(RoleRow.unit).in_(tuple(units)), col(RoleRow.revoked_at).is_(None))
    )
    places = {unit: place for place, unit in enumerate(dict.fromkeys(units.values()))}
    known = {Officer(cast("int", person), name, units[unit]) for unit, person, name in found.all()}
    return tuple(sorted(known, key=lambda one: (places[one.unit], sort_key(one.name), one.id)))


def with_merged(codes: Iterable[str], units: UnitTree) -> dict[str, str]:
    """Return for some units, and for those merged into them, whose officers theirs are (demand 72)."""
    return {former: code for code in codes for former in (code, *units.formerly(code))}


async def verifies_for(session: AsyncSession, person_id: int, at: datetime) -> tuple[str, ...]:
    """Return the units somebody verifies for at an instant, those of whom they stand in for included."""
    row = (await session.execute(select(PersonRow).where(col(PersonRow.id) == person_id))).scalar_one()
    return decides_for(await _with_rights(session, row, at))


async def set_language(session: AsyncSession, person_id: int, language: str) -> None:
    """Speak another language from now on."""
    await session.execute(update(PersonRow).where(col(PersonRow.id) == person_id).values(language=language))


async def invite(
    session: AsyncSession, token: str, *, role: RoleName, unit: str, name: str, now: datetime, lasts: timedelta
) -> None:
    """Store an invitation; its token is kept only as a hash."""
    await session.execute(
        insert(InvitationRow).values(
            token_hash=_hash(token), role=role, unit=unit, name=name, created_at=now, expires_at=now + lasts
        )
    )


async def invitation(session: AsyncSession, token: str) -> Invitation | None:
    """Return what a link's token invites to."""
    row = (
        await session.execute(select(InvitationRow).where(col(InvitationRow.token_hash) == _hash(token)))
    ).scalar_one_or_none()
    if row is None:
        return None
    return Invitation(cast("RoleName", row.role), row.unit, row.expires_at, used=row.used_at is not None, name=row.name)


async def accept(session: AsyncSession, token: str, person_id: int, name: str, now: datetime) -> Role:
    """Use up an invitation, give its role and return it; raises ConflictError if somebody used it first."""
    used = await changed(
        session,
        update(InvitationRow)
        .where(col(InvitationRow.token_hash) == _hash(token), col(InvitationRow.used_at).is_(None))
        .values(used_by=person_id, used_at=now),
    )
    if used != 1:
        raise ConflictError("the invitation was used by somebody else first")
    invited = (
        await session.execute(select(InvitationRow).where(col(InvitationRow.token_hash) == _hash(token)))
    ).scalar_one()
    await session.execute(
        insert(RoleRow).values(person_id=person_id, name=invited.role, unit=invited.unit, granted_at=now)
    )
    if name:
        await session.execute(update(PersonRow).where(col(PersonRow.id) == person_id).values(name=name))
    return Role(cast("RoleName", invited.role), invited.unit)


def _known(account: Account) -> Select[AccountRow, PersonRow]:
    return (
        select(AccountRow, PersonRow)
        .join(PersonRow, col(PersonRow.id) == col(AccountRow.person_id))
        .where(
            col(AccountRow.channel) == account.channel,
            col(AccountRow.bot) == account.bot,
            col(AccountRow.user_id) == account.user,
        )
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
