"""Adds up the targets of a pack beside the totals printed in its documents; neither is ever corrected by the other."""

from __future__ import annotations

from dataclasses import dataclass

from storage.packs.manifest import TOTAL
from storage.packs.pack import Pack


@dataclass(frozen=True, slots=True)
class Sum:
    """The targets of one phase, or of all of them under the key “total”.

    `known` adds up the fixed targets of the units directly below the root; `missing` are those of them without one.
    `own` is the root's own target and `printed` the printed total, None where there is none.
    """

    key: str
    known: int
    missing: tuple[str, ...]
    own: int | None
    printed: int | None

    @property
    def difference(self) -> int | None:
        """Return known less printed, None where no total is printed."""
        return None if self.printed is None else self.known - self.printed

    @property
    def own_difference(self) -> int | None:
        """Return known less the root's own target, None where it has none."""
        return None if self.own is None else self.known - self.own

    @property
    def agrees(self) -> bool:
        """Tell whether no target is missing and all that stand beside one another are equal."""
        return not self.missing and not self.difference and not self.own_difference


def sums(pack: Pack) -> tuple[Sum, ...]:
    """Return one sum for each phase, in the order they open, and the one over all phases last."""
    root = pack.programme.root
    children = tuple(dict.fromkeys(dated.unit.code for dated in pack.units if dated.unit.parent == root))
    fixed = {(target.unit, target.phase): target.value for target in pack.targets if target.kind == "fixed"}
    phases = tuple(
        Sum(
            key=phase.key,
            known=sum(fixed.get((code, phase.key), 0) for code in children),
            missing=tuple(code for code in children if (code, phase.key) not in fixed),
            own=fixed.get((root, phase.key)),
            printed=pack.printed.get(phase.key),
        )
        for phase in pack.programme.phases
    )
    lacking = {code for phase in phases for code in phase.missing}
    owns = [phase.own for phase in phases if phase.own is not None]
    whole = Sum(
        key=TOTAL,
        known=sum(phase.known for phase in phases),
        missing=tuple(code for code in children if code in lacking),
        own=sum(owns) if len(owns) == len(phases) else None,
        printed=pack.printed.get(TOTAL),
    )
    return (*phases, whole)
