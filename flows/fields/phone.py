"""The telephone number: every spelling people use, one way of keeping it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize

import phonenumbers
from phonenumbers import PhoneNumberType

from flows.draft import Value
from flows.fields.column import Cell, Column
from flows.fields.field import Answered, Asking, Field, Held, Outcome, Picked, Refused, option
from flows.said import Contact, Said, Text
from flows.screen import N_, NN_, Action, Button, Line, Msg, Screen, column
from flows.vietnamese import clean_line

_WRITTEN = re.compile(r"[0-9+().\-\s]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_PERSONAL = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
# Mobile prefixes that were changed from eleven digits to ten in 2018.
_CHANGED_2018 = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037", "0168": "038",
    "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip

_OWN = N_("That is your own number. Type the worker's, for example: 0912 345 678")
_FOREIGN = N_("That is a number of another country. Type a Vietnamese number, for example: 0912 345 678")


@dataclass(frozen=True)
class PhoneField(Field):
    """A Vietnamese telephone number, shared by a button or typed; kept as E.164."""

    def ask(self, asking: Asking) -> Screen:
        """Offer to share the number where it is one's own, and an example to type."""
        if asking.on_behalf:
            return Screen((N_("Type the worker's number, for example: 0912 345 678"),))
        share = Button(N_("Send my phone number"), Action("answer", ("contact", "")), shares_contact=True)
        line = N_("Type your number, for example: 0912 345 678")
        if asking.shares_contact:
            line = N_("Press the button below, or type the number, for example: 0912 345 678")
        return Screen((line,), column(share))

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Accept a number of a person in Vietnam; offer the present form of a number from before 2018."""
        if isinstance(said, Contact):
            return self._claimed(said, asking) if said.claimed else self._shared(said, asking)
        if isinstance(said, Picked) and said.kind == "offered" and isinstance(asking.partial, str):
            return Answered(asking.partial, choice=self.show(asking.partial, asking))
        if not isinstance(said, Text):
            return Refused(N_("Type the phone number in digits, for example: 0912 345 678"))
        return self._number(said.text)

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the number as people in Vietnam write it."""
        return local(str(value))

    def columns(self, asking: Asking) -> tuple[Column, ...]:
        """Return one column of text, so that the nought in front is not lost."""
        return (Column(self.name, 13),)

    def cells(self, value: Value, asking: Asking) -> tuple[Cell, ...]:
        """Return the number as it is dialled in Vietnam, without blanks, so that it can be searched for."""
        return (str(value).replace("+84", "0", 1),)

    def _shared(self, said: Contact, asking: Asking) -> Outcome:
        if said.own and asking.on_behalf:
            return Refused(_OWN)
        if not said.own and not asking.on_behalf:
            return Refused(N_("That is somebody else's number. Send your own, or type it."))
        return self._number(said.phone if said.phone.startswith(("+", "0")) else f"+{said.phone}")

    def _claimed(self, said: Contact, asking: Asking) -> Outcome:
        """Ask whether a number from a form is the right one: whoever holds the phone may have another there."""
        if asking.on_behalf:
            return Refused(_OWN)
        if not said.phone:
            return Refused(N_("No number came with it. Type your number, for example: 0912 345 678"))
        outcome = self._number(said.phone)
        if not isinstance(outcome, Answered):
            return outcome
        kept = str(outcome.value)
        return _offer(kept, N_("You shared the number {number}. If another one is right, type it.", number=local(kept)))

    def _number(self, written: str) -> Outcome:
        text = _DASHES.sub("-", clean_line(normalize("NFKC", written)))
        if not _WRITTEN.fullmatch(text):
            return Refused(N_("A phone number has digits only, for example: 0912 345 678"))
        abroad, digits = text.lstrip("( ").startswith(("+", "00")), re.sub(r"\D", "", text)
        digits = digits.removeprefix("00") if text.startswith("00") else digits
        if abroad and not digits.startswith("84"):
            return Refused(_wrong_length(len(digits)) if set(digits) == {"0"} else _FOREIGN)
        national = f"0{digits[2:].removeprefix('0')}" if digits.startswith("84") and len(digits) > 10 else digits
        if len(national) == 11 and (prefix := _CHANGED_2018.get(national[:4])):
            return _changed(prefix + national[4:])
        try:
            number = phonenumbers.parse(national, "VN")
        except phonenumbers.NumberParseException:
            return Refused(_wrong_length(len(digits)))
        if not phonenumbers.is_valid_number_for_region(number, "VN"):
            return Refused(_wrong_length(len(digits)))
        if phonenumbers.number_type(number) not in _PERSONAL:
            return Refused(N_("That is a service number. Type your own number, for example: 0912 345 678"))
        return Answered(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def local(e164: str) -> str:
    """Return a number as it is written in Vietnam: 0912 345 678."""
    digits = e164.replace("+84", "0", 1)
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}" if len(digits) == 10 else digits


def _changed(number: str) -> Held:
    kept = f"+84{number[1:]}"
    told = N_("Eleven-digit mobile numbers were changed in 2018: this one is now {number}.", number=local(kept))
    return _offer(kept, told)


def _offer(kept: str, told: Msg) -> Held:
    return Held(kept, Screen((told,), column(option(N_("Use this number"), "offered"))))


def _wrong_length(count: int) -> Msg:
    if count == 10:
        return N_("No Vietnamese number begins like this. A mobile number looks like 0912 345 678.")
    return NN_(
        "You typed {count} digit. A mobile number has 10 digits and begins with 0, for example: 0912 345 678",
        "You typed {count} digits. A mobile number has 10 digits and begins with 0, for example: 0912 345 678",
        count,
    )
