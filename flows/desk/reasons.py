"""Reasons for a decision: prepared ones by a press or their number, or words of one's own."""

from __future__ import annotations

from flows.said import Said, Text
from flows.screen import N_, Msg
from flows.vietnamese import clean_line, fold

SHORTEST, LONGEST = 5, 500
OWN = N_("Press a reason, or type your own.")
_AND = frozenset({"va", "and"})


def read(said: Said, prepared: tuple[str, ...], longest: int = LONGEST) -> str | Msg:
    """Return the reason somebody typed, or chose by its number; else what is wrong with it."""
    numbers = typed_numbers(said)
    if len(numbers) == 1 and 0 < numbers[0] <= len(prepared):
        return prepared[numbers[0] - 1]
    reason = clean_line(said.text) if isinstance(said, Text) else ""
    if SHORTEST <= len(reason) <= longest:
        return reason
    return N_("Say the reason in words the author understands, at most {limit} characters.", limit=longest)


def typed_numbers(said: Said) -> tuple[int, ...]:
    """Return the numbers somebody typed, none where there is anything else beside them."""
    words = [one for one in fold(said.text).split() if one not in _AND] if isinstance(said, Text) else []
    return tuple(map(int, words)) if all(one.isdecimal() and len(one) <= 2 for one in words) else ()
