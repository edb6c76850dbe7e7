"""The part of a unit somebody works in, typed: a district's union under its province in the programme of 2021."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flows.fields.field import Asking
from flows.fields.text import LineField


@dataclass(frozen=True)
class SubUnitField(LineField):
    """A line that may be left out where the unit that was chosen has none below it."""

    counted: ClassVar[bool] = True

    def skippable(self, asking: Asking) -> bool:
        """Allow to leave it out below the lowest unit."""
        return self.optional or not asking.units.children(str(asking.answers.get("unit", "")))
