"""Where the worker works: proposed by a QR code, found by a few typed words, or picked level by level."""

from __future__ import annotations

from dataclasses import dataclass

from flows.draft import Value
from flows.fields.field import Answered, Asking, Field, Outcome, Picked, Refused, Turned, option
from flows.said import Said, Text
from flows.screen import N_, NN_, Button, Line, Rows, Screen, column
from flows.units import Unit, UnitTree

PAGE = 8
_HITS = 5


@dataclass(frozen=True)
class UnitField(Field):
    """A unit of the programme's tree."""

    def ask(self, asking: Asking) -> Screen:
        """Propose the unit of a QR code, else ask for words and open the tree at its top."""
        proposed = asking.units.get(asking.proposed_unit or "")
        if proposed and asking.units.within(proposed.code, asking.programme.root):
            lines: tuple[Line, ...] = (N_("By the QR code:"), path_line(asking.units, proposed.code))
            return Screen(
                lines, column(option(N_("Yes"), "take", proposed.code), option(N_("Choose another"), "open", "@0"))
            )
        return _browse(asking, asking.programme.root, 0)

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Accept a unit below the programme's root; turn pages; search typed words."""
        if isinstance(said, Picked):
            return self._picked(said, asking)
        if not isinstance(said, Text):
            return Refused(N_("Type a few words of the unit's name, or choose it from the list."))
        hits_and_one = asking.units.search(said.text, top=asking.programme.root, limit=_HITS + 1)
        found = hits_and_one[:_HITS]
        if not found:
            return Refused(N_("No unit has these words in its name. Type other words, or choose level by level."))
        heading = NN_("Found {count} unit:", "Found {count} units:", len(found))
        if len(hits_and_one) > _HITS:
            heading = N_(
                "Many units have these words; these are the first {count}. More words find fewer:", count=_HITS
            )
        hits = column(*(_button(unit, asking, asking.units.placed(unit, asking.programme.root)) for unit in found))
        again = (option(N_("Choose level by level"), "open", "@0"),)
        return Turned(Screen((heading,), (*hits, again)), in_place=False)

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the unit and those above it."""
        return path_line(asking.units, str(value))

    def brief(self, value: Value, asking: Asking) -> Line:
        """Return the unit and the one above it."""
        unit = asking.units.get(str(value))
        return asking.units.placed(unit, asking.programme.root) if unit else str(value)

    def stands(self, value: Value, asking: Asking) -> bool:
        """Tell whether the unit is one of the programme's still."""
        return asking.units.within(str(value), asking.programme.root)

    def _picked(self, picked: Picked, asking: Asking) -> Outcome:
        code, _, page = picked.value.partition("@")
        if picked.kind == "open":
            code = code or asking.programme.root
        if not asking.units.within(code, asking.programme.root):
            return Refused(N_("This unit is not in the list any more. Choose another."))
        if picked.kind == "open" and (asking.units.children(code) or code == asking.programme.root):
            return Turned(_browse(asking, code, int(page[:4]) if page.isascii() and page.isdigit() else 0))
        return Answered(code, choice=path_line(asking.units, code))


def path_line(units: UnitTree, code: str) -> str:
    """Return a unit's short name followed by those of the units above it."""
    return " › ".join(unit.short for unit in units.path(code)) or code


def _browse(asking: Asking, code: str, page: int) -> Screen:
    children = asking.units.children(code)
    last = max(0, (len(children) - 1) // PAGE)
    page = min(page, last)
    shown = children[page * PAGE : (page + 1) * PAGE]
    at_top = code == asking.programme.root
    lines: list[Line] = [N_("Type a few words of the unit's name, accents are not needed. Or choose level by level:")]
    if not at_top:
        lines = [path_line(asking.units, code), N_("Choose a unit below it, or type a few words of its name:")]
    if last:
        lines.append(N_("Page {page} of {pages}", page=page + 1, pages=last + 1))
    return Screen(tuple(lines), (*_buttons(shown, asking), *_turning(asking, code, page, last)))


def _turning(asking: Asking, code: str, page: int, last: int) -> Rows:
    pages: list[Button] = []
    if page > 0:
        pages.append(option(N_("‹ Previous page"), "open", f"{code}@{page - 1}"))
    if page < last:
        pages.append(option(N_("Next page ›"), "open", f"{code}@{page + 1}"))
    rows: list[tuple[Button, ...]] = [tuple(pages)] if pages else []
    unit = asking.units.get(code)
    if unit and code != asking.programme.root:
        rows.append((option(N_("Choose {unit} itself", unit=unit.short), "take", code),))
        rows.append((option(N_("‹ One level up"), "open", f"{unit.parent}@0"),))
    return tuple(rows)


def _buttons(found: tuple[Unit, ...], asking: Asking) -> Rows:
    return column(*(_button(unit, asking, unit.short) for unit in found))


def _button(unit: Unit, asking: Asking, label: str) -> Button:
    """Open a unit that has others below it, take one that has none."""
    if asking.units.children(unit.code):
        return option(N_("{unit} ›", unit=label), "open", unit.code)
    return option(label, "take", unit.code)
