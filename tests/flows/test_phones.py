"""A telephone number is read in every spelling people use, and in none that is somebody else's or nobody's."""

from __future__ import annotations

import pytest

from bot.talk import Talk
from flows.fields.field import Answered, Held, Outcome, Picked, Refused
from flows.said import Contact, Said, Text
from flows.submission import LIBRARY
from tests.flows.conftest import Ask
from tests.flows.tables import rows
from tests.flows.walk import WRONG_KINDS

PHONE = LIBRARY["phone"]
KEPT = "+84900000001"

SPELLINGS = {
    "ten digits": "0900000001",
    "spaces": "0900 000 001",
    "dots": "0900.000.001",
    "hyphens": "0900-000-001",
    "dashes as Word writes them": "0900–000–001",
    "the country without a plus": "84900000001",
    "the country with a plus": "+84900000001",
    "the country and the zero in brackets": "+84 (0)900 000 001",
    "the country after two zeros": "0084900000001",
    "no zero in front": "900000001",
    "full-width digits": "０９０００００００１",
    "spaces that do not break": "0900\u00a0000\u00a0001",
    "marks of direction around it": "\u202a0900000001\u202c",
    "a line end after it": " 0900000001\n",
}
LANDLINES = {
    "Hà Nội": ("024 3936 1234", "+842439361234"),
    "Đắk Lắk": ("0262 385 1234", "+842623851234"),
    "Đắk Lắk with the country": ("+84 262 385 1234", "+842623851234"),
}
# Announced in 2018 for every network: what the first four digits of an eleven-digit number became.
CHANGES = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084",
    "0125": "085", "0127": "081", "0129": "082", "0162": "032", "0163": "033", "0164": "034", "0165": "035",
    "0166": "036", "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
BEFORE_2018 = {
    "Viettel": ("0169 123 4567", "+84391234567"),
    "MobiFone": ("0120 123 4567", "+84701234567"),
    "VinaPhone": ("0123-123-4567", "+84831234567"),
    "Vietnamobile": ("01861234567", "+84561234567"),
    "Gmobile": ("0199.123.4567", "+84591234567"),
    "with the country": ("+84 169 123 4567", "+84391234567"),
    "with the country and no plus": ("84 169 123 4567", "+84391234567"),
}
REFUSED = {
    "the letter O in place of a zero": ("O900000001", "digits only"),
    "two numbers with a stroke": ("0900000001 / 0900000002", "digits only"),
    "two numbers with a space": ("0900000001 0900000002", "20 digits"),
    "one digit missing": ("0900 000 01", "9 digits"),
    "one digit too many": ("0900 000 0011", "11 digits"),
    "an emergency number": ("113", "3 digits"),
    "a part of a number from before 2018": ("0169 123", "7 digits"),
    "more than a number from before 2018": ("0169 123 45678", "12 digits"),
    "ten digits no network has": ("0412 345 678", "No Vietnamese number begins like this"),
    "a paid service": ("1900 545481", "service number"),
    "a free service": ("1800 1234", "service number"),
    "an extension": ("0900000001 ext 5", "digits only"),
    "digits of another script": ("٠٩٠٠٠٠٠٠٠١", "digits only"),
    "a number of the United States": ("+1 202 555 0123", "0912 345 678"),
    "a number of Singapore": ("+65 9123 4567", "0912 345 678"),
    "a number of Andorra, as long as a Vietnamese one": ("+376 312 345", "0912 345 678"),
    "a number of Eritrea, as long as a landline": ("+291 1 123456", "0912 345 678"),
    "a number of Andorra after two zeros": ("00376 312 345", "0912 345 678"),
    "a plus alone": ("+", "0912 345 678"),
    "brackets alone": ("()", "0912 345 678"),
    "words": ("số của em", "digits only"),
    "nothing that can be seen": ("\u200b", "digits only"),
}
ABROAD = "the plus is dropped and the digits of another country are read as Vietnamese ones"


def read(said: Said | Picked, asking: Ask, **looking: object) -> Outcome:
    return PHONE.read(said, asking(**looking))


