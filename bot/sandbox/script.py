"""Dialogues written down as people read them: who says what, and what the bot answers.

    AN: /start
    BOT: Chào anh/chị! …
         [Nộp sáng kiến]
    AN: [Nộp sáng kiến]
    BOT → BÌNH: …

Lines that go on are indented; `…` stands for anything within a line, alone on a line for any lines. Buttons are in
brackets, a row of them on a line. What is not words stands in parentheses: (contact), (photo NAME), (document NAME),
(album NAME, NAME), (sticker), (edits: words) of the newest message, (edits “old words”: words), (again) for a second
press of the same button, (forges DATA), (1.870 characters), (invited as ROLE of UNIT). Files may have words under them,
(photo NAME: words), and not be as they should:
(document NAME as locked), (… like OTHER), (… of 34 MB), see samples.py. `CLOCK: +2 days` moves the clock. BOT (redrawn)
and BOT (toast) are a changed message and a word on a pressed button; (ảnh WIDTH × HEIGHT) is a picture that the bot
sends with words under it. Tests also know (fills in the form up to “QUESTION”), (hands in “TITLE”), either `on behalf`,
(types the code that PERSON was told), (PHASE extended for UNIT until INSTANT), (targets by DOCUMENT: UNIT gd1 200,
UNIT 22 unions), (figures fixed as “NAME”), and (lets the making wait) or (lets the making go on) for files that take a
while.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flows.vietnamese import fold

_SPEAKS = re.compile(r"^(?P<who>[^\s:(→]+)(?: \((?P<style>\w+)\))?(?: → (?P<to>[^\s:]+))?: ?(?P<text>.*)$")
_SPAN = re.compile(r"^\+(\d+) (second|minute|hour|day)s?$")
_UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))


class ScriptError(ValueError):
    """A dialogue that cannot be read; names its line."""


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something."""

    line: int
    person: str
    text: str


@dataclass(frozen=True, slots=True)
class Expect:
    """The bot is to say something to somebody; `style` is “new”, “redrawn” or “toast”."""

    line: int
    person: str
    style: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoveClock:
    """Time passes, or it is a certain instant."""

    line: int
    by: timedelta | None = None
    to: datetime | None = None


Step = Act | Expect | MoveClock


def span(by: timedelta) -> str:
    """Return a span of time as a dialogue writes it, in the largest unit that fits."""
    unit, length = next((one for one in _UNITS if not by % one[1]), ("second", timedelta(seconds=1)))
    count = by // length
    return f"+{count} {unit}{'' if count == 1 else 's'}"


@dataclass
class _Block:
    line: int
    who: str
    style: str | None
    to: str | None
    lines: list[str] = field(default_factory=list)


def parse(text: str) -> tuple[Step, ...]:
    """Read a dialogue; raises ScriptError naming a line that is neither speech nor its continuation."""
    blocks: list[_Block] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#") or not line.strip():
            if blocks and blocks[-1].lines and line.strip() == "" and _goes_on(text, number):
                blocks[-1].lines.append("")
            continue
        if line.startswith((" ", "\t")) and blocks:
            blocks[-1].lines.append(line.strip())
            continue
        spoken = _SPEAKS.match(line)
        if not spoken:
            raise ScriptError(f"line {number}: nobody speaks here: {line!r}")
        first = [spoken["text"].strip()] if spoken["text"].strip() else []
        blocks.append(_Block(number, key(spoken["who"]), spoken["style"], spoken["to"], first))
    return tuple(_steps(blocks))


def key(name: str) -> str:
    """Return the phone's key of a name as it is written in a dialogue."""
    return fold(name)


def matches(expected: tuple[str, ...], actual: tuple[str, ...]) -> bool:
    """Tell whether lines are as expected, `…` standing for anything."""
    pattern = "".join("(?:.*\n)*?" if line == "…" else f"{_line_pattern(line)}\n" for line in expected)
    return re.fullmatch(pattern, "".join(f"{line.strip()}\n" for line in actual)) is not None


def _line_pattern(line: str) -> str:
    return ".*?".join(re.escape(part) for part in line.split("…"))


def _goes_on(text: str, number: int) -> bool:
    following = text.splitlines()[number : number + 1]
    return bool(following) and following[0].startswith((" ", "\t"))


def _steps(blocks: list[_Block]) -> list[Step]:
    steps: list[Step] = []
    speaker = ""
    for block in blocks:
        if block.who == "clock":
            steps.append(_clock(block))
        elif block.who == "bot":
            person = key(block.to) if block.to else speaker
            steps.append(Expect(block.line, person, block.style or "new", tuple(block.lines)))
        else:
            speaker = block.who
            steps.append(Act(block.line, speaker, "\n".join(block.lines)))
    return steps


def _clock(block: _Block) -> MoveClock:
    words = " ".join(block.lines)
    span = _SPAN.match(words)
    if span:
        return MoveClock(block.line, by=timedelta(**{f"{span[2]}s": int(span[1])}))
    try:
        return MoveClock(block.line, to=datetime.fromisoformat(words))
    except ValueError as error:
        raise ScriptError(f"line {block.line}: the clock moves by “+2 days” or to “2022-03-22T15:20+07:00”") from error
