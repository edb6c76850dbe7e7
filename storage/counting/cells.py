"""What initiatives are counted by, and which of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Cell:
    """What those counted together have in common; what was not asked of them is empty."""

    state: str
    bloc: str = ""
    target_group: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """Those of a programme's phase, on the units of a day."""

    programme: str
    phase: str
    day: date
