"""What a pack holds once read, and the problems that keep one from being read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from flows.awards.rules import AwardRules
from flows.programme import Programme
from flows.records import Support
from flows.screen import Msg
from flows.targets import Target
from flows.units import Unit


@dataclass(frozen=True, slots=True)
class DatedUnit:
    """A unit and the days it exists, both included; None leaves that end open. `successor` takes over afterwards.

    `unions` and `members` are how many grassroots unions and members it has, None where nobody has told.
    """

    unit: Unit
    valid_from: date | None = None
    valid_to: date | None = None
    unions: int | None = None
    members: int | None = None
    successor: str | None = None

    def valid_on(self, day: date) -> bool:
        """Tell whether the unit exists on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Pack:
    """A programme with its units in the file's order, its targets and the totals printed in its documents.

    `printed` is by phase key, and by “total” for the whole programme; `source` is the folder it was read from;
    `support` are the persons to call, at most one a unit (decision 19); `awards` are what may be won.
    """

    programme: Programme
    units: tuple[DatedUnit, ...]
    targets: tuple[Target, ...]
    printed: Mapping[str, int]
    source: Path
    support: tuple[Support, ...] = ()
    awards: AwardRules = field(default_factory=AwardRules)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on one line of one file and how to put it right; line 0 means the file as a whole."""

    file: str
    line: int
    what: Msg


class PackError(Exception):
    """A pack that cannot be used, with everything that is wrong in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems; the text names only their places, the sentences await a language."""
        self.problems = tuple(problems)
        super().__init__(", ".join(f"{problem.file}:{problem.line}" for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Report:
    """Collects the problems of one file, so that its reader can go on to the next line."""

    file: str
    _found: list[Problem] = field(default_factory=list)

    def add(self, line: int, what: Msg) -> None:
        """Note a problem."""
        self._found.append(Problem(self.file, line, what))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return the problems by line."""
        return tuple(sorted(self._found, key=lambda problem: problem.line))
