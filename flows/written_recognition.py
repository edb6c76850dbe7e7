"""The document that recognised an initiative, as people type it in one line: number, day, who signed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

from flows.vietnamese import clean_line, fold, unaccented
from flows.written_days import WrittenDay, find_day

By = Literal["council", "head"]

_REST_OF_NUMBER = r"(?:\s?/\s?[^\W_][\w.&\-]*|-[^\W_][\w.&]*)*"
_NUMBER = rf"(?:[A-ZĐ]{{1,6}}[-./ ]?)?\d+{_REST_OF_NUMBER}"
_NUMBERED = re.compile(rf"\bs[ốo]\s*[:.]?\s*({_NUMBER})", re.IGNORECASE)
_BY_ITS_LETTERS = re.compile(
    r"(?<![\w/])((?:[A-ZĐ]{1,6}[-./])?\d+(?:/\d{4})?\s?[/-]\s?[A-ZĐ][\w.&/\-]*)", re.IGNORECASE
)
_NO_NUMBER = re.compile(r"\bkh[ôo]ng (?:c[óo] )?s[ốo]\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:v/v|về việc|ve viec)\b.*?(?=\b(?:của|cua|do|bởi|boi)\b|[,;]|$)|\b(?:ngày|ngay)\b", re.IGNORECASE
)
_SIGNED_BY = re.compile(r"\b(?:của|cua|do|bởi|boi)\s+(.+)$", re.IGNORECASE)
_VERBS = ("ban hành", "ký", "cấp", "công nhận", "chứng nhận")
_DOCUMENTS = (
    *("quyết định", "biên bản", "văn bản", "công văn", "giấy chứng nhận", "giấy công nhận", "thông báo", "sáng kiến"),
    *("cuộc họp", "họp", "số", "qđ", "bb", "vb", "cv"),
)


def _either_spelling(words: tuple[str, ...]) -> str:
    return "|".join(sorted({*words, *map(unaccented, words)}, key=len, reverse=True))


_BEFORE = re.compile(rf"^(?:(?:{_either_spelling(_VERBS + _DOCUMENTS)})\b|[\s,;:.()–-]+)+", re.IGNORECASE)
_AFTER = re.compile(rf"(?:\b(?:{_either_spelling(_VERBS)})|[\s,;:.()–-]+)+$", re.IGNORECASE)
_FIGURES = re.compile(r"\d[\d/.\-]{4,}")
_COUNCIL = ("hoi dong", "hdsk")
_HEADS = (
    *("giam doc", "hieu truong", "chu tich", "thu truong", "truong phong", "truong ban", "truong khoa", "bi thu"),
    *("vien truong", "cuc truong", "chi cuc truong", "chanh van phong", "chu nhiem", "quan doc", "chi huy truong"),
)


@dataclass(frozen=True, slots=True)
class WrittenRecognition:
    """What a line tells of the document; `number` is empty where the line says that it has none."""

    number: str | None
    day: WrittenDay
    issuer: str | None
    by: By | None


def read_recognition(text: str) -> WrittenRecognition:
    """Take apart one line such as “Quyết định số 15/QĐ-CT ngày 20/04/2022 của Giám đốc Công ty X”."""
    line = clean_line(normalize("NFKC", text))
    number, line = _number(line)
    day = find_day(line)
    issuer = _issuer(_FIGURES.sub(" ", line) if day.problem else day.rest)
    return WrittenRecognition(number, day, issuer, signed_by(issuer or ""))


def signed_by(issuer: str) -> By | None:
    """Tell whether a council or a head of a unit recognised it, None where the words do not say (R-REC-1)."""
    folded = f" {fold(issuer)} "
    if any(f" {council} " in folded for council in _COUNCIL):
        return "council"
    return "head" if any(f" {head} " in folded for head in _HEADS) else None


def _number(line: str) -> tuple[str | None, str]:
    """Return the document's number, and the line without it."""
    none = _NO_NUMBER.search(line)
    if none:
        return "", f"{line[: none.start()]} {line[none.end() :]}"
    found = _NUMBERED.search(line) or _BY_ITS_LETTERS.search(line)
    if found is None:
        return None, line
    return re.sub(r"\s*/\s*", "/", found[1]).rstrip(".-/"), f"{line[: found.start()]} {line[found.end() :]}"


def _issuer(rest: str) -> str | None:
    """Return who signed: what stands behind “của”, else what is left of the line."""
    rest = " ".join(_ABOUT.sub(" ", rest).split())
    behind = _SIGNED_BY.search(rest)
    issuer = _AFTER.sub("", _BEFORE.sub("", behind[1] if behind else rest))
    return issuer if sum(char.isalpha() for char in issuer) >= 3 else None