@pytest.mark.parametrize("typed", rows(SPELLINGS))
def test_every_spelling_of_a_number_is_kept_alike(typed: str, asking: Ask) -> None:
    outcome = read(Text(typed), asking)
    assert isinstance(outcome, Answered)
    assert outcome.value == KEPT


@pytest.mark.parametrize(("typed", "kept"), rows(LANDLINES))
def test_a_landline_is_accepted(typed: str, kept: str, asking: Ask) -> None:
    outcome = read(Text(typed), asking)
    assert isinstance(outcome, Answered)
    assert outcome.value == kept


@pytest.mark.parametrize(
    ("typed", "now"),
    rows(BEFORE_2018),
)
def test_a_number_from_before_2018_is_offered_as_it_is_now(typed: str, now: str, asking: Ask) -> None:
    offered = read(Text(typed), asking)
    assert isinstance(offered, Held)
    assert offered.value == now
    taken = read(Picked("offered"), asking, partial=offered.value)
    assert isinstance(taken, Answered)
    assert taken.value == now
    assert taken.choice == f"0{now[3:6]} {now[6:9]} {now[9:]}"


@pytest.mark.parametrize(("before", "now"), CHANGES.items())
def test_every_network_of_before_2018_is_known(before: str, now: str, asking: Ask) -> None:
    offered = read(Text(f"{before}1234567"), asking)
    assert isinstance(offered, Held)
    assert offered.value == f"+84{now[1:]}1234567"


@pytest.mark.parametrize("prefix", ["0160", "0161", "0180", "0187", "0190", "0198", "0912"])
def test_eleven_digits_of_no_network_of_before_2018_are_refused(prefix: str, asking: Ask) -> None:
    assert isinstance(read(Text(f"{prefix}1234567"), asking), Refused)


@pytest.mark.parametrize(
    ("typed", "words"),
    rows(REFUSED),
)
def test_what_is_no_number_of_a_person_in_vietnam_is_refused_with_the_reason(
    typed: str, words: str, asking: Ask, talk: Talk
) -> None:
    outcome = read(Text(typed), asking)
    assert isinstance(outcome, Refused), outcome
    assert words in talk.say(outcome.problem, "en")


@pytest.mark.parametrize("phone", ["84900000001", "+84900000001", "0900000001", "+84 900 000 001"])
def test_ones_own_contact_is_taken_however_the_platform_writes_it(phone: str, asking: Ask) -> None:
    outcome = read(Contact(phone, own=True), asking)
    assert isinstance(outcome, Answered)
    assert outcome.value == KEPT


def test_somebody_elses_contact_is_refused(asking: Ask) -> None:
    assert isinstance(read(Contact("84900000001", own=False), asking), Refused)


@pytest.mark.parametrize(
    "phone",
    rows({"the United States": "12025550123", "Singapore": "6591234567", "Andorra": "376312345"}),
)
def test_a_contact_with_a_number_of_another_country_is_refused(phone: str, asking: Ask) -> None:
    assert isinstance(read(Contact(phone, own=True), asking), Refused)


@pytest.mark.parametrize("said", rows({name: said for name, said in WRONG_KINDS.items() if "contact" not in name}))
def test_what_is_not_a_number_at_all_is_refused(said: Said, asking: Ask) -> None:
    assert isinstance(read(said, asking), Refused)


@pytest.mark.parametrize("kind", ["contact", "offered", "take", ""])
def test_a_button_nothing_was_offered_for_is_refused(kind: str, asking: Ask) -> None:
    assert isinstance(read(Picked(kind), asking), Refused)


@pytest.mark.parametrize(
    ("kept", "written"), [(KEPT, "0900 000 001"), ("+842439361234", "02439361234"), ("+842623851234", "02623851234")]
)
def test_a_number_is_shown_as_it_is_written_in_vietnam(kept: str, written: str, asking: Ask) -> None:
    assert PHONE.show(kept, asking()) == written


def test_the_button_that_shares_the_number_carries_no_number(asking: Ask) -> None:
    (share,) = PHONE.ask(asking()).buttons()
    assert share.shares_contact
    assert share.action.token == "answer:contact:"
