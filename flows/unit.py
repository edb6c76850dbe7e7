"""A unit of the union, and the words it can be found by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.vietnamese import fold

SEPARATOR = "|"
_SPELLED_OUT = {
    "ldld": "lien doan lao dong",
    "cdcs": "cong doan co so",
    "cdn": "cong doan nganh",
    "cdvc": "cong doan vien chuc",
    "cd": "cong doan",
    "tp": "thanh pho",
    "tx": "thi xa",
    "h": "huyen",
    "bmt": "buon ma thuot",
    "hcm": "ho chi minh",
    "cty": "cong ty",
    "cp": "co phan",
    "mtv": "mot thanh vien",
    "htx": "hop tac xa",
    "kcn": "khu cong nghiep",
    "bv": "benh vien",
    "mn": "mam non",
    "th": "tieu hoc",
    "thcs": "trung hoc co so",
    "thpt": "trung hoc pho thong",
    "ubnd": "uy ban nhan dan",
}
_OPENINGS = tuple(
    f"{opening} "
    for opening in (
        *("lien doan lao dong", "cong doan co so", "cong doan nganh", "cong doan"),
        *("thanh pho", "thi xa", "huyen", "tinh", "quan", "thi tran", "phuong", "xa"),
    )
)


LabelKind = Literal["cluster", "sector", "bloc"]
LABEL_KINDS: tuple[LabelKind, ...] = ("cluster", "sector", "bloc")


@dataclass(frozen=True, slots=True)
class Label:
    """What a unit is counted with beside its place in the tree: one cluster, one sector, one bloc (demand 73)."""

    kind: LabelKind
    name: str


@dataclass(frozen=True, slots=True)
class Unit:
    """Any node of the tree: federation, upper union, grassroots union.

    `order` is the place in the plan's own list; `example` marks a unit that a pack ships only to be tried out; of each
    kind it has at most one of its `labels`.
    """

    code: str
    name: str
    short: str
    parent: str | None
    kind: str = ""
    aliases: tuple[str, ...] = ()
    order: int = 0
    example: bool = False
    labels: tuple[Label, ...] = ()

    def label(self, kind: LabelKind) -> str:
        """Return what it is labelled with, nothing where it has no label of a kind."""
        return next((one.name for one in self.labels if one.kind == kind), "")


def spelled(unit: Unit) -> str:
    """Return every spelling of a unit's name, folded, with `|` between them.

    Each also with its abbreviations in full, and without the words that only say what kind of unit it is.
    """
    folded = [fold(name) for name in (unit.name, unit.short, *unit.aliases)]
    in_full = [spelled_out(one) for one in folded]
    every = dict.fromkeys((*folded, *in_full, *map(_own_name, in_full)))
    return SEPARATOR.join(one for one in every if one)


def spelled_out(folded: str) -> str:
    """Return folded text with its abbreviations in full."""
    return " ".join(_SPELLED_OUT.get(word, word) for word in folded.split())


def _own_name(in_full: str) -> str:
    """Return what is left of a name without the words for the kind of unit, “lak” of “lien doan lao dong huyen lak”."""
    left = in_full
    while opening := next((one for one in _OPENINGS if left.startswith(one)), None):
        left = left.removeprefix(opening)
    return left
