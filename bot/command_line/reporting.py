"""`report`: the documents of the union as Word files, on the figures of this moment."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.console import Debug, clock_of, out, plainly, progress, settings
from bot.command_line.inviting import existing
from bot.command_line.materials import gathered
from bot.command_line.trouble import CommandError
from bot.making.making import HowFar, Maker, Materials, Wish
from bot.making.word import closing as closing_report
from bot.making.word import summary as summary_table
from bot.making.word import targets as table_of_targets
from bot.settings import Settings
from flows.programme import Programme, over
from flows.units import UnitTree
from storage.reporting.initiatives import UnknownCodesError

_SUFFIX = ".docx"
_WHOLE = 100


def _word_file(given: Path) -> Path:
    if given.suffix.lower() != _SUFFIX:
        raise typer.BadParameter(f"name a Word file that ends with {_SUFFIX}")
    return given


UnitCode = Annotated[str, typer.Option("--unit", help="Code of the unit, e.g. DLK-01; all below it is included.")]
PhaseKey = Annotated[str, typer.Option("--phase", help="Key of one phase, e.g. gd1; without it, all phases.")]
Key = Annotated[
    str, typer.Option("--programme", help="Key of the programme; without it, the one the unit takes part in.")
]
Out = Annotated[Path, typer.Option("--out", help="The Word file to write.", callback=_word_file)]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")]
Language = Annotated[str, typer.Option("--language", help="Language of the document: vi or en.")]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an operator asks for."""

    kind: str
    unit: str
    phase: str
    programme: str
    file: Path
    force: bool
    language: str
    options: Mapping[str, str] = field(default_factory=dict)


def closing(
    *,
    unit: UnitCode,
    file: Out,
    phase: PhaseKey = "",
    programme: Key = "",
    language: Language = "vi",
    force: Force = False,
    debug: Debug = False,
) -> None:
    """Write the closing report along the unions' outline, with everything filled in that can be computed.

    Example: sangkien report closing --unit DLK --out bao-cao-tong-ket.docx
    """
    _run(_Asked("closing", unit, phase, programme, file, force, language), debug=debug)


def targets(
    *,
    unit: UnitCode,
    file: Out,
    phase: PhaseKey = "",
    programme: Key = "",
    language: Language = "vi",
    force: Force = False,
    debug: Debug = False,
) -> None:
    """Write the table of targets and progress of the units directly below one.

    Example: sangkien report targets --unit DLK --out chi-tieu.docx
    """
    _run(_Asked("targets", unit, phase, programme, file, force, language), debug=debug)


def summary(
    *,
    unit: UnitCode,
    file: Out,
    code: Annotated[
        list[str] | None, typer.Option("--code", help="Code of an initiative, e.g. SK-22-7F3K9Q; may be repeated.")
    ] = None,
    phase: PhaseKey = "",
    programme: Key = "",
    language: Language = "vi",
    force: Force = False,
    debug: Debug = False,
) -> None:
    """Write the summary table of seven columns, for some codes or for all verified initiatives of a unit.

    Names and phone numbers stand in it. Long tables become several files.

    Example: sangkien report summary --unit DLK-01 --code SK-22-7F3K9Q --out tong-hop.docx
    """
    codes = ",".join(one.strip().upper() for one in code or ())
    _run(_Asked("summary", unit, phase, programme, file, force, language, {"codes": codes}), debug=debug)


MAKERS: Mapping[str, Maker] = {
    "closing": closing_report.make,
    "summary": summary_table.make,
    "targets": table_of_targets.make,
}


def _run(asked: _Asked, *, debug: bool) -> None:
    with plainly(debug=debug):
        if asked.file.exists() and not asked.force:
            raise CommandError(f"{asked.file} is there already. Name another file, or write over it with --force.")
        if not asked.file.resolve().parent.is_dir():
            raise CommandError(f"There is no folder {asked.file.parent}. Make it, or name another file.")
        for file in asyncio.run(_make(settings(), asked)):
            out.print(f"Written: {file}", markup=False)


async def _make(chosen: Settings, asked: _Asked) -> list[Path]:
    now = clock_of(chosen).now()
    async with gathered(chosen, asked.language, now) as materials:
        unit = existing(asked.unit.strip(), materials.units)
        programme = _programme(asked.programme, unit.code, materials.programmes, materials.units, now=now)
        phase = _phase(programme, asked.phase)
        wish = Wish(asked.kind, programme.key, unit.code, phase, 0, now, asked.language, asked.options)
        with tempfile.TemporaryDirectory() as folder, progress("Writing", _WHOLE) as advance:
            files = await _made(MAKERS[asked.kind], materials, wish, Path(folder), _Bar(advance).note)
            return [_moved(file, asked.file, number) for number, file in enumerate(files, 1)]


async def _made(maker: Maker, materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
    try:
        return await maker(materials, wish, folder, how_far)
    except UnknownCodesError as error:
        raise CommandError(
            f"No verified initiative of {wish.unit} has the code {', '.join(error.codes)}. "
            "Look with /history CODE how it stands."
        ) from error


@dataclass
class _Bar:
    """Moves a bar of a hundred parts."""

    advance: Callable[[int], None]
    shown: int = 0

    async def note(self, done: int, total: int) -> None:
        """Show how far it is."""
        reached = _WHOLE * done // total if total else 0
        self.advance(reached - self.shown)
        self.shown = reached


def _moved(made: Path, wanted: Path, number: int) -> Path:
    """Put a file where it is wanted; behind the first of several goes a number."""
    file = wanted if number == 1 else wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    shutil.move(made, file)
    return file


def _programme(key: str, unit: str, programmes: Sequence[Programme], units: UnitTree, *, now: datetime) -> Programme:
    if not key:
        return over([one.code for one in units.path(unit)], tuple(programmes), now)
    found = next((one for one in programmes if one.key == key), None)
    if found is None:
        known = ", ".join(one.key for one in programmes)
        raise CommandError(f"PROGRAMMES names no programme {key}. Those it names are: {known}.")
    return found


def _phase(programme: Programme, key: str) -> str | None:
    if key and programme.phase(key) is None:
        known = ", ".join(one.key for one in programme.phases)
        raise CommandError(f"{programme.key} has no phase {key}. Its phases are: {known}.")
    return key or None
