"""`grant` and `revoke`: a role for somebody who has written to the bot before, and its end; what waits follows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SystemClock
from bot.command_line.console import Debug, clock_of, out, plainly, settings
from bot.command_line.database import opened, require_tables
from bot.command_line.inviting import existing, name_given
from bot.command_line.trouble import CommandError
from bot.settings import Settings
from flows.person import RoleName
from flows.programme import VIETNAM
from flows.units import Unit, UnitTree
from flows.vietnamese import fold
from storage import loading, people, roles
from storage.database import Database
from storage.outbox import Outbox
from storage.roles import Holder
from storage.routing import Round, reroute

_CHANNEL = "command line"
UnitCode = Annotated[str, typer.Option(help="Code of the unit, e.g. DLK-01; all below it is included.")]
Account = Annotated[str, typer.Option(help="An account of the person, e.g. telegram:900000002.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before changing anything.")]


@dataclass(frozen=True, slots=True)
class _Place:
    """The unit a role is for, in the tree of today."""

    unit: Unit
    units: UnitTree
    now: datetime

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes under which roles for the unit may be kept."""
        return tuple(people.with_merged((self.unit.code,), self.units))


def grant(
    *,
    unit: UnitCode,
    role: Annotated[RoleName, typer.Option(help="What the person is to be for the unit.")] = "verifier",
    account: Account = "",
    name: Annotated[str, typer.Option(help="The person's name, as authors will read it.", callback=name_given)] = "",
    listed: Annotated[bool, typer.Option("--list", help="Show who has which role for the unit, and stop.")] = False,
    yes: Yes = False,
    debug: Debug = False,
) -> None:
    """Give a role to somebody who has written to the bot; for anybody else make a link with invite.

    Example: sangkien grant --role verifier --unit DLK-01-017 --account telegram:900000002
    """
    if listed == bool(account):
        raise typer.BadParameter("name an --account, or ask for the --list")
    with plainly(debug=debug):
        chosen = settings()
        if listed:
            asyncio.run(_list(chosen, unit))
        else:
            asyncio.run(_grant(chosen, unit, role, account, name=name, yes=yes))


def revoke(
    *,
    unit: UnitCode,
    role: Annotated[RoleName, typer.Option(help="Which role ends.")] = "verifier",
    account: Account = "",
    name: Annotated[str, typer.Option(help="The person's name, or some words of it.")] = "",
    yes: Yes = False,
    debug: Debug = False,
) -> None:
    """Take a role away; what the person decided stays, and what waits goes to the next officers.

    Example: sangkien revoke --unit DLK-01-017 --name "Lê Văn Bình"
    """
    if bool(account) == bool(name.strip()):
        raise typer.BadParameter("name the person by --name or by an --account")
    with plainly(debug=debug):
        asyncio.run(_revoke(settings(), unit, role, account.strip(), name.strip(), yes=yes))


async def _list(chosen: Settings, code: str) -> None:
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            place = await _place(session, chosen, code)
            held = await roles.holders(session, place.codes)
    out.print(f"{place.unit.name} ({place.unit.code}):", markup=False)
    for one in held:
        out.print(f"  {one.role}: {_described(one)}", markup=False)
    if not held:
        out.print("  Nobody has a role here. Make a link with: sangkien invite", markup=False)


async def _grant(chosen: Settings, code: str, role: RoleName, account: str, *, name: str, yes: bool) -> None:
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            place = await _place(session, chosen, code)
            person, known_as = await _known(session, account)
        whom = f"{name or known_as or 'somebody without a name'} ({account})"
        if not (yes or typer.confirm(f"Make {whom} {role} of {place.unit.name} ({place.unit.code})?")):
            out.print("Nothing was changed.")
            return
        async with database.transaction() as session:
            given = await roles.grant(
                session, person, role, place.unit.code, name=name, channel=_CHANNEL, now=place.now
            )
            moved = await _follow(session, place) if given else {}
    if not given:
        out.print("Nothing has changed: it was so already.")
        return
    out.print(f"{whom} is now {role} of {place.unit.name} ({place.unit.code}).", markup=False)
    _tell(moved, place.units)


async def _revoke(chosen: Settings, code: str, role: RoleName, account: str, name: str, *, yes: bool) -> None:
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            place = await _place(session, chosen, code)
            held = [one for one in await roles.holders(session, place.codes) if one.role == role]
        holder = _meant(held, place.unit, role, account, name)
        if not (yes or typer.confirm(f"{_described(holder)} is no longer to be {role} of {place.unit.name}?")):
            out.print("Nothing was changed.")
            return
        moved, ended = await _end(database, holder, place)
    out.print(f"{_described(holder)} is no longer {role} of {place.unit.name} ({place.unit.code}).", markup=False)
    if ended:
        out.print(f"Delegations from or to this person that ended with it: {ended}.")
    _tell(moved, place.units)


async def _end(database: Database, holder: Holder, place: _Place) -> tuple[Mapping[str | None, int], int]:
    async with database.transaction() as session:
        ended = await roles.revoke(session, holder, channel=_CHANNEL, now=place.now)
        return await _follow(session, place), ended


async def _follow(session: AsyncSession, place: _Place) -> Mapping[str | None, int]:
    """Put what waits on the desks that are right now; the officers there are told by the bot."""
    this = Round(session, Outbox(session, SystemClock().now()), place.units, place.now)
    return await reroute(this, top=place.unit.code)


async def _place(session: AsyncSession, chosen: Settings, code: str) -> _Place:
    now = clock_of(chosen).now()
    units = (await loading.snapshot(session, (), now.astimezone(VIETNAM).date())).units
    return _Place(existing(code.strip(), units), units, now)


async def _known(session: AsyncSession, account: str) -> tuple[int, str]:
    channel, _, user = account.partition(":")
    found = await roles.known(session, channel, user)
    if len(found) != 1:
        raise CommandError(
            f"Nobody has written to the bot as {account}. An account looks like telegram:900000002; "
            "for somebody new make a link with: sangkien invite"
        )
    return found[0]


def _meant(held: Sequence[Holder], unit: Unit, role: RoleName, account: str, name: str) -> Holder:
    """Return the one holder that is meant; raises CommandError that names all where it is not one."""
    words = fold(name)
    found = [one for one in held if (account in one.accounts if account else words in fold(one.name))]
    if len(found) == 1:
        return found[0]
    all_of_them = "; ".join(_described(one) for one in held) or "nobody"
    why = "Several people fit" if found else "Nobody fits"
    raise CommandError(f"{why}. {role} of {unit.name} ({unit.code}): {all_of_them}. Name one by --account.")


def _described(one: Holder) -> str:
    return f"{one.name or 'somebody without a name'} ({', '.join(one.accounts) or f'person {one.person}'})"


def _tell(moved: Mapping[str | None, int], units: UnitTree) -> None:
    for code, count in moved.items():
        unit = units.get(code) if code else None
        if unit:
            out.print(f"Waiting initiatives that are now with {unit.name} ({unit.code}): {count}.", markup=False)
        elif count:
            out.print(f"Waiting initiatives that nobody can decide on now: {count}. Run: sangkien invite")
