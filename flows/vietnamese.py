"""Vietnamese text as it arrives and as it is compared: cleaning, folding away accents, sorting."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import combining, normalize

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_JOINERS = re.compile("[\u200c\u200d]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_APOSTROPHES = re.compile("['’‘ʼ`´′]")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_STRAY_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ƀ": "b"})
_LETTER = re.compile("(?s:.)[\u0300-\u036f]*")
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


def accented(text: str) -> frozenset[str]:
    """Return the words of a text that have accents, with the tone at the end: “hoà” and “hòa” are one word."""
    return frozenset(_tone_last(word) for word in normalize("NFC", text).casefold().split() if not word.isascii())


@lru_cache(maxsize=16_384)
def _tone_last(word: str) -> str:
    apart = normalize("NFD", word)
    return "".join(sorted(apart, key=_TONES.__contains__))


def sort_key(text: str) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
    """Return a key that sorts as Vietnamese dictionaries do: letters first, tones after."""
    places = [_place(letter) for letter in _LETTER.findall(normalize("NFC", normalize("NFC", text).casefold()))]
    return tuple(letter for letter, _ in places), tuple(tone for _, tone in places)


@lru_cache(maxsize=4_096)
def _place(letter: str) -> tuple[tuple[int, int], int]:
    """Return the places of a letter in the alphabet and of its tone."""
    apart = normalize("NFD", letter)
    bare = normalize("NFC", "".join(char for char in apart if char not in _TONES) or letter)
    tone = next((_TONES[mark] for mark in reversed(apart) if mark in _TONES), 0)
    return _rank(bare[0]), tone


def _rank(letter: str) -> tuple[int, int]:
    if letter in _ALPHABET:
        return 2, _ALPHABET.index(letter)
    return (0, 0) if letter.isspace() else (1, ord(letter[0]))
