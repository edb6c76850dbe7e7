"""How alike two initiatives are, and the keys under which a text finds the likes of it without comparing it with all.

MinHash over words and pairs of neighbours, folded: texts that share most of them have most bands of minima in common.
The same text has the same keys in every process and for ever; changing a number here means keying everything anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b, shake_128
from itertools import pairwise
from struct import unpack

from rapidfuzz import fuzz

from flows.vietnamese import fold

ENOUGH = 80
_MINIMA = 48
_NEAR_BANDS, _NEAR_ROWS = 16, 2
_FAR_BANDS, _FAR_ROWS = 8, 6
_FORMAT = f"<{_MINIMA}I"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a text, each a signed 64-bit number.

    `near` are of narrow bands and of one unit, where even much altered texts are to be found; `far` are of broad bands,
    so that of millions of texts only those that are copies, or nearly, meet under one.
    """

    near: tuple[int, ...]
    far: tuple[int, ...]


def text_of(answers: Mapping[str, object]) -> str:
    """Return what is compared of an initiative, empty where there is nothing or it is confidential, hence no text."""
    title, description = answers.get("title"), answers.get("description")
    if not isinstance(description, str):
        return ""
    return fold(f"{title if isinstance(title, str) else ''} {description}")


def percent(one: str, other: str) -> int:
    """Return how much of two folded texts is the same, 0 if it is not enough to speak of; 100 only if all of it is."""
    return 100 if one == other else min(99, int(fuzz.ratio(one, other, score_cutoff=ENOUGH)))


def keys(text: str, programme: str, unit: str) -> Keys:
    """Return the keys of a folded text; initiatives of different programmes never meet."""
    minima = _minima(text)
    return Keys(
        near=_of_bands(minima, _NEAR_BANDS, _NEAR_ROWS, programme, unit),
        far=_of_bands(minima, _FAR_BANDS, _FAR_ROWS, programme, ""),
    )


def _of_bands(minima: tuple[int, ...], bands: int, rows: int, *scope: str) -> tuple[int, ...]:
    return tuple(_key(*scope, number, *minima[number * rows : (number + 1) * rows]) for number in range(bands))


def _minima(text: str) -> tuple[int, ...]:
    """Return the least of what each of many hash functions makes of the text's words and pairs of words."""
    hashed = [unpack(_FORMAT, shake_128(piece.encode()).digest(4 * _MINIMA)) for piece in _pieces(text)]
    return tuple(map(min, zip(*hashed, strict=True)))


def _pieces(text: str) -> set[str]:
    words = text.split() or [""]
    return {*words, *map(" ".join, pairwise(words))}


def _key(*parts: str | int) -> int:
    digest = blake2b(":".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
