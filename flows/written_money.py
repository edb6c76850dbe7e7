"""Amounts of money as people type them: “1,2 tỷ”, “500tr/năm”, “2 tỷ 300 triệu”, “1.500.000.000đ”, “năm trăm triệu”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from flows.money_words import from_words
from flows.screen import N_, Msg
from flows.vietnamese import clean_line, unaccented

MOST = 10**15
_LEAST_BARE = 100_000
_SCALES = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6, "nghin": 10**3, "ngan": 10**3, "k": 10**3} | {
    "billion": 10**9,
    "million": 10**6,
    "thousand": 10**3,
}
_TIMES = {"tram": 100, "chuc": 10, "nghin": 1000, "ngan": 1000, "": 1}
_PER = re.compile(
    r"(?:(?:/|\b(?:moi|hang|trong|tren|theo|cho)\b)\s*(?:(?:mot|1)\s)?|\b(?:mot|1)\s)"
    r"\s*(nam|thang|quy|tuan|ngay|ca|gio)\b(?:\s+20\d\d\b)?|\bnam\s+20\d\d\b"
)
_PERIODS = {"nam": 1, "quy": 4, "thang": 12}
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d.,])")
_NUMBER = r"\d+(?:[.,]\d+)*"
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_PART = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?:(?P<times>tram|chuc|nghin|ngan)\s+)?(?P<scale>{_SCALE})"
    r"(?:d|\b|(?=\d))(?:\s*(?P<half>ruoi)\b)?(?:\s*(?:va\b|,)\s*(?=\d))?"
)
_TAIL = re.compile(r"\s*(?P<tail>\d{1,3})(?![\d.,%]*[\d%])(?!\s*[a-z%])")
_BARE = re.compile(rf"(?P<number>{_NUMBER})(?P<dong>\s*(?:d|dong|vnd|vn\s?dong)\b)?")
_RANGE = re.compile(r"\d\s*(?:-|–|den\b|~)\s*\d")
_AROUND_WORDS = re.compile(r"[/,.]|\b(?:khoảng|tầm|chừng|gần|hơn|trên|đồng)\b|\b(?:mỗi|một|hàng|hằng)?\s*năm\s*$")
_SAID_BESIDE = frozenset(
    {
        *("khoang", "tam", "gan", "hon", "tren", "chung", "uoc", "tinh", "xap", "xi", "la", "duoc", "dat", "co", "thu"),
        *("dong", "d", "vnd", "viet", "nam", "tien", "so", "tong", "gia", "tri", "lam", "loi", "tiet", "kiem", "ve"),
        *("moi", "mot", "hang", "cong", "ty", "toi", "em", "about", "a", "year"),
    }
)


@dataclass(frozen=True, slots=True)
class Money:
    """What typed words mean in đồng a year: `amounts` to choose from, best first; or a problem; or nothing at all.

    A single amount that is `sure` needs no question back.
    """

    amounts: tuple[int, ...] = ()
    sure: bool = False
    problem: Msg | None = None


def read_money(text: str) -> Money:
    """Read an amount; one that was typed for a month or a quarter is offered for the year."""
    written = unaccented(clean_line(text)).replace("₫", "d")
    per = _PER.search(written)
    if per:
        written = f"{written[: per.start()]} {written[per.end() :]}"
    period = (per[1] if per else None) or "nam"
    if period not in _PERIODS:
        return Money(problem=N_("Say how much it brings in a year, for example: 120 million"))
    money = _money(_SPACED.sub(lambda match: match[0].replace(" ", ""), written)) if re.search(r"\d", written) else None
    money = money or _written_out(text)
    factor = _PERIODS[period]
    amounts = tuple(amount * factor for amount in money.amounts)
    if any(amount > MOST for amount in amounts):
        return Money(problem=N_("That is more than all of Vietnam earns. Count the noughts, for example: 120 million"))
    return Money(amounts, sure=money.sure and factor == 1, problem=money.problem)


def _written_out(text: str) -> Money:
    amount = from_words(_AROUND_WORDS.sub(" ", clean_line(text).casefold()))
    return Money((amount,), sure=amount >= _LEAST_BARE) if amount and amount >= 1000 else Money()


def _money(written: str) -> Money | None:
    """Read the one amount among the words; None where there is none."""
    found, rest = _expressions(written)
    if _RANGE.search(written) and (len(found) > 1 or re.search(r"\d", rest)):
        return Money(
            problem=N_("That is more than one amount. Type one, the one you can show: for example 120 million")
        )
    if len(found) > 1:
        return Money(
            problem=N_("That is more than one amount. Type one, the one you can show: for example 120 million")
        )
    if found:
        return Money(found[0], sure=len(found[0]) == 1 and _says_nothing_else(rest))
    return _bare(written)


def _expressions(written: str) -> tuple[list[tuple[int, ...]], str]:
    """Return what each amount with a unit may mean, and the words around them."""
    found: list[tuple[int, ...]] = []
    rest, at = "", 0
    while match := _PART.search(written, at):
        rest += written[at : match.start()]
        amounts, at, scale = _one_part(match), match.end(), _SCALES[match["scale"]]
        while (more := _PART.match(written, _skip(written, at))) and _SCALES[more["scale"]] < scale:
            amounts = tuple(one + two for one in amounts for two in _one_part(more))
            at, scale = more.end(), _SCALES[more["scale"]]
        tail = None if match["half"] else _TAIL.match(written, at)
        if tail:
            amounts, at = tuple(one + two for one in amounts for two in _tail(tail["tail"], scale)), tail.end()
        found.append(amounts)
    return [amounts for amounts in found if amounts and amounts[0] > 0], rest + written[at:]


def _skip(written: str, at: int) -> int:
    return at + len(written[at:]) - len(written[at:].lstrip())


def _one_part(match: re.Match[str]) -> tuple[int, ...]:
    scale = _SCALES[match["scale"]] * _TIMES[match["times"] or ""]
    half = scale // 2 if match["half"] else 0
    return tuple(int(number * scale) + half for number in _numbers(match["number"]))


def _tail(digits: str, scale: int) -> tuple[int, ...]:
    """Read the figure behind a unit: “1 tỷ 2” is 1.200 triệu; two figures may mean tenths or the next lower unit."""
    if len(digits) == 2:
        return int(digits) * scale // 100, int(digits) * scale // 1000
    return (int(digits) * scale // 10 ** len(digits),)


def _bare(written: str) -> Money | None:
    """Read a number without a unit: in đồng if it is large, otherwise thousands, millions or billions are meant."""
    numbers = list(_BARE.finditer(written))
    if len(numbers) != 1:
        return None
    match = numbers[0]
    values = _numbers(match["number"])
    clear = _says_nothing_else(written[: match.start()] + written[match.end() :])
    if not values or values[0] <= 0 or (not clear and values[0] < _LEAST_BARE):
        return None
    value = values[0]
    if value >= _LEAST_BARE:
        return Money((int(value),), sure=clear)
    if match["dong"]:
        return Money((int(value),)) if value >= 1 else None
    scales = (10**6, 10**9) if value < 1000 else (10**3, 10**6)
    return Money(tuple(int(value * scale) for scale in scales))


def _numbers(written: str) -> tuple[Decimal, ...]:
    """Return what figures with dots and commas may mean; a dot before exactly three figures marks thousands."""
    marks = [char for char in written if char in ".,"]
    if not marks:
        return (Decimal(written),)
    head, *groups = re.split(r"[.,]", written)
    thousands = len(head) <= 3 and not head.startswith("0") and all(len(group) == 3 for group in groups)
    if len(set(marks)) == 1 and thousands:
        whole = Decimal(head + "".join(groups))
        decimal = Decimal(f"{head}.{groups[0]}")
        return (decimal, whole) if marks == [","] else (whole,)
    if len(marks) == 1:
        return (Decimal(f"{head}.{groups[0]}"),)
    if len(set(marks[:-1])) == 1 and marks[-1] != marks[0] and all(len(group) == 3 for group in groups[:-1]):
        return (Decimal(f"{head}{''.join(groups[:-1])}.{groups[-1]}"),)
    return ()


def _says_nothing_else(rest: str) -> bool:
    return all(word in _SAID_BESIDE for word in re.findall(r"[^\W_]+", rest)) and "-" not in rest
