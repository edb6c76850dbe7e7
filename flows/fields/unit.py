"""Where the worker works: proposed by a QR code, found by a few typed words, or picked level by level."""

from __future__ import annotations

from dataclasses import dataclass

from flows.draft import Value
from flows.fields.column import Cell, Column
from flows.fields.field import Answered, Asking, Field, Outcome, Picked, Refused, Turned, option
from flows.said import Said, Text
from flows.screen import N_, NN_, Button, Line, Msg, Rows, Screen, button, column
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
        last = _last(asking)
        found = tuple(sorted(hits_and_one, key=lambda unit: unit != last))[:_HITS]
        if not found:
            return Refused(N_("No unit has these words in its name. Type other words, or choose level by level."))
        heading = NN_("Found {count} unit:", "Found {count} units:", len(found))
        if len(hits_and_one) > _HITS:
            heading = N_(
                "Many units have these words; these are the first {count}. More words find fewer:", count=_HITS
            )
        hits = column(*(_button(unit, asking, asking.units.placed(unit, asking.programme.root)) for unit in found))
        again = (option(N_("Choose level by level"), "open", "@0"),)
        missing = (_missing(asking.programme.root),)
        return Turned(Screen((heading,), (*hits, again, missing)), in_place=False)

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the unit and those above it."""
        return path_line(asking.units, str(value))

    def columns(self, asking: Asking) -> tuple[Column, ...]:
        """Return the unit's name, its code, and the unit above it."""
        return (Column(self.name, 40), Column(N_("Code of the unit"), 16), Column(N_("Unit above"), 28))

    def cells(self, value: Value, asking: Asking) -> tuple[Cell, ...]:
        """Return where it lies; of a unit that is no more, where its stand-in lies."""
        path = asking.units.path(str(value))
        if not path:
            return (str(value), str(value), "")
        return (path[0].name, path[0].code, path[1].short if len(path) > 1 else "")

    def brief(self, value: Value, asking: Asking) -> Line:
        """Return the unit and the one above it."""
        unit = asking.units.get(str(value))
        return asking.units.placed(unit, asking.programme.root) if unit else str(value)

    def stands(self, value: Value, asking: Asking) -> bool:
        """Tell whether the unit, or the one it was merged into, is one of the programme's still."""
        unit = asking.units.get(str(value))
        return unit is not None and asking.units.within(unit.code, asking.programme.root)

    def fallen(self) -> Msg:
        """Say that the unit was closed without a successor."""
        return N_("The unit you chose does not exist any more. Choose another; all other answers are kept.")

    def _picked(self, picked: Picked, asking: Asking) -> Outcome:
        code, _, page = picked.value.partition("@")
        root = asking.programme.root
        unit = asking.units.get(code or (root if picked.kind == "open" else ""))
        if unit is None or not asking.units.within(unit.code, root):
            return Refused(N_("This unit is not in the list any more. Choose another."))
        if picked.kind == "missing":
            return Turned(_way_out(asking, unit))
        if picked.kind == "open" and (asking.units.children(unit.code) or unit == asking.units.get(root)):
            return Turned(_browse(asking, unit.code, int(page[:4]) if page.isascii() and page.isdigit() else 0))
        straight = N_("It goes straight to {unit}. Ask them to put your unit on the list.", unit=unit.short)
        note = straight if picked.kind == "above" else None
        return Answered(unit.code, choice=path_line(asking.units, unit.code), note=note)


def path_line(units: UnitTree, code: str) -> str:
    """Return a unit's short name followed by those of the units above it."""
    return " › ".join(unit.short for unit in units.path(code)) or code


def _last(asking: Asking) -> Unit | None:
    """Return where the author handed in last, if it is among this programme's units and not the answer already."""
    last = asking.units.get(asking.last_unit or "")
    if last is None or last.code == asking.value or not asking.units.within(last.code, asking.programme.root):
        return None
    return last


def _browse(asking: Asking, code: str, page: int) -> Screen:
    children = asking.units.children(code)
    last_page = max(0, (len(children) - 1) // PAGE)
    page = min(page, last_page)
    shown = children[page * PAGE : (page + 1) * PAGE]
    lines: list[Line] = [N_("Type a few words of the unit's name, accents are not needed. Or choose level by level:")]
    first: Rows = ()
    if not _is_root(code, asking):
        lines = [path_line(asking.units, code), N_("Choose a unit below it, or type a few words of its name:")]
    elif page == 0 and (last := _last(asking)):
        name = asking.units.placed(last, asking.programme.root)
        first = ((option(N_("As last time: {unit}", unit=name), "take", last.code),),)
    if last_page:
        lines.append(N_("Page {page} of {pages}", page=page + 1, pages=last_page + 1))
    turning = _turning(asking, code, page, last_page)
    return Screen(tuple(lines), (*first, *_buttons(shown, asking), *turning, (_missing(code),)))


def _way_out(asking: Asking, unit: Unit) -> Screen:
    """Say what to do when one's unit is not in the list: hand in to the union above it, and whom to tell."""
    if _is_root(unit.code, asking):
        upper = (
            N_("Is your unit not in the list? Choose the union above it: of the district, the sector, the zone."),
            N_("Press its name or type a few words of it, for example: buon ho. Then press “Choose … itself”."),
        )
        browsing = _browse(asking, unit.code, 0)
        return Screen(upper, tuple(row for row in browsing.rows if row != (_missing(unit.code),)))
    lines = (
        N_(
            "Is your unit not in the list? Hand in straight to {unit}: there it is verified and counted.",
            unit=unit.name,
        ),
        N_("Ask {unit} to put your unit on the list; next time you can choose it.", unit=unit.short),
    )
    buttons = (
        option(N_("Hand in to {unit}", unit=unit.short), "above", unit.code),
        option(N_("Choose level by level"), "open", "@0"),
        button(N_("Ask somebody for help"), "support"),
    )
    return Screen(lines, column(*buttons))


def _missing(code: str) -> Button:
    return option(N_("My unit is not here"), "missing", code)


def _is_root(code: str, asking: Asking) -> bool:
    root = asking.units.get(asking.programme.root)
    return root is not None and code == root.code


def _turning(asking: Asking, code: str, page: int, last: int) -> Rows:
    pages: list[Button] = []
    if page > 0:
        pages.append(option(N_("‹ Previous page"), "open", f"{code}@{page - 1}"))
    if page < last:
        pages.append(option(N_("Next page ›"), "open", f"{code}@{page + 1}"))
    rows: list[tuple[Button, ...]] = [tuple(pages)] if pages else []
    unit = asking.units.get(code)
    if unit and not _is_root(code, asking):
        rows.append((option(N_("Choose {unit} itself", unit=unit.short), "take", code),))
        rows.append((option(N_("‹ One level up"), "open", f"{asking.units.parent_of(unit)}@0"),))
    return tuple(rows)


def _buttons(found: tuple[Unit, ...], asking: Asking) -> Rows:
    return column(*(_button(unit, asking, unit.short) for unit in found))


def _button(unit: Unit, asking: Asking, label: str) -> Button:
    """Open a unit that has others below it, take one that has none, or the one where the tree opens anyway."""
    if asking.units.children(unit.code) and not _is_root(unit.code, asking):
        return option(N_("{unit} ›", unit=label), "open", unit.code)
    return option(label, "take", unit.code)
