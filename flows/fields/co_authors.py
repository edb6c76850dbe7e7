"""Co-authors with their shares (R-REC-5): nobody by one tap, or a line for each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.authors import WHOLE, Author, co_authors
from flows.draft import Value
from flows.fields.field import Answered, Asking, Field, Held, Outcome, Picked, Refused, option
from flows.fields.text import full_name
from flows.said import Said, Text
from flows.screen import N_, Button, Line, Listing, Msg, Screen, column
from flows.vietnamese import clean, clean_line, fold

MOST = 5
_LONGEST_NAME, _SHOWN_NAME = 100, 40
_NOBODY = frozenset({"1", "0", "chi minh toi", "mot minh", "mot minh toi", "khong", "khong co", "only me", "nobody"})
_BETWEEN = re.compile(r"[\n;]|(?<=%)\s*,")
_LINE = re.compile(r"^(?:\d{1,2}[.)]\s*)?(?P<name>.*?)[\s:,()–-]*(?P<share>\d+(?:[.,]\d+)?)?\s*(?:%|phần trăm)?\)?$")
_SAMPLE = N_("Example: Trần Thị Út 30%. Leave out yourself: your share is the rest.")
_EXAMPLE = N_("One line for each co-author: name and share. Example: Trần Thị Út 30%")


@dataclass(frozen=True)
class CoAuthorsField(Field):
    """Whoever made it together with the person; shares are whole percent, the person's own share is what they leave."""

    def ask(self, asking: Asking) -> Screen:
        """Offer “only me”; list who was named so far."""
        named = _named(asking)
        return _listed(named) if named else _question()

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Collect names with shares until the person is done."""
        named = _named(asking)
        if isinstance(said, Picked):
            return _picked(said, named)
        if not isinstance(said, Text):
            return Refused(_EXAMPLE)
        if fold(said.text) in _NOBODY:
            return _picked(Picked("alone"), named)
        lines = [line for line in map(clean_line, _BETWEEN.split(clean(said.text))) if line]
        more, problems = _read_lines(lines, str(asking.answers.get("full_name", "")))
        everybody = _joined(named, more)
        wrong = _too_much(everybody)
        if wrong:
            return Refused(wrong)
        if everybody == named:
            return Refused(problems[0] if problems else _EXAMPLE)
        return Held(_kept(everybody), _listed(everybody, problems))

    def show(self, value: Value, asking: Asking) -> Line:
        """Return everybody's share to the author."""
        named = co_authors(value)
        own = N_("own share {share}%", share=_own(named))
        return N_("{people}; {own}", people=_people(named), own=own) if named else N_("only me")

    def detail(self, value: Value, asking: Asking) -> Line:
        """Return everybody's share to an officer."""
        named = co_authors(value)
        return N_("{people}; who hands in {share}%", people=_people(named), share=_own(named))


def _picked(picked: Picked, named: tuple[Author, ...]) -> Outcome:
    match picked.kind:
        case "alone":
            return Answered((), choice=N_("Only me"))
        case "drop" if named and picked.value == str(len(named)):
            fewer = named[:-1]
            return Held(_kept(fewer), _listed(fewer) if fewer else _question())
        case "done" if named:
            return Answered(_kept(named), choice=_people(named))
    return Refused(_EXAMPLE)


def _read_lines(lines: list[str], own_name: str) -> tuple[list[Author], list[Msg]]:
    """Return the co-authors the lines name, and what is wrong with the others; one's own line is left out."""
    read: list[Author] = []
    problems: list[Msg] = []
    for number, line in enumerate(lines, 1):
        one = _read_line(line)
        if isinstance(one, Msg):
            problems.append(N_("Line {number} (“{line}”): {problem}", number=number, line=line[:60], problem=one))
        elif fold(one.name) != fold(own_name):
            read.append(one)
    return read, problems


def _read_line(line: str) -> Author | Msg:
    match = _LINE.match(line)
    name, share = (match["name"].strip(), match["share"]) if match else (line, None)
    if not name or full_name(name) or len(name) > _LONGEST_NAME:
        return N_("the name is missing or has signs in it. Example: Trần Thị Út 30%")
    if share is None:
        return N_("the share is missing. Example: Trần Thị Út 30%")
    if not share.isdigit():
        return N_("shares are whole percent, for example 33%")
    if not 1 <= int(share[:4]) < WHOLE:
        return N_("a share is between 1% and 99%")
    return Author(name, int(share))


def _joined(named: tuple[Author, ...], more: list[Author]) -> tuple[Author, ...]:
    """Add people; who is named once more gets the new share."""
    everybody = {fold(one.name): one for one in named}
    for one in more:
        everybody[fold(one.name)] = one
    return tuple(everybody.values())


def _too_much(everybody: tuple[Author, ...]) -> Msg | None:
    if len(everybody) > MOST:
        return N_("That is more than {count} co-authors. Name those with the largest shares.", count=MOST)
    total = WHOLE - _own(everybody)
    if total > WHOLE:
        return N_("The shares add up to {total}%, more than 100%. Type the lines again.", total=total)
    if total == WHOLE:
        return N_("The shares add up to 100%, so nothing is left for you. Leave out yourself; your share is the rest.")
    return None


def _own(named: tuple[Author, ...]) -> int:
    return WHOLE - sum(one.share for one in named)


def _people(named: tuple[Author, ...]) -> Msg:
    return N_("{people}", people=Listing(tuple(f"{_shortened(one.name)} {one.share}%" for one in named)))


def _shortened(name: str) -> str:
    return name if len(name) <= _SHOWN_NAME else f"{name[: _SHOWN_NAME - 1]}…"


def _kept(named: tuple[Author, ...]) -> Value:
    return tuple({"name": one.name, "share": one.share} for one in named)


def _named(asking: Asking) -> tuple[Author, ...]:
    return co_authors(asking.value if asking.partial is None else asking.partial)


def _question() -> Screen:
    lines = (N_("Did you make it alone? If not, type a line for each co-author: name and share."), _SAMPLE)
    return Screen(lines, column(_alone()))


def _alone() -> Button:
    return option(N_("Only me"), "alone")


def _listed(named: tuple[Author, ...], problems: list[Msg] | None = None) -> Screen:
    """List everybody with what is left for the person; several lines may have been wrong."""
    lines: list[Line] = [f"{number}. {one.name}: {one.share}%" for number, one in enumerate(named, 1)]
    lines.append(N_("Your own share: {share}%.", share=_own(named)))
    lines.append(N_("Type the next co-author, or press “Done”."))
    buttons = ((option(N_("Done"), "done"), option(N_("Remove the last person"), "drop", str(len(named)))), (_alone(),))
    problem = N_("{problems}", problems=Listing(tuple(problems), glue="\n")) if problems else None
    return Screen(tuple(lines), buttons, problem=problem)
