"""The union's tree of units, an immutable snapshot shared by all turns, and the search in it by typed words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from flows.vietnamese import fold, sort_key

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
    "cty": "cong ty",
}
_LIKELY = 80
_ALL_WHOLE = 90


@dataclass(frozen=True, slots=True)
class Unit:
    """Any node of the tree: federation, upper union, grassroots union.

    `order` is the place in the plan's own list; `example` marks a unit that a pack ships only to be tried out.
    """

    code: str
    name: str
    short: str
    parent: str | None
    kind: str = ""
    aliases: tuple[str, ...] = ()
    order: int = 0
    example: bool = False


@dataclass(frozen=True)
class UnitTree:
    """All units valid now; `version` changes whenever any of them does."""

    units: Mapping[str, Unit]
    version: int = 0

    @classmethod
    def of(cls, units: Iterable[Unit], version: int = 0) -> UnitTree:
        """Return a tree of units whose parents are among them or None."""
        return cls({unit.code: unit for unit in units}, version)

    def get(self, code: str) -> Unit | None:
        """Return a unit by its code, None where a forged or old button names none."""
        return self.units.get(code)

    def children(self, code: str) -> tuple[Unit, ...]:
        """Return the units directly below, in the plan's order, then by name."""
        return self._children.get(code, ())

    def path(self, code: str) -> tuple[Unit, ...]:
        """Return the unit and all units above it, nearest first."""
        chain: list[Unit] = []
        unit = self.get(code)
        while unit is not None and unit not in chain:
            chain.append(unit)
            unit = self.get(unit.parent) if unit.parent else None
        return tuple(chain)

    def within(self, code: str, top: str) -> bool:
        """Tell whether a unit is another one or lies below it."""
        return any(unit.code == top for unit in self.path(code))

    def placed(self, unit: Unit, top: str) -> str:
        """Return a unit's name together with the one above it, because names repeat."""
        above = self.get(unit.parent or "")
        return f"{unit.short} · {above.short}" if above and above.code != top else unit.short

    def below(self, code: str) -> Iterator[Unit]:
        """Yield the unit and everything below it."""
        unit = self.get(code)
        if unit is None:
            return
        yield unit
        for child in self.children(code):
            yield from self.below(child.code)

    def search(self, words: str, *, top: str, limit: int = 5) -> tuple[Unit, ...]:
        """Return the units below `top` that typed words may mean, best first, whatever their accents or order.

        Every word must be found in the unit's name or in that of the unit above it (“ca phe bmt”), one of them in its
        own; where units have all the words whole, only those are meant; spelling mistakes are tried only where nothing
        is found.
        """
        wanted = fold(words)
        if not wanted:
            return ()
        scored = ((self._score(unit, wanted), -len(unit.name), unit) for unit in self.units.values())
        hits = [hit for hit in scored if hit[0] > 0 and self._below(hit[2], top)]
        hits = hits or [hit for hit in self._alike(wanted) if self._below(hit[2], top)]
        if any(score >= _ALL_WHOLE for score, _, _ in hits):
            hits = [hit for hit in hits if hit[0] >= _ALL_WHOLE]
        best = sorted(hits, key=lambda hit: (-hit[0], -hit[1], sort_key(hit[2].name)))
        return tuple(unit for _, _, unit in best)[:limit]

    def _below(self, unit: Unit, top: str) -> bool:
        return unit.code != top and self.within(unit.code, top)

    def _score(self, unit: Unit, wanted: str) -> int:
        spellings = self._spellings[unit.code]
        if wanted in spellings:
            return 100
        words, own = _spelled_out(wanted).split(), self._words[unit.code]
        around = own | self._words.get(unit.parent or "", frozenset())
        if all(_begins(word, around) for word in words) and any(_begins(word, own) for word in words):
            whole = sum(word in own for word in words)
            return _ALL_WHOLE if whole == len(words) else 60 + whole
        joined = wanted.replace(" ", "")
        return 50 if any(joined in one.replace(" ", "") for one in spellings) and len(joined) > 3 else 0

    def _alike(self, wanted: str) -> list[tuple[int, int, Unit]]:
        names = {unit.code: _spelled_out(fold(unit.name)) for unit in self.units.values()}
        found = process.extract(_spelled_out(wanted), names, scorer=fuzz.token_set_ratio, limit=10)
        return [
            (int(score), -len(self.units[code].name), self.units[code]) for _, score, code in found if score >= _LIKELY
        ]

    @cached_property
    def _children(self) -> dict[str, tuple[Unit, ...]]:
        below: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            if unit.parent:
                below.setdefault(unit.parent, []).append(unit)
        return {
            code: tuple(sorted(children, key=lambda unit: (unit.order, sort_key(unit.name))))
            for code, children in below.items()
        }

    @cached_property
    def _spellings(self) -> dict[str, frozenset[str]]:
        return {
            unit.code: frozenset(fold(name) for name in (unit.name, unit.short, *unit.aliases) if name)
            for unit in self.units.values()
        }

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        return {
            code: frozenset(" ".join((*spellings, *map(_spelled_out, spellings))).split())
            for code, spellings in self._spellings.items()
        }


def _begins(word: str, own: frozenset[str]) -> bool:
    """Tell whether a typed word is one of these or, if it is long enough to mean something, the beginning of one."""
    return word in own or (len(word) > 2 and any(one.startswith(word) for one in own))


def _spelled_out(folded: str) -> str:
    return " ".join(_SPELLED_OUT.get(word, word) for word in folded.split())
