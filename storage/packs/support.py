"""Reads support.csv, which a pack may have: whom the people of a unit may call (decision 19)."""

from __future__ import annotations

import re
from collections.abc import Collection

from flows.records import Support
from flows.screen import N_
from storage.packs.pack import Report
from storage.packs.rows import RowReader

COLUMNS = ("unit", "name", "phone")
PHONE = re.compile(r"[+(]?[0-9](?:[ .()-]{0,2}[0-9]){3,14}")


def read_support(text: str, report: Report, units: Collection[str] | None) -> tuple[Support, ...]:
    """Return the persons of a text; problems go into the report. `units` are the codes known, None where they are not.

    A phone number stays as it is written: it may be a mobile number, a landline or a hotline.
    """
    lines: dict[str, int] = {}
    people: list[Support] = []
    for line, (unit, name, phone) in RowReader(text, COLUMNS, report):
        if unit in lines:
            report.add(line, N_("“{unit}” has somebody to call on line {first} already.", unit=unit, first=lines[unit]))
            continue
        lines[unit] = line
        if units is not None and unit not in units:
            report.add(line, N_("There is no unit “{unit}” in units.csv.", unit=unit))
        if not name:
            report.add(line, N_("“name” is empty. Write how the person to call is named."))
        if not PHONE.fullmatch(phone):
            report.add(line, N_("“phone” is “{cell}”. Write a number such as 0900 000 001.", cell=phone))
        people.append(Support(unit, name, phone))
    return tuple(people)
