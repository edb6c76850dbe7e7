"""Vietnamese text as it arrives and as it is compared: cleaning, folding away accents, sorting."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_JOINERS = re.compile("[\u200c\u200d]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_APOSTROPHES = re.compile("['’‘ʼ`´′]")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_STRAY_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ƀ": "b"})
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def clean(text: str) -> str:
    """Return text in NFC, without invisible characters, with plain spaces and line ends, trimmed.

    Its length is what the counters show: NFC code points after trimming (decision C-14).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return normalize("NFC", _SPACES.sub(" ", _INVISIBLE.sub("", text))).strip()


def clean_line(text: str) -> str:
    """Return one line of clean text without doubled spaces, for names, numbers and titles."""
    return " ".join(_JOINERS.sub("", clean(text)).replace("Ð", "Đ").replace("ð", "đ").split())


def fold(text: str) -> str:
    """Return text without case, accents, apostrophes and punctuation, so that any spelling compares equal."""
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", unaccented(text))).strip()


def unaccented(text: str) -> str:
    """Return text without case and accents, its punctuation kept: for numbers and days as people write them."""
    lowered = normalize("NFKC", text).casefold().translate(_STRAY_LETTERS)
    return "".join(char for char in normalize("NFD", lowered) if not combining(char))


def sort_key(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Return a key that sorts as Vietnamese dictionaries do: letters first, tones after."""
    letters: list[list[str]] = []
    tones: list[int] = []
    for char in normalize("NFD", normalize("NFC", text).casefold()):
        if char in _TONES and letters:
            tones[-1] = _TONES[char]
        elif combining(char) and letters:
            letters[-1][0] = normalize("NFC", letters[-1][0] + char)
        else:
            letters.append([char])
            tones.append(0)
    return [_rank(letter[0]) for letter in letters], tones


def _rank(letter: str) -> tuple[int, int]:
    if letter in _ALPHABET:
        return 2, _ALPHABET.index(letter)
    return (0, 0) if letter.isspace() else (1, ord(letter[0]))
