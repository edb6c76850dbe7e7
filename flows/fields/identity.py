"""The identity number: asked as digits, never as a photo; kept encrypted, shown by its last four digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize

from flows.draft import Secret, Value
from flows.fields.field import Answered, Asking, Field, Held, Outcome, Picked, Refused, option
from flows.programme import VIETNAM
from flows.said import File, Said, Text
from flows.screen import N_, NN_, Line, Msg, Screen, column
from flows.vietnamese import clean_line

_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212]")
_YOUNGEST, _OLDEST = 15, 100
# Between 001 and 096 these numbers are no province (Circular 07/2016/TT-BCA, annex I); above are countries.
_NO_PROVINCE = frozenset(
    {
        0,
        3,
        5,
        7,
        9,
        13,
        16,
        18,
        21,
        23,
        28,
        29,
        32,
        39,
        41,
        43,
        47,
        50,
        53,
        55,
        57,
        59,
        61,
        63,
        65,
        69,
        71,
        73,
        76,
        78,
        81,
        85,
        88,
        90,
    }
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
            return Refused(N_("Please type the digits. A photo of the card is not needed and is not kept: delete it."))
        if isinstance(said, Picked) and said.kind == "sure" and isinstance(asking.partial, Secret):
            return Answered(asking.partial, choice=asking.partial.masked)
        if not isinstance(said, Text):
            return Refused(N_("Type the digits of the card, for example: 066 199 001 234"))
        digits = _SEPARATORS.sub("", clean_line(normalize("NFKC", said.text)))
        if not (digits.isascii() and digits.isdigit()):
            return Refused(N_("The number has digits only. It is printed on the front of the card."))
        if len(digits) == 9 and asking.programme.accepts_old_identity:
            return _accepted(digits)
        if len(digits) != 12:
            return Refused(_wrong_length(len(digits), old=asking.programme.accepts_old_identity))
        insisted = asking.partial == Secret(digits)
        doubt = None if insisted else _doubt(digits, asking.now.astimezone(VIETNAM).year)
        return Held(Secret(digits), _ask_again(digits, doubt), erase=True) if doubt else _accepted(digits)

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the last four digits, whoever reads."""
        return value.masked if isinstance(value, Secret) else ""

    def stands(self, value: Value, asking: Asking) -> bool:
        """Tell whether the programme takes a card of this kind."""
        return isinstance(value, Secret) and (len(value.secret) == 12 or asking.programme.accepts_old_identity)


def _accepted(digits: str) -> Answered:
    secret = Secret(digits)
    note = N_(
        "Number {masked} received; the message with all its digits is removed from this chat.", masked=secret.masked
    )
    return Answered(secret, note=note, erase=True)


def _ask_again(digits: str, doubt: Msg) -> Screen:
    masked = Secret(digits).masked
    lines = (doubt, N_("If {masked} is right as it stands, press the button; otherwise type it again.", masked=masked))
    return Screen(lines, column(option(N_("The number is right"), "sure")))


def _doubt(digits: str, this_year: int) -> Msg | None:
    """Return what is odd about 12 digits: province, century and sex, year of birth (decision 12)."""
    if int(digits[:3]) in _NO_PROVINCE:
        return N_("No province has the code {code} that the number begins with.", code=digits[:3])
    century = 1900 + 100 * (int(digits[3]) // 2)
    age = this_year - (century + int(digits[4:6]))
    if not _YOUNGEST <= age <= _OLDEST:
        return N_(
            "By its 4th to 6th digit the number would belong to somebody born in {year}.", year=str(this_year - age)
        )
    return None


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
