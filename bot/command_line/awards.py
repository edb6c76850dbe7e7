"""`awards`: a stored snapshot of all figures, and who may get which award by it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import read_packs
from bot.command_line.award_lists import as_data, as_lines
from bot.command_line.console import Debug, clock_of, out, plainly, settings
from bot.command_line.database import opened, require_tables
from bot.command_line.trouble import CommandError
from bot.settings import Settings
from bot.talk import Talk
from flows.awards.evaluating import AwardList, award_list
from flows.awards.figures import WHOLE, Entry
from flows.awards.rules import Award, AwardRules
from flows.vietnamese import clean_line
from storage.packs import Pack
from storage.snapshots import names, reading, ticking
from storage.snapshots.goals import Sizes
from storage.snapshots.taking import COMMAND_LINE, NameTakenError, NoSuchUnitError, Taking, take
from storage.snapshots.ticking import NothingToTickError, Ticking
from storage.tables import SnapshotRow

_SHORTEST_REASON, _LONGEST_REASON, _LONGEST_NAME = 5, 500, 60


def _name(given: str) -> str:
    name = clean_line(given)
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise typer.BadParameter(f"give it a name of at most {_LONGEST_NAME} characters")
    return name


def _reason(given: str) -> str:
    reason = clean_line(given)
    if not _SHORTEST_REASON <= len(reason) <= _LONGEST_REASON:
        raise typer.BadParameter(f"say why in {_SHORTEST_REASON} to {_LONGEST_REASON} characters")
    return reason


Snapshot = Annotated[str, typer.Option("--snapshot", help="Name of the snapshot.")]


def snapshot(
    *,
    name: Annotated[str, typer.Option(help="What the snapshot is called from now on.")],
    unit: Annotated[str, typer.Option(help="Code of the unit; all below it is included. The root, if left out.")] = "",
    programme: Annotated[str, typer.Option(help="Key of the programme; may be left out where there is one.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who asked for it, for the record.")] = "",
    debug: Debug = False,
) -> None:
    """Take a snapshot of all figures, which nothing changes afterwards.

    Example: sangkien awards snapshot --name tong-ket-2023 --unit DLK --by "Hồ Thị Dung"
    """
    called = _name(name)
    with plainly(debug=debug):
        asyncio.run(_take(settings(), called, unit.strip().upper(), programme.strip(), clean_line(by)))


def show(
    *,
    snapshot: Snapshot,
    award: Annotated[str, typer.Option(help="Key of one award, e.g. A1; all of them, if left out.")] = "",
    phase: Annotated[str, typer.Option(help="Key of a phase, for awards that are given after each.")] = "",
    language: Annotated[str, typer.Option(help="Language of the reasons: vi or en.")] = "en",
    everybody: Annotated[bool, typer.Option("--all", help="Name all who do not meet a rule, not only some.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print data for another program.")] = False,
    debug: Debug = False,
) -> None:
    """Print who meets the rules of the awards, why, and what the others lack.

    Example: sangkien awards list --snapshot tong-ket-2023 --award B1
    """
    if language not in ("vi", "en"):
        raise typer.BadParameter("the language is vi or en")
    with plainly(debug=debug):
        found = asyncio.run(_lists(settings(), clean_line(snapshot), award.strip(), phase.strip()))
        talk = Talk.load()
        if as_json:
            print_json([as_data(one, named, talk, language) for one, named in found])
            return
        for one, named in found:
            for line in as_lines(one, named, talk, language, everybody=everybody):
                out.print(line, markup=False)


def tick(
    *,
    snapshot: Snapshot,
    key: Annotated[str, typer.Option("--tick", help="What is ticked: a key of the pack's [ticks].")],
    about: Annotated[str, typer.Option(help="Code of the unit, or of the initiative, e.g. SK-22-7F3K9Q.")],
    reason: Annotated[str, typer.Option(help="Why, for the record.")],
    by: Annotated[str, typer.Option("--by", help="Who says so.")],
    phase: Annotated[str, typer.Option(help="Key of a phase, for awards that are given after each.")] = "",
    back: Annotated[bool, typer.Option("--back", help="Take the tick back.")] = False,
    debug: Debug = False,
) -> None:
    """Write down what no figures tell (“many”, “most typical”), with who says so and why.

    Example: sangkien awards tick --snapshot tong-ket-2023 --tick many --about DLK-01 --by Dung --reason "Họp xét"
    """
    why, who = _reason(reason), clean_line(by)
    if not who:
        raise typer.BadParameter("name who says so with --by")
    with plainly(debug=debug):
        said = asyncio.run(
            _tick(settings(), clean_line(snapshot), (key.strip(), about.strip()), (why, who), phase, back=back)
        )
        out.print(said, markup=False)


async def _take(chosen: Settings, name: str, unit: str, key: str, by: str) -> None:
    pack = _pack(read_packs(chosen), key)
    taking = Taking(
        name,
        pack.programme,
        unit or pack.programme.root,
        by,
        clock_of(chosen).now(),
        pack.awards,
        sizes(pack),
    )
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        try:
            taken = await take(database, taking)
        except NameTakenError as error:
            raise CommandError(
                f"There is a snapshot {name} already, and it stays as it is. Give this one another name."
            ) from error
        except NoSuchUnitError as error:
            raise CommandError(f"No unit has the code {taking.unit} today. The codes stand in units.csv.") from error
    out.print(f"The snapshot {name} is taken: {taken.units:,} rows of figures, {taken.candidates:,} candidates.")
    out.print(f"Its digest is {taken.head.digest}. Nothing changes it any more; sangkien doctor checks that.")
    if pack.awards.awards:
        out.print(f"Who may get which award: sangkien awards list --snapshot {name!r}", markup=False)


async def _lists(chosen: Settings, name: str, key: str, phase: str) -> list[tuple[AwardList, dict[int, names.Named]]]:
    found = []
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            row = await _named(session, name)
            rules = reading.rules(row)
            pack = next((one for one in read_packs(chosen) if one.programme.key == row.programme), None)
            phases = [one.key for one in pack.programme.phases] if pack else []
            if phase and phase not in phases:
                raise CommandError(f"{row.programme} has no phase {phase}. Its phases are: {', '.join(phases)}.")
            for award in _chosen(rules, key):
                for of in (phase,) if phase else phases if award.each_phase else (WHOLE,):
                    judged = award_list(await reading.figures(session, row, award, of), award)
                    found.append((judged, await _names(session, judged)))
    return found


async def _names(session: AsyncSession, judged: AwardList) -> dict[int, names.Named]:
    entries: list[Entry] = [one.entry for one in judged.candidates if one.entry]
    return dict(await names.names(session, entries))


async def _tick(
    chosen: Settings, name: str, what: tuple[str, str], why: tuple[str, str], phase: str, *, back: bool
) -> str:
    (key, about), (reason, by) = what, why
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            row = await _named(session, name)
            ticks = reading.rules(row).ticks
            if key not in ticks:
                raise CommandError(f"{name} knows no tick {key}. Those it knows are: {', '.join(ticks)}.")
            new = Ticking(key, about, reason, clock_of(chosen).now(), COMMAND_LINE, by_name=by, phase=phase.strip())
            if back:
                there = await ticking.untick(session, row, new)
                return "The tick is taken back." if there else "Nothing has changed: it was not ticked."
            return await _ticked(session, row, new)


async def _ticked(session: AsyncSession, row: SnapshotRow, new: Ticking) -> str:
    try:
        added = await ticking.tick(session, row, new)
    except NothingToTickError as error:
        raise CommandError(
            f"{row.name} has no unit {new.about}, and no initiative of that code counted when it was taken."
        ) from error
    return "It is ticked and written down." if added else "Nothing has changed: it was ticked already."


async def _named(session: AsyncSession, name: str) -> SnapshotRow:
    row = await reading.by_name(session, name)
    if row is None:
        raise CommandError(f"There is no snapshot {name}. Take one with: sangkien awards snapshot --name {name}")
    return row


def _chosen(rules: AwardRules, key: str) -> Sequence[Award]:
    if not rules.awards:
        raise CommandError("The pack had no awards when this snapshot was taken: there was no awards.toml in it.")
    if not key:
        return rules.awards
    award = rules.award(key)
    if award is None:
        known = ", ".join(one.key for one in rules.awards)
        raise CommandError(f"There is no award {key} in this snapshot. There are: {known}.")
    return (award,)


def _pack(packs: Sequence[Pack], key: str) -> Pack:
    known = ", ".join(one.programme.key for one in packs)
    if not key and len(packs) > 1:
        raise CommandError(f"There are several programmes. Name one with --programme: {known}.")
    found = next((one for one in packs if not key or one.programme.key == key), None)
    if found is None:
        raise CommandError(f"PROGRAMMES names no programme {key}. Those it names are: {known}.")
    return found


def sizes(pack: Pack) -> Sizes:
    """Return how many grassroots unions and members a pack's units have, where it tells."""
    return Sizes(
        {one.unit.code: one.unions for one in pack.units if one.unions is not None},
        {one.unit.code: one.members for one in pack.units if one.members is not None},
    )


def print_json(data: list[dict[str, Any]]) -> None:
    """Print data as one JSON document."""
    out.print(json.dumps(data, ensure_ascii=False, indent=1, default=datetime.isoformat), markup=False)
