"""Who a unit puts forward for an award, with what only the dossier asks (decision 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flows.screen import N_, Msg

QUESTIONS = ("birth_year", "position", "past_awards")
NAMES: Mapping[str, Msg] = {
    "birth_year": N_("Year of birth"),
    "position": N_("Position"),
    "past_awards": N_("Titles and awards of the last three years"),
}


@dataclass(frozen=True, slots=True)
class Nominee:
    """A unit or an initiative, `about` being its code, that the unit `unit` puts forward.

    `slot` is which of those its cap leaves it. An answer is None until it is told; `past_awards` is empty for none.
    """

    id: int
    snapshot: int
    award: str
    phase: str
    unit: str
    slot: int
    about: str
    initiative: int | None
    by: int
    at: datetime
    birth_year: int | None = None
    position: str | None = None
    past_awards: str | None = None

    @property
    def waits_for(self) -> str | None:
        """Return the first question without an answer, None where nothing is asked any more."""
        if self.initiative is None:
            return None
        return next((key for key in QUESTIONS if getattr(self, key) is None), None)

    def told(self, question: str, value: str | int) -> Nominee:
        """Return it with one question answered."""
        match question, value:
            case "birth_year", int():
                return replace(self, birth_year=value)
            case "position", str():
                return replace(self, position=value)
            case _:
                return replace(self, past_awards=str(value))
