"""How a message on Zalo reads: its words, and what can be chosen under them by typing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_CHOICE = re.compile(r"^(?P<typed>[A-Z]?(?:\d{1,3}|[a-z]{1,2}))\. (?P<label>.+)$")
_SPANNED = re.compile(r"^(?P<stem>.+): (?:gõ số|the number,) (?P<span>[\d–, A-Z]+)$")
_HINTS = (
    *("Gõ số ở đầu dòng để chọn.", "Gõ số hoặc chữ ở đầu dòng để chọn.", "Type the number in front."),
    *("Type the number or letter in front.",),
)
_LETTERED = re.compile(r"^(?:Trả lời tin này: gõ ví dụ |To answer this message, type for example )(?P<letter>[A-Z])")
# What a form says of itself beside the words of its question.
_OF_FORM = ("Hoặc bấm vào đây để chia sẻ số điện thoại.", "Or press this card to share your number.")
_OWN = re.compile(r"^(?P<number>\d{1,2})\. ")
_ARROWS = "‹› "


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a message, and the label that is meant by what can be typed under them."""

    lines: tuple[str, ...]
    offered: Mapping[str, str]
    letter: str = ""
    asks: bool = False

    def typed(self, label: str) -> str | None:
        """Return what is typed for a label, None where it is not offered here."""
        wanted = label.strip(_ARROWS)
        for typed, offered in self.offered.items():
            if wanted in (offered, f"{typed.removeprefix(self.letter)}. {offered}"):
                return typed
        own = _OWN.match(wanted)
        return f"{self.letter}{own['number']}" if own and self.asks and self.spells(wanted) else None

    def spells(self, label: str) -> bool:
        """Tell whether the text itself has an item with the number of a label."""
        own = _OWN.match(label)
        return own is not None and any(line.startswith(own[0]) for line in self.lines)


def read(text: str) -> Reading:
    """Read a message: its last paragraph lists the choices, if every line of it does."""
    head, _, tail = text.rpartition("\n\n")
    listed = tail.split("\n")
    letter = next((found["letter"] for line in listed if (found := _LETTERED.match(line))), "")
    offered: dict[str, str] = {}
    for line in listed:
        if line in _HINTS or _LETTERED.match(line):
            continue
        choice, spanned = _CHOICE.match(line), _SPANNED.match(line)
        if spanned:
            offered |= {f"{letter}{number}": f"{spanned['stem']} {number}" for number in _numbers(spanned["span"])}
        elif choice:
            offered[choice["typed"]] = choice["label"].strip(_ARROWS)
        else:
            return Reading(_lines(text), {})
    return Reading(_lines(head) if head else (), offered, letter, asks=True)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line not in _OF_FORM)


def _numbers(span: str) -> list[int]:
    parts = [int(re.sub(r"\D", "", part)) for part in re.split(r"[–,]", span)]
    return [*range(parts[0], parts[1] + 1)] if "–" in span else parts
