"""Filters of the queue as they are typed behind the command."""

from __future__ import annotations

import re
from dataclasses import replace

from flows.sieve import Sieve

_DAYS = re.compile(r"\b(?:(?:qua|hon|tren) ([0-9]{1,4}) ngay|over ([0-9]{1,4}) days?)\b")
# The longer first, because “khong co luu y” also holds “co luu y”.
_OTHERS: tuple[tuple[re.Pattern[str], Sieve], ...] = (
    (re.compile(r"\b(?:khong (?:co )?luu y|without remarks?)\b"), Sieve(remarked=False)),
    (re.compile(r"\b(?:(?:co )?luu y|with remarks?)\b"), Sieve(remarked=True)),
    (re.compile(r"\b(?:da sua(?: lai)?|corrected)\b"), Sieve(corrected=True)),
    (re.compile(r"\b(?:ca cap duoi|cap duoi|all below)\b"), Sieve(below=True)),
)


def read(words: str) -> tuple[Sieve, str]:
    """Return the sieve that folded words ask for, and the words left over, which may name a unit."""
    days = _DAYS.search(words)
    sieve = Sieve(overdue=int(days[1] or days[2])) if days else Sieve()
    words = _without(_DAYS, words)
    for pattern, meant in _OTHERS:
        if pattern.search(words):
            words, sieve = _without(pattern, words), _joined(sieve, meant)
    return sieve, words


def _without(pattern: re.Pattern[str], words: str) -> str:
    return " ".join(pattern.sub(" ", words).split())


def _joined(sieve: Sieve, more: Sieve) -> Sieve:
    return replace(
        sieve,
        remarked=sieve.remarked if more.remarked is None else more.remarked,
        corrected=sieve.corrected or more.corrected,
        below=sieve.below or more.below,
    )
