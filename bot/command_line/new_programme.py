"""`programme new`: a pack to begin with, for a programme that starts soon."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.command_line.console import Debug, out, plainly
from bot.command_line.packs import describe
from bot.command_line.programmes import found
from bot.command_line.trouble import CommandError
from bot.talk import Talk
from flows.submission import LIBRARY
from flows.units import Unit
from flows.vietnamese import clean_line
from storage.packs import read_pack
from storage.packs.codes import CODE
from storage.packs.new import Outline, files, key_of, year_from

_NATION = Path("storage/programmes/01-trieu")
_LONGEST_NAME = 200
_LONGEST_ROOT = 20

_WRITTEN = ["%Y-%m-%d", "%d/%m/%Y"]


def _name(given: str | None) -> str | None:
    name = clean_line(given or "")
    if given is not None and not 0 < len(name) <= _LONGEST_NAME:
        raise typer.BadParameter(f"a name has 1 to {_LONGEST_NAME} characters")
    return name or None


def _root(given: str) -> str:
    if not CODE.fullmatch(given) or len(given) > _LONGEST_ROOT:
        raise typer.BadParameter(
            f"a code holds capital letters without accents, digits and hyphens, at most {_LONGEST_ROOT}"
        )
    return given


def new(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder to make; its name becomes the key of the programme.")
    ],
    *,
    name: Annotated[str, typer.Option(help="Full name, as people read it.", callback=_name)],
    starts: Annotated[
        datetime, typer.Option(help="First day, e.g. 2026-12-01 or 01/12/2026.", formats=_WRITTEN, metavar="DATE")
    ],
    ends: Annotated[
        datetime | None,
        typer.Option(help="Last day, included.", formats=_WRITTEN, metavar="DATE", show_default="after a year"),
    ] = None,
    root: Annotated[str, typer.Option(help="Code of the unit above all others, e.g. DLK.", callback=_root)] = "DV",
    unit: Annotated[
        str | None,
        typer.Option(help="Its name; federations and central unions are known.", callback=_name, show_default=False),
    ] = None,
    debug: Debug = False,
) -> None:
    """Make a pack that can be used as it is and explains every setting in Vietnamese.

    Example: sangkien programme new sang-kien-2027 --name "Sáng kiến 2027" --starts 2027-01-01 --root DLK
    """
    with plainly(debug=debug):
        first = starts.date()
        last = ends.date() if ends else year_from(first)
        if last < first:
            raise CommandError(f"The last day {last} is before the first day {first}. Put the later one behind --ends.")
        if folder.exists():
            raise CommandError(f"There is a folder {folder} already. Choose another name; nothing was changed.")
        outline = Outline(key_of(folder.resolve().name), name, first, last, _unit_above(root, unit))
        _write(folder, files(outline, _questions()))
        describe(read_pack(folder, LIBRARY), out)
        out.print(
            f"{folder} is made. Its three files say, in Vietnamese, what every setting means; then:", markup=False
        )
        for step in (f"sangkien programme check {folder}", f"sangkien programme load {folder}"):
            out.print(f"  {step}", markup=False)
        out.print(f"  and name {folder} in PROGRAMMES, behind a comma, before the bot starts again.", markup=False)


def _write(folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")


def _questions() -> dict[str, str]:
    """Return what each question asks, as people are asked it."""
    talk = Talk.load()
    return {key: talk.say(field.name, "vi") for key, field in LIBRARY.items()}


def _unit_above(code: str, name: str | None) -> Unit:
    """Return the unit above all others as the national pack knows it, else by the name that was given."""
    nation = read_pack(found(_NATION), LIBRARY)
    known = next((dated.unit for dated in nation.units if dated.unit.code == code), None)
    if known and name is None:
        return Unit(code, known.name, known.short, None, known.kind, known.aliases)
    name = name or "Liên đoàn Lao động (sửa tên này)"
    return Unit(code, name, name.replace("Liên đoàn Lao động", "LĐLĐ"), None, "federation")
