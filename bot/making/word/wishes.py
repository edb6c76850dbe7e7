"""What a wish for a document means: the programme, the unit, the phases, and the words that say as of when."""

from __future__ import annotations

from dataclasses import dataclass

from bot.making.making import Materials, Wish
from flows.programme import VIETNAM
from flows.screen import N_, At, Msg
from storage.reporting.scope import Scope


class UnknownWishError(Exception):
    """A wish names a programme, unit or phase that there is not."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a document is about; `snapshot` is the name of the stored figures it goes back to, empty without one."""

    scope: Scope
    snapshot: str = ""

    @property
    def as_of(self) -> Msg:
        """Return when the figures are of."""
        at = At(self.scope.at)
        if self.snapshot:
            return N_("Figures as of {at}, as stored under “{snapshot}”.", at=at, snapshot=self.snapshot)
        return N_("Figures as of {at}.", at=at)


def asked(materials: Materials, wish: Wish) -> Asked:
    """Return what somebody wishes a document about; raises UnknownWishError."""
    programme = next((one for one in materials.programmes if one.key == wish.programme), None)
    unit = materials.units.get(wish.unit)
    if programme is None or unit is None:
        raise UnknownWishError(f"there is no programme {wish.programme} or no unit {wish.unit}")
    phases = tuple(phase for phase in programme.phases if wish.phase in (None, phase.key))
    if not phases:
        raise UnknownWishError(f"{programme.key} has no phase {wish.phase}")
    today = wish.at.astimezone(VIETNAM).date()
    return Asked(Scope(programme, unit.code, phases, wish.at, today), wish.options.get("snapshot", ""))
