"""The targets of a unit's children as documents print them: rows, subtotals, and totals beside what is computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.programme import Phase, Programme
from flows.screen import N_, NN_, Line, Listing, Msg
from flows.targets import GRASSROOTS, Target
from flows.units import Unit
from flows.vietnamese import fold

TOTAL = "total"
_NAMED = 8
_KINDS = {
    "district": N_("district unions"),
    "sector": N_("sector unions and the like"),
    "federation": N_("federations"),
    "bloc": N_("blocs"),
    GRASSROOTS: N_("grassroots unions"),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """What a unit is to reach in a phase: the targets set down for it, and what they come to.

    There are several where units with targets were merged into it, none where no target is set; `number` is also None
    where the count of a rule is missing.
    """

    targets: tuple[Target, ...] = ()
    number: int | None = None

    @property
    def uncounted(self) -> bool:
        """Tell whether a target is set whose count nobody has told."""
        return bool(self.targets) and self.number is None


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A unit and what it is to reach in each phase."""

    unit: Unit
    amounts: tuple[Amount, ...]

    @property
    def total(self) -> int | None:
        """Return what it is to reach in all, None where no target is set or a count is missing."""
        set_down = [one for one in self.amounts if one.targets]
        numbers = [one.number for one in set_down if one.number is not None]
        return sum(numbers) if set_down and len(numbers) == len(set_down) else None

    @property
    def uncounted(self) -> bool:
        """Tell whether the count of a rule is missing."""
        return any(one.uncounted for one in self.amounts)

    def number(self, key: str, phases: tuple[Phase, ...]) -> int | None:
        """Return what it is to reach in a phase, or in all of them under the key “total”."""
        if key == TOTAL:
            return self.total
        return next(one.number for phase, one in zip(phases, self.amounts, strict=True) if phase.key == key)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what its rows add up to as far as it is known, the unit's own target, and the total printed for it."""

    key: str
    heading: Line
    known: int | None
    own: int | None = None
    printed: int | None = None

    @property
    def difference(self) -> int | None:
        """Return known less printed, None where one of them is not there."""
        return None if self.known is None or self.printed is None else self.known - self.printed


