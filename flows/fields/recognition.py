"""The document that recognised the initiative (R-REC-1, R-REC-2): one line is enough, what it lacks is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flows.draft import Value
from flows.fields.column import Cell, Column
from flows.fields.day import outside, to_come
from flows.fields.field import Answered, Asking, Field, Held, Outcome, Picked, Refused, Turned, option
from flows.said import Said, Text
from flows.screen import N_, Button, Day, Line, Listing, Msg, Screen, column
from flows.vietnamese import clean_line, fold
from flows.written_days import WrittenDay, find_day
from flows.written_recognition import WrittenRecognition, read_recognition, signed_by

PIECES = ("number", "date", "issuer", "by")
BY: Mapping[str, Msg] = {"council": N_("Initiative council"), "head": N_("Head of the unit")}
_RECOGNISED: Mapping[str, Msg] = {
    "council": N_("recognised by the council"),
    "head": N_("recognised by the head"),
}
_LONGEST = 200
_LONGEST_NUMBER = 40
_NOT_YET = ("chua co", "chua duoc cong nhan", "khong co van ban", "chua cong nhan")
_EXAMPLE = N_(
    "Write number, day and who signed, for example: Decision No. 15/QĐ-CT of 20/4/2022, Director of Company X"
)
_WANTED: Mapping[str, Msg] = {
    "number": N_("Which number does the document have? For example: 15/QĐ-CT"),
    "date": N_("Which day was it signed? For example: 20/4/2022"),
    "issuer": N_("Who signed it? For example: Director of Company X"),
    "by": N_("Who recognised the initiative?"),
}
_WHOLE_DAY = N_("The whole day is needed, for example: 20/4/2022")
_SHOWN: Mapping[str, Msg] = {
    "number": N_("The number has figures in it, for example: 15/QĐ-CT"),
    "date": _WHOLE_DAY,
    "issuer": N_("Write post and workplace, for example: Director of Company X"),
    "by": N_("Press one of the two buttons, or type 1 for the council, 2 for the head."),
}

Pieces = Mapping[str, Value]


@dataclass(frozen=True)
class RecognitionField(Field):
    """Number, date, issuer, and whether a council or a head recognised it; kept piece by piece until all are there."""

    counted: ClassVar[bool] = True

    def ask(self, asking: Asking) -> Screen:
        """Ask for the line, or for the piece that is still missing."""
        return _missing(asking.pieces, asking) if asking.pieces else _question()

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Take what an answer tells of the document, keeping what there is already."""
        if isinstance(said, Picked):
            return self._picked(said, asking)
        if not isinstance(said, Text):
            return Refused(_EXAMPLE)
        text, kept = clean_line(said.text), _kept(asking)
        if len(text) > _LONGEST:
            return Refused(N_("That is a long text. One line about the document is enough: number, day, who signed."))
        if fold(text).startswith(_NOT_YET):
            return Turned(_not_yet(), in_place=False)
        wanted = _first_missing(kept) if asking.pieces else None
        told, problem = _understood(text, wanted, asking)
        if not _enough(told, wanted, corrects=bool(kept)):
            return Refused(problem or (_SHOWN[wanted] if wanted else _EXAMPLE))
        if not asking.pieces and len(told.keys() - {"by"}) > 1:
            kept = {}
        return self._settled({**_without_old_signer(kept, told), **told}, asking, problem)

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the document in one line."""
        return described(value) if isinstance(value, Mapping) else str(value)

    def columns(self, asking: Asking) -> tuple[Column, ...]:
        """Return number, day, issuer, and who recognised it."""
        return (
            Column(self.name, 20),
            Column(N_("Day of the document"), 13, "day"),
            Column(N_("Issuer of the document"), 32),
            Column(N_("Recognised by"), 22),
        )

    def cells(self, value: Value, asking: Asking) -> tuple[Cell, ...]:
        """Return the pieces of the document."""
        if not isinstance(value, Mapping):
            return (str(value), None, "", "")
        number, issuer, by = (str(value.get(piece, "")) for piece in ("number", "issuer", "by"))
        return (number, date.fromisoformat(str(value["date"])), issuer, _RECOGNISED.get(by, by))

    def _picked(self, picked: Picked, asking: Asking) -> Outcome:
        kept = _kept(asking)
        match picked.kind:
            case "none":
                return Turned(_not_yet(), in_place=False)
            case "by" if picked.value in BY and kept:
                return self._settled({**kept, "by": picked.value}, asking, choice=BY[picked.value])
            case "unnumbered" if kept and "number" not in kept:
                return self._settled({**kept, "number": ""}, asking, choice=N_("It has no number"))
            case "outside" if picked.value == kept.get("outside"):
                rest = {key: value for key, value in kept.items() if key != "outside"}
                return self._settled({**rest, "date": picked.value}, asking)
        return Refused(_EXAMPLE)

    def _settled(
        self, pieces: Pieces, asking: Asking, problem: Msg | None = None, choice: Msg | None = None
    ) -> Outcome:
        if "outside" not in pieces and problem is None and _first_missing(pieces) is None:
            value = {key: pieces[key] for key in PIECES}
            return Answered(value, choice=choice, note=self.echo(described(value)))
        return Held(pieces, _missing(pieces, asking, problem))


def described(value: Pieces) -> Msg:
    """Return the document in one line."""
    day, issuer = Day(date.fromisoformat(str(value["date"]))), str(value["issuer"])
    by = _RECOGNISED.get(str(value["by"]), "")
    if value["number"] == "":
        return N_("without a number, {day}, {issuer} ({by})", day=day, issuer=issuer, by=by)
    return N_("No. {number}, {day}, {issuer} ({by})", number=str(value["number"]), day=day, issuer=issuer, by=by)


def _kept(asking: Asking) -> Pieces:
    """Return the pieces there are: those of an answer under way, else those of the present answer."""
    return asking.pieces or (asking.value if isinstance(asking.value, Mapping) else {})


def _understood(text: str, wanted: str | None, asking: Asking) -> tuple[dict[str, Value], Msg | None]:
    """Return what a text tells as a line, or else as the piece that was asked for; and what is wrong with its day."""
    found = read_recognition(text)
    told, problem = _told(found, asking)
    if problem or wanted is None or (found.number and found.day.day):
        return told, problem
    return _piece(text, wanted, told)


def _enough(told: Pieces, wanted: str | None, *, corrects: bool) -> bool:
    """Tell whether anything was told; words alone are an issuer only where one is asked for or corrected."""
    words_alone = told.keys() == {"issuer"}
    return bool(told) and (not words_alone or wanted == "issuer" or (corrects and wanted is None))


def _told(found: WrittenRecognition, asking: Asking) -> tuple[dict[str, Value], Msg | None]:
    """Return what a line tells, and what is wrong with its day."""
    told: dict[str, Value] = {}
    if found.number is not None and len(found.number) <= _LONGEST_NUMBER:
        told["number"] = found.number
    if found.issuer:
        told["issuer"] = found.issuer
    if found.by:
        told["by"] = found.by
    problem = _take_day(found.day, told, asking)
    return told, problem


def _take_day(written: WrittenDay, told: dict[str, Value], asking: Asking) -> Msg | None:
    if written.day is None:
        return written.problem
    problem = to_come(written.day, asking.today)
    if problem is None:
        told["date" if asking.programme.recognised.holds(written.day) else "outside"] = written.day.isoformat()
    return problem


def _piece(text: str, wanted: str, told: dict[str, Value]) -> tuple[dict[str, Value], Msg | None]:
    """Read a text as the one piece that was asked for, where it does not tell that piece by itself."""
    if wanted == "by":
        chosen = {"1": "council", "2": "head"}.get(text) or signed_by(text)
        return ({"by": chosen}, None) if chosen else ({}, None)
    if wanted in told or (wanted == "date" and "outside" in told):
        return told, None
    match wanted:
        case "number" if re.fullmatch(r"(?=.*\d)[\w./&\- ]+", text) and len(text) <= _LONGEST_NUMBER:
            return ({"number": text}, None) if not find_day(text).day else (told, None)
        case "date":
            return told, None if told.keys() - {"issuer"} else _WHOLE_DAY
        case "issuer" if sum(char.isalpha() for char in text) >= 3:
            by = signed_by(text)
            return {"issuer": text, **({"by": by} if by else {})}, None
    return told, None


def _without_old_signer(kept: Pieces, told: Pieces) -> Pieces:
    """Forget who recognised it where another issuer is told, and a day that was only asked about."""
    gone = {"outside"} if {"date", "outside"} & told.keys() else set()
    return {key: value for key, value in kept.items() if key not in gone | ({"by"} if "issuer" in told else set())}


def _first_missing(pieces: Pieces) -> str | None:
    return next((piece for piece in PIECES if piece not in pieces), None)


def _question() -> Screen:
    return Screen((_EXAMPLE,), column(option(N_("Not recognised in writing yet"), "none")))


def _not_yet() -> Screen:
    """Say what R-EXC-2 means for this draft, and what to do."""
    return Screen(
        (
            N_("The programme takes initiatives that are recognised in writing by an initiative council or the head."),
            N_("Your draft is kept. Ask the union of your unit to have it recognised, then go on here."),
        )
    )


def _missing(pieces: Pieces, asking: Asking, problem: Msg | None = None) -> Screen:
    """Say what is kept, and ask for the next piece."""
    known = Listing(tuple(_known(pieces)))
    lines: tuple[Line, ...] = (N_("Kept so far: {pieces}.", pieces=known),) if known.items else ()
    if "outside" in pieces:
        day = date.fromisoformat(str(pieces["outside"]))
        doubt = (outside(day, asking.programme.recognised), N_("If the day is a slip, type the right one."))
        keep = option(N_("Keep this day all the same"), "outside", day.isoformat())
        return Screen((*lines, *doubt), column(keep), problem=problem)
    wanted = "date" if problem else _first_missing(pieces) or "date"
    return Screen((*lines, _WANTED[wanted]), column(*_choices(wanted)), problem=problem)


def _choices(wanted: str) -> tuple[Button, ...]:
    match wanted:
        case "by":
            return tuple(option(name, "by", by) for by, name in BY.items())
        case "number":
            return (option(N_("It has no number"), "unnumbered"),)
    return ()


def _known(pieces: Pieces) -> list[Msg | str]:
    known: list[Msg | str] = []
    if "number" in pieces:
        known.append(N_("No. {number}", number=str(pieces["number"])) if pieces["number"] else N_("no number"))
    if "date" in pieces:
        known.append(N_("of {day}", day=Day(date.fromisoformat(str(pieces["date"])))))
    if "issuer" in pieces:
        known.append(str(pieces["issuer"]))
    return known
