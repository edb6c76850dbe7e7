"""Days as people type them, the day always first: “1/9/2021”, “01-09-2021”, “1.9.21”, “ngày 1 tháng 9 năm 2021”."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import normalize

from flows.screen import N_, NN_, Msg
from flows.vietnamese import clean_line, fold

_MARK = r"\s*[/.\-]\s*"
_TO_MONTH = rf"(?:{_MARK}|\s*th[áa]ng\s*|\s+)"
_TO_YEAR = rf"(?:{_MARK}|\s*,?\s*n[ăa]m\s*|\s+)"
_BEFORE, _AFTER = r"(?<![\d/.,\-])", r"(?![\d/]|[.,\-]\d)"
_DAY_FIRST = re.compile(
    rf"{_BEFORE}(\d{{1,2}}){_TO_MONTH}(\d{{1,2}}){_TO_YEAR}(\d{{4}}|\d{{2}}){_AFTER}", re.IGNORECASE
)
_YEAR_FIRST = re.compile(rf"{_BEFORE}(\d{{4}})[/.\-](\d{{1,2}})[/.\-](\d{{1,2}}){_AFTER}")
_RUN_TOGETHER = re.compile(rf"{_BEFORE}(\d{{2}})(\d{{2}})(20\d{{2}}){_AFTER}")
_MONTH = re.compile(rf"{_BEFORE}(\d{{1,2}}){_TO_YEAR}(\d{{4}}){_AFTER}", re.IGNORECASE)
_NO_YEAR = re.compile(rf"{_BEFORE}(\d{{1,2}})(?:{_MARK}|\s*th[áa]ng\s*)(\d{{1,2}}){_AFTER}", re.IGNORECASE)
_AGO = {"hom nay": 0, "hom qua": 1, "hom kia": 2}
_QUARTER = re.compile(r"\bqu[ýy]\b|\bq\s*[1-4]\b", re.IGNORECASE)
_NO_DAY = N_("Write day, month and year, the day first, for example: 15/3/2022")


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """What typed words mean: a day, to be asked back unless it is `sure`; or why they are none.

    `whole_month` tells that only month and year were typed; `rest` are the words around a whole day.
    """

    day: date | None = None
    sure: bool = False
    whole_month: bool = False
    problem: Msg | None = None
    rest: str = ""


def read_day(text: str, today: date) -> WrittenDay:
    """Read the one day in a text; a month alone means its first day, a day without a year the latest such day."""
    line = clean_line(normalize("NFKC", text))
    whole = find_day(line)
    if whole.day or whole.problem:
        return whole
    ago = next((days for words, days in _AGO.items() if words in fold(line)), None)
    if ago is not None:
        return WrittenDay(today - timedelta(days=ago))
    if _QUARTER.search(line):
        return WrittenDay(problem=_NO_DAY)
    if month := _MONTH.search(line):
        return _first_day(int(month[1]), int(month[2]))
    if partly := _NO_YEAR.search(line):
        return _without_year(int(partly[1]), int(partly[2]), today)
    return WrittenDay(problem=_NO_DAY)


def find_day(line: str) -> WrittenDay:
    """Find the one whole day in a line, and what else stands there; neither day nor problem where there is none."""
    found = [match for pattern in (_DAY_FIRST, _YEAR_FIRST, _RUN_TOGETHER) for match in pattern.finditer(line)]
    if not found:
        return WrittenDay(rest=line)
    if len(found) > 1:
        return WrittenDay(problem=N_("That is more than one day. Write one only, for example: 15/3/2022"))
    match = found[0]
    written = match.groups() if len(match[1]) <= 2 else match.groups()[::-1]
    day, month, year = int(written[0]), int(written[1]), int(written[2]) + (2000 if len(written[2]) == 2 else 0)
    problem = _no_such_day(day, month, year)
    rest = " ".join((line[: match.start()] + " " + line[match.end() :]).split())
    return WrittenDay(problem=problem) if problem else WrittenDay(date(year, month, day), sure=True, rest=rest)


def _first_day(month: int, year: int) -> WrittenDay:
    problem = _no_such_day(1, month, year)
    return WrittenDay(problem=problem) if problem else WrittenDay(date(year, month, 1), whole_month=True)


def _without_year(day: int, month: int, today: date) -> WrittenDay:
    """Take the latest such day that is not to come; 29/2 is looked for in leap years."""
    for year in range(today.year, today.year - 9, -1):
        if _no_such_day(day, month, year) is None and date(year, month, day) <= today:
            return WrittenDay(date(year, month, day))
    return WrittenDay(problem=_no_such_day(day, month, today.year) or _NO_DAY)


def _no_such_day(day: int, month: int, year: int) -> Msg | None:
    """Say why a day cannot be, None where it can."""
    if not 1 <= year <= 9999:
        return _NO_DAY
    if not 1 <= month <= 12:
        return N_("There is no month {month}. Write the day first, then the month, for example: 15/3/2022", month=month)
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return NN_(
            "There is no {day}/{month}/{year}: that month has {count} day.",
            "There is no {day}/{month}/{year}: that month has {count} days.",
            last,
            day=day,
            month=month,
            year=str(year),
        )
    return None
