"""The identity number: asked as digits, never as a photo; kept encrypted, shown by its last four digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize

from flows.draft import Secret, Value
from flows.fields.column import Cell, Column
from flows.fields.field import Answered, Asking, Field, Held, Outcome, Picked, Refused, option
from flows.programme import VIETNAM
from flows.said import File, Said, Text
from flows.screen import N_, NN_, Line, Msg, Screen, column
from flows.vietnamese import clean_line

_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212]")
_YOUNGEST, _OLDEST = 15, 100
# The provinces of Circular 07/2016/TT-BCA, annex I; the merger of 2025 changed no number. Others may be countries.
_PROVINCES = {
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45,
    46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91,
    92, 93, 94, 95, 96,
}  # fmt: skip
_NO_PHOTO = N_(
    "Please type the digits. A photo of the card is not needed: it was not opened and not kept. "
    "If it still stands in this chat, delete it."
)


@dataclass(frozen=True)
class IdentityField(Field):
    """A 12-digit citizen number (CCCD), or the old 9 digits (CMND) where the programme accepts them (decision 12)."""

    def named(self, asking: Asking) -> Msg:
        """Speak of the old card only where it is accepted."""
        return self.name if asking.programme.accepts_old_identity else N_("CCCD number")

    def ask(self, asking: Asking) -> Screen:
        """Say which digits are wanted and where they are printed."""
        if asking.programme.accepts_old_identity:
            return Screen((N_("The citizen card (CCCD) has 12 digits, the old identity card (CMND) 9."),))
        return Screen((N_("The 12 digits printed on the front of the citizen card."),))

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Accept 12 plausible digits; ask once more about implausible ones; never take a photo."""
        if isinstance(said, File):
            return Refused(_NO_PHOTO, erase=True)
        if isinstance(said, Picked) and said.kind == "sure" and isinstance(asking.partial, Secret):
            return Answered(asking.partial, choice=asking.partial.masked)
        if not isinstance(said, Text):
            return Refused(N_("Type the digits of the card, for example: 066 199 001 234"))
        digits = _SEPARATORS.sub("", clean_line(normalize("NFKC", said.text)))
        if not (digits.isascii() and digits.isdigit()):
            return Refused(N_("The number has digits only. It is printed on the front of the card."))
        if len(digits) == 9 and asking.programme.accepts_old_identity:
            return _accepted(digits, asking)
        if len(digits) != 12:
            return Refused(_wrong_length(len(digits), old=asking.programme.accepts_old_identity))
        this_year = asking.now.astimezone(VIETNAM).year
        if _born(digits) > this_year:
            return Refused(_born_later(digits))
        insisted = asking.partial == Secret(digits)
        doubt = None if insisted else _doubt(digits, this_year)
        return Held(Secret(digits), _ask_again(digits, doubt), erase=True) if doubt else _accepted(digits, asking)

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the last four digits, whoever reads."""
        return value.masked if isinstance(value, Secret) else ""

    def columns(self, asking: Asking) -> tuple[Column, ...]:
        """Return one column of text, so that no nought in front is lost."""
        return (Column(self.named(asking), 16),)

    def cells(self, value: Value, asking: Asking) -> tuple[Cell, ...]:
        """Return the last four digits; all of them only where that was asked for and allowed."""
        if not isinstance(value, Secret):
            return ("",)
        return (value.secret if asking.whole else value.masked,)

    def stands(self, value: Value, asking: Asking) -> bool:
        """Tell whether the programme takes a card of this kind."""
        return isinstance(value, Secret) and (len(value.secret) == 12 or asking.programme.accepts_old_identity)


def _accepted(digits: str, asking: Asking) -> Answered:
    secret = Secret(digits)
    removed = N_(
        "Number {masked} received; the message with all its digits is removed from this chat.", masked=secret.masked
    )
    left = N_(
        "Number {masked} received. Here the bot cannot remove your message with all its digits: "
        "hold it down to delete it yourself.",
        masked=secret.masked,
    )
    note = removed if asking.deletes else left
    return Answered(secret, note=note, erase=True)


def _ask_again(digits: str, doubt: Msg) -> Screen:
    masked = Secret(digits).masked
    lines = (doubt, N_("If {masked} is right as it stands, press the button; otherwise type it again.", masked=masked))
    return Screen(lines, column(option(N_("The number is right"), "sure")))


def _doubt(digits: str, this_year: int) -> Msg | None:
    """Return what is odd about 12 digits: province, century and sex, year of birth (decision 12)."""
    if int(digits[:3]) not in _PROVINCES:
        return N_("No province has the code {code} that the number begins with.", code=digits[:3])
    born = _born(digits)
    if not _YOUNGEST <= this_year - born <= _OLDEST:
        return N_("By its 4th to 6th digit the number would belong to somebody born in {year}.", year=str(born))
    return None


def _born(digits: str) -> int:
    """Return the year of birth that the 4th digit (century and sex) and the next two name."""
    return 1900 + 100 * (int(digits[3]) // 2) + int(digits[4:6])


def _born_later(digits: str) -> Msg:
    return N_(
        "By its 4th to 6th digit the number would belong to somebody not born before {year}. Look at the card again: "
        "the 4th digit is 0 or 1 for those born before 2000, 2 or 3 since then.",
        year=str(_born(digits)),
    )


def _wrong_length(count: int, *, old: bool) -> Msg:
    if old:
        return NN_(
            "You typed {count} digit. A CCCD has 12 digits (a CMND 9), printed on the front of the card.",
            "You typed {count} digits. A CCCD has 12 digits (a CMND 9), printed on the front of the card.",
            count,
        )
    return NN_(
        "You typed {count} digit. The number has 12 digits, printed on the front of the card.",
        "You typed {count} digits. The number has 12 digits, printed on the front of the card.",
        count,
    )
