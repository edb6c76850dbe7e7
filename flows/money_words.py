"""Amounts read out as Vietnamese reads them, and understood when somebody writes them out."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_VALUES = {word: value for value, word in enumerate(_DIGITS)} | {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5, "bẩy": 7}
_THOUSANDS = {"triệu": 10**6, "nghìn": 10**3, "ngàn": 10**3}


def in_words(number: int) -> str:
    """Return a whole number from 0 on as it is read out: 1.205.000 is “một triệu hai trăm linh năm nghìn”."""
    if number < 10**9:
        return _below_a_billion(number)
    billions, rest = divmod(number, 10**9)
    return " ".join(filter(None, (in_words(billions), "tỷ", _below_a_billion(rest, following=True) if rest else "")))


def from_words(words: str) -> int | None:
    """Return the number that was written out, None where it is nought or any of the words belongs to none."""
    total, group, digit = 0, 0, ""
    for word in (*words.split(), ""):
        value = _VALUES.get(digit, 0)
        if word in _VALUES:
            digit = word
            continue
        if word == "trăm":
            group += 100 * (value if digit else 1)
        elif word in ("mươi", "mười"):
            group += 10 * (value if digit else 1)
        elif word in _THOUSANDS:
            total, group = total + (group + value) * _THOUSANDS[word], 0
        elif word in ("tỷ", "tỉ"):
            total, group = (total + group + value) * 10**9, 0
        elif word == "":
            total += group + value
        elif word not in ("linh", "lẻ"):
            return None
        digit = ""
    return total or None


def _below_a_billion(number: int, *, following: bool = False) -> str:
    """Read out a number; one that follows a larger part names its empty hundreds."""
    said: list[str] = []
    for scale, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group = number // scale % 1000
        if group:
            said += [_group(group, whole=following or bool(said)), name]
    return " ".join(filter(None, said)) or _DIGITS[0]


def _group(number: int, *, whole: bool) -> str:
    """Read out a number below a thousand; `whole` says “không trăm” where there are no hundreds."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    said = [_DIGITS[hundreds], "trăm"] if hundreds or whole else []
    if tens == 0 and ones:
        return " ".join((*said, *(("linh",) if said else ()), _DIGITS[ones]))
    if tens:
        said += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones:
        said.append(_after_tens(ones, tens))
    return " ".join(said)


def _after_tens(ones: int, tens: int) -> str:
    if ones == 5:
        return "lăm"
    changed = {1: "mốt", 4: "tư"} if tens > 1 else {}
    return changed.get(ones, _DIGITS[ones])
