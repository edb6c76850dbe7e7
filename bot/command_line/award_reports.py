"""`report awards`: the dossier of an award on a stored snapshot, as Word and Excel files in a folder."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.command_line.console import Debug, clock_of, out, plainly, settings
from bot.command_line.inviting import existing
from bot.command_line.materials import gathered
from bot.command_line.trouble import CommandError
from bot.making.awards import making
from bot.making.making import Wish
from bot.settings import Settings
from flows.awards.rules import Award
from flows.programme import Programme
from flows.vietnamese import clean_line
from storage.snapshots import reading
from storage.tables import SnapshotRow


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an operator asks for."""

    snapshot: str
    award: str
    unit: str
    phase: str
    folder: Path
    force: bool
    language: str


def award_files(
    *,
    snapshot: Annotated[str, typer.Option("--snapshot", help="Name of the snapshot.")],
    award: Annotated[str, typer.Option(help="Key of the award, e.g. B1.")],
    folder: Annotated[Path, typer.Option("--out", help="The folder to write the files into.")],
    unit: Annotated[str, typer.Option(help="Code of a unit, for its own candidates; without it, all of them.")] = "",
    phase: Annotated[str, typer.Option(help="Key of a phase, for awards that are given after each.")] = "",
    language: Annotated[str, typer.Option(help="Language of the files: vi or en.")] = "vi",
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there already.")] = False,
    debug: Debug = False,
) -> None:
    """Write the proposal, the list, the table of summaries and the Excel of an award on stored figures.

    Example: sangkien report awards --snapshot tong-ket-2023 --award B1 --out khen-thuong
    """
    asked = _Asked(clean_line(snapshot), award.strip(), unit.strip(), phase.strip(), folder, force, language)
    with plainly(debug=debug):
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}. Make it, or name another --out.")
        for file in asyncio.run(_make(settings(), asked)):
            out.print(f"Written: {file}", markup=False)


async def _make(chosen: Settings, asked: _Asked) -> list[Path]:
    now = clock_of(chosen).now()
    async with gathered(chosen, asked.language, now) as materials:
        async with materials.database.transaction() as session:
            row, award = await _award(session, asked)
        programme = _programme(row, materials.programmes)
        phase = _phase(award, programme, asked.phase)
        unit = existing(asked.unit or row.unit, materials.units)
        options = {"snapshot": row.name, "award": award.key, "called": award.called}
        wish = Wish(making.KIND, programme.key, unit.code, phase, 0, now, asked.language, options)
        with tempfile.TemporaryDirectory() as folder:
            files = await making.make(materials, wish, Path(folder), _unheard)
            return _moved(files, asked)


async def _award(session: AsyncSession, asked: _Asked) -> tuple[SnapshotRow, Award]:
    row = await reading.by_name(session, asked.snapshot)
    if row is None:
        raise CommandError(
            f"There is no snapshot {asked.snapshot}. Take one with: sangkien awards snapshot --name {asked.snapshot}"
        )
    rules = reading.rules(row)
    award = rules.award(asked.award)
    if award is None:
        known = ", ".join(one.key for one in rules.awards) or "none at all"
        raise CommandError(f"There is no award {asked.award} in this snapshot. There are: {known}.")
    return row, award


def _programme(row: SnapshotRow, programmes: Sequence[Programme]) -> Programme:
    found = next((one for one in programmes if one.key == row.programme), None)
    if found is None:
        raise CommandError(f"{row.name} is of the programme {row.programme}. Name its pack in PROGRAMMES.")
    return found


def _phase(award: Award, programme: Programme, key: str) -> str | None:
    known = ", ".join(one.key for one in programme.phases)
    if award.each_phase and programme.phase(key) is None:
        raise CommandError(f"{award.key} is given after each phase. Name one with --phase: {known}.")
    if key and not award.each_phase:
        raise CommandError(f"{award.key} is given once for the whole programme. Leave --phase out.")
    return key or None


def _moved(made: tuple[Path, ...], asked: _Asked) -> list[Path]:
    """Put all files where they are wanted, or none."""
    wanted = [asked.folder / file.name for file in made]
    there = [file for file in wanted if file.exists()]
    if there and not asked.force:
        raise CommandError(f"{there[0]} is there already. Name another folder, or write over it with --force.")
    for file, place in zip(made, wanted, strict=True):
        shutil.move(file, place)
    return wanted


async def _unheard(done: int, total: int) -> None:
    """Hear how far it is; a few seconds need no bar."""
