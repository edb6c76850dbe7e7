"""Writes a new pack: three files that can be used as they are and that explain, in Vietnamese, every setting."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from string import Template

from flows.targets import GRASSROOTS
from flows.units import Unit
from flows.vietnamese import fold
from storage.packs import targets, units

_TEMPLATE = Path(__file__).parent / "template" / "programme.toml"
_ASKED = frozenset(("full_name", "phone", "identity", "unit", "bloc", "title", "description", "evidence"))
_LONGEST_KEY = 32
_END_OF_SHORT_NAME = re.compile(r"\s+[–-]\s+|[:,;(]")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outline:
    """What somebody must say to get a new pack: its name, its first and its last day, the unit above all others."""

    key: str
    name: str
    starts: date
    ends: date
    root: Unit


def key_of(folder: str) -> str:
    """Return the key of a pack in a folder of this name."""
    return fold(folder).replace(" ", "-")[:_LONGEST_KEY].strip("-") or "chuong-trinh"


def year_from(day: date) -> date:
    """Return the last day of the year that begins on a day."""
    return date(day.year + 1, day.month, 1) + _DAY * (day.day - 1) - _DAY


def files(outline: Outline, questions: Mapping[str, str]) -> dict[str, str]:
    """Return the three files by name; `questions` are all that may be asked, with what they ask in Vietnamese."""
    return {
        "programme.toml": _programme(outline, questions),
        "units.csv": _table((*units.COLUMNS, *units.OPTIONAL), (_row(unit) for unit in _units(outline.root))),
        "targets.csv": _table(targets.COLUMNS, ()),
    }


def _programme(outline: Outline, questions: Mapping[str, str]) -> str:
    closes = outline.ends + _DAY
    later = year_from(closes)
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=outline.name,
        key=_quoted(outline.key),
        name=_quoted(outline.name),
        short_name=_quoted(_END_OF_SHORT_NAME.split(outline.name)[0].strip() or outline.name),
        root=_quoted(outline.root.code),
        root_code=outline.root.code,
        year=f"{outline.starts.year % 100:02d}",
        questions="\n".join(_question(key, about) for key, about in questions.items()),
        starts=outline.starts,
        ends=outline.ends,
        closes=closes,
        later=later,
        later_closes=later + _DAY,
    )


def _question(key: str, about: str) -> str:
    return f"    {'' if key in _ASKED else '# '}{_quoted(key)},  # {about}"


def _units(root: Unit) -> tuple[Unit, ...]:
    """Return the root and a union on each level below it to try the pack with, under codes that no real union has."""
    upper, grassroots = "Công đoàn cấp trên trực tiếp cơ sở", "Công đoàn cơ sở Công ty Mẫu"
    below = f"{root.code}-VD"
    return (
        root,
        Unit(below, f"{upper} (ví dụ)", "CĐ cấp trên trực tiếp (ví dụ)", root.code, "upper", order=1, example=True),
        Unit(f"{below}-001", f"{grassroots} (ví dụ)", "CĐCS Công ty Mẫu (ví dụ)", below, GRASSROOTS, example=True),
    )


def _row(unit: Unit) -> tuple[object, ...]:
    example = "yes" if unit.example else ""
    aliases = units.ALIASES.join(unit.aliases)
    shown = (unit.code, unit.parent, unit.name, unit.short, unit.kind, aliases, unit.order)
    return (*shown, None, None, example, *(None for _ in units.OPTIONAL))


def _table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return table.getvalue()


def _quoted(text: str) -> str:
    """Return a text as TOML writes it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)