@dataclass(frozen=True, slots=True)
class Subtotal:
    """The rows of one kind of unit: how many there are, and what they add up to in each column as far as known."""

    kind: str
    count: int
    numbers: tuple[int | None, ...]

    @property
    def named(self) -> Line:
        """Return what these units are called."""
        return _KINDS.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class TargetTable:
    """Who is to reach how much: the units directly below one, in the order of the plan, phase by phase.

    `own` is what the unit itself is to reach; `printed` are the totals of the `document`, by phase and under “total”,
    none where the document is not about this unit.
    """

    programme: str
    unit: Unit
    phases: tuple[Phase, ...]
    lines: tuple[TargetLine, ...]
    own: TargetLine
    printed: tuple[tuple[str, int], ...] = ()
    document: str = ""

    def documented(self, programme: Programme) -> TargetTable:
        """Return the table with what the programme's document prints, where it is about this unit."""
        if self.unit.code != programme.root:
            return self
        return replace(self, printed=tuple(programme.printed.items()), document=programme.printed_in)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns as the documents have them: all phases first, then each."""
        printed = dict(self.printed)
        headings: list[tuple[str, Line]] = [(TOTAL, N_("in all")), *((one.key, one.name) for one in self.phases)]
        return tuple(
            Column(key, heading, self._sum(self.lines, key), self.own.number(key, self.phases), printed.get(key))
            for key, heading in headings
        )

    @property
    def subtotals(self) -> tuple[Subtotal, ...]:
        """Return a subtotal for each kind of unit, none where all are of one kind."""
        kinds: dict[str, list[TargetLine]] = {}
        for line in self.lines:
            kinds.setdefault(_kind(line.unit), []).append(line)
        if len(kinds) < 2:
            return ()
        keys = (TOTAL, *(phase.key for phase in self.phases))
        return tuple(
            Subtotal(kind, len(lines), tuple(self._sum(lines, key) for key in keys)) for kind, lines in kinds.items()
        )

    @property
    def uncounted(self) -> tuple[TargetLine, ...]:
        """Return the rows whose rule lacks its count."""
        return tuple(line for line in self.lines if line.uncounted)

    def explained(self) -> tuple[Line, ...]:
        """Say in words how the printed totals compare with what can be computed, and what is missing for that."""
        return tuple(self._explained())

    def _explained(self) -> Iterator[Line]:
        compared = [column for column in self.columns if column.difference is not None]
        agree = [column for column in compared if not column.difference]
        if agree:
            sums = Listing(tuple(_amount(column.heading, column.known or 0) for column in agree), "; ")
            yield N_("The rows add up to what is printed: {sums}.", sums=sums)
        for column in compared:
            if column.difference:
                yield _apart(column)
        if self.uncounted:
            yield from self._untold()
            if compared and all((column.difference or 0) < 0 for column in compared):
                yield N_("What is missing can only be theirs; a number is never guessed.")
        elif not compared:
            yield from self._own()

    def _own(self) -> Iterator[Line]:
        """Compare the rows with the unit's own target, where no total is printed."""
        for column in self.columns:
            if column.known is not None and column.own is not None and column.known != column.own:
                yield N_(
                    "{column}: the rows add up to {known}, the target of {unit} itself is {own}.",
                    column=column.heading,
                    known=column.known,
                    unit=self.unit.short,
                    own=column.own,
                )

    def _untold(self) -> Iterator[Line]:
        for kind in ("per_unit", "per_member"):
            names = [
                line.unit.short
                for line in self.uncounted
                if any(one.kind == kind and one.count is None for amount in line.amounts for one in amount.targets)
            ]
            if names:
                more = ["…"] if len(names) > _NAMED else []
                units = Listing((*names[:_NAMED], *more), "; ")
                yield (
                    N_("Nobody has told how many unions there are in: {units}.", units=units)
                    if kind == "per_unit"
                    else N_("Nobody has told how many members there are in: {units}.", units=units)
                )

    def _sum(self, lines: tuple[TargetLine, ...] | list[TargetLine], key: str) -> int | None:
        numbers = [number for line in lines if (number := line.number(key, self.phases)) is not None]
        return sum(numbers) if numbers else None


def _apart(column: Column) -> Msg:
    difference = column.difference or 0
    if difference < 0:
        return N_(
            "{column}: printed is {printed}, what is known adds up to {known}: {missing} are missing.",
            column=column.heading,
            printed=column.printed or 0,
            known=column.known or 0,
            missing=-difference,
        )
    return N_(
        "{column}: printed is {printed}, the rows add up to {known}: {more} too many.",
        column=column.heading,
        printed=column.printed or 0,
        known=column.known or 0,
        more=difference,
    )


def _amount(heading: Line, number: int) -> Msg:
    return N_("{column}: {number}", column=heading, number=number)


def _kind(unit: Unit) -> str:
    """Return what kind of union a unit is: of those above grassroots, the documents tell districts from sectors."""
    if unit.kind != "upper":
        return unit.kind
    return "district" if fold(unit.name).startswith("lien doan lao dong") else "sector"


def rule(target: Target) -> Msg:
    """Say by which rule a target comes about, with its count where it is known."""
    count = target.count
    if target.kind == "fixed":
        return N_("a fixed number: {value}", value=target.value)
    if target.listed:
        return N_("{value} for each grassroots union listed below it", value=target.value)
    if target.kind == "per_unit" and count is None:
        return N_("{value} for each union; nobody has told how many there are", value=target.value)
    if count is None:
        return N_("{value} for each member; nobody has told how many there are", value=target.value)
    if target.kind == "per_unit":
        return NN_("{value} for each of {count} union", "{value} for each of {count} unions", count, value=target.value)
    return NN_("{value} for each of {count} member", "{value} for each of {count} members", count, value=target.value)
