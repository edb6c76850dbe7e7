"""Adds up the targets of a pack beside the totals printed in its documents; neither is ever corrected by the other."""

from __future__ import annotations

from dataclasses import dataclass

from flows.units import UnitTree
from storage.packs.manifest import TOTAL
from storage.packs.pack import Pack


@dataclass(frozen=True, slots=True)
class Sum:
    """The targets of one phase, or of all of them under the key “total”.

    `known` adds up what can be computed for the units directly below the root, None where none of them has a target;
    `missing` are those of them without one, `uncounted` those whose rule lacks its count. `own` is the root's own
    target and `printed` the printed total, None where there is none.
    """

    key: str
    known: int | None
    missing: tuple[str, ...]
    own: int | None
    printed: int | None
    uncounted: tuple[str, ...] = ()

    @property
    def difference(self) -> int | None:
        """Return known less printed, None where one of them is not there."""
        return _less(self.known, self.printed)

    @property
    def own_difference(self) -> int | None:
        """Return known less the root's own target, None where one of them is not there."""
        return _less(self.known, self.own)

    @property
    def own_less_printed(self) -> int | None:
        """Return the root's own target less the printed total, None where one of them is not there."""
        return _less(self.own, self.printed)

    @property
    def agrees(self) -> bool:
        """Tell whether no target is missing and all that stand beside one another are equal."""
        differs = self.difference or self.own_difference or self.own_less_printed
        return not (self.missing or self.uncounted or differs)


def sums(pack: Pack) -> tuple[Sum, ...]:
    """Return one sum for each phase, in the order they open, and the one over all phases last."""
    root, units = pack.programme.root, UnitTree.of(dated.unit for dated in pack.units)
    children = tuple(dated.unit.code for dated in pack.units if dated.unit.parent == root)
    amounts = {(one.unit, one.phase): one.amount(units) for one in pack.targets}

    def phase_sum(key: str) -> Sum:
        set_for = [code for code in children if (code, key) in amounts]
        known = [number for code in set_for if (number := amounts[code, key]) is not None]
        return Sum(
            key=key,
            known=sum(known) if set_for else None,
            missing=tuple(code for code in children if (code, key) not in amounts),
            own=amounts.get((root, key)),
            printed=pack.printed.get(key),
            uncounted=tuple(code for code in set_for if amounts[code, key] is None),
        )

    phases = tuple(phase_sum(phase.key) for phase in pack.programme.phases)
    lacking = {code for phase in phases for code in phase.missing}
    uncounted = {code for phase in phases for code in phase.uncounted}
    known = [phase.known for phase in phases if phase.known is not None]
    owns = [phase.own for phase in phases if phase.own is not None]
    whole = Sum(
        key=TOTAL,
        known=sum(known) if known else None,
        missing=tuple(code for code in children if code in lacking),
        own=sum(owns) if len(owns) == len(phases) else None,
        printed=pack.printed.get(TOTAL),
        uncounted=tuple(code for code in children if code in uncounted),
    )
    return (*phases, whole)


def _less(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other
