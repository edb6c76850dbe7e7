"""Who writes a document, as the head and the foot of it name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from flows.programme import VIETNAM
from flows.screen import N_, Msg
from flows.units import UnitTree

BLANK = "……"
"""Stands for what is filled in by hand."""

_SHORT: Mapping[str, str] = {
    "Tổng Liên đoàn": "TLĐ",
    "Liên đoàn Lao động": "LĐLĐ",
    "Công đoàn ngành": "CĐN",
    "Công đoàn Viên chức": "CĐVC",
    "Công đoàn cơ sở": "CĐCS",
}
_PLACES = ("tỉnh ", "thành phố ", "thị xã ", "huyện ", "quận ")
_FEDERATION = "Liên đoàn Lao động "
_SIGNS: Mapping[str, Msg] = {
    "confederation": N_("ON BEHALF OF THE PRESIDIUM"),
    "grassroots": N_("ON BEHALF OF THE EXECUTIVE COMMITTEE"),
}
_BOARDS: Mapping[str, Msg] = {"confederation": N_("the Presidium"), "grassroots": N_("the Executive Committee")}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The unit that writes, the one above it, and where; `above` is empty for the highest.

    `short` is how the unit's kind is written behind the number of a document; `kind` decides who signs.
    """

    unit: str
    above: str
    place: str
    short: str
    kind: str
    day: date

    @classmethod
    def of(cls, code: str, units: UnitTree, at: datetime) -> Letterhead:
        """Return the letterhead of a unit."""
        unit = units.units[code]
        above = units.above(unit)
        short = next((short for start, short in _SHORT.items() if unit.name.startswith(start)), "CĐ")
        day = at.astimezone(VIETNAM).date()
        return cls(unit.name, above.name if above else "", _place(unit.name), short, unit.kind, day)

    @property
    def office(self) -> Letterhead:
        """Return the letterhead of an office of the unit, whose name and sign are filled in by hand."""
        return replace(self, unit=BLANK, above=self.unit, short=BLANK)

    @property
    def signs(self) -> Msg:
        """Return in whose name it is signed."""
        return _SIGNS.get(self.kind, N_("ON BEHALF OF THE STANDING COMMITTEE"))

    @property
    def board(self) -> Msg:
        """Return the board that signs, within a sentence."""
        return _BOARDS.get(self.kind, N_("the Standing Committee"))


def _place(name: str) -> str:
    """Return the place a federation is named after, else what is filled in by hand."""
    if not name.startswith(_FEDERATION):
        return BLANK
    rest = name.removeprefix(_FEDERATION)
    start = next((start for start in _PLACES if rest.startswith(start)), None)
    return rest.removeprefix(start) if start else BLANK


def in_two_lines(name: str) -> str:
    """Return a name in capitals, as heads have it: what kind of unit, and below it which one."""
    start = next((start for start in ("Liên đoàn Lao động ", "Công đoàn ngành ") if name.startswith(start)), "")
    rest = name.removeprefix(start)
    return f"{start.strip()}\n{rest}".strip().upper()
