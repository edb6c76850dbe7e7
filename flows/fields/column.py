"""What a question contributes to a table that staff export: its columns, and an answer as the cells under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from flows.screen import Line

ColumnKind = Literal["text", "number", "money", "day", "instant"]
Cell = Line | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in characters, and how its cells are to be read.

    Digits that are no amount, such as those of a phone number, are text.
    """

    heading: Line
    width: int = 18
    kind: ColumnKind = "text"
