"""The identity number: digits in any spelling, doubted once, kept secret, never a photo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.talk import Talk
from flows.draft import Secret
from flows.effects import EraseMessage
from flows.fields.field import Answered, Held, Picked, Refused
from flows.said import Said, Text
from flows.submission import LIBRARY
from tests.flows.conftest import Ask
from tests.flows.driver import AN, World
from tests.flows.tables import rows
from tests.flows.walk import DOCUMENT, PHOTO, WRONG_KINDS, asked, until

IDENTITY = LIBRARY["identity"]
CITIZEN = "066199001234"

SPELLINGS = {
    "twelve digits": (CITIZEN, CITIZEN),
    "spaces as on the card": ("066 199 001 234", CITIZEN),
    "dots": ("066.199.001.234", CITIZEN),
    "hyphens": ("066-199-001-234", CITIZEN),
    "dashes as Word writes them": ("066–199–001–234", CITIZEN),
    "full-width digits": ("０６６１９９００１２３４", CITIZEN),
    "spaces that do not break": ("066\u00a0199\u00a0001\u00a0234", CITIZEN),
    "leading zeros are kept": ("001 199 000 001", "001199000001"),
    "somebody born in this century": ("066305001234", "066305001234"),
    "nine digits of an old card": ("280111111", "280111111"),
    "nine digits in groups": ("280 111 111", "280111111"),
}
LENGTHS = {
    "five": ("66 123", "5 digits"),
    "one": ("6", "1 digit."),
    "eight": ("28011111", "8 digits"),
    "ten": ("2801111111", "10 digits"),
    "eleven": ("06619900123", "11 digits"),
    "thirteen": ("0661990012345", "13 digits"),
}
DOUBTED = {
    "no province has 000": ("000199001234", "code 000"),
    "no province has 003": ("003199001234", "code 003"),
    "no province has 090": ("090199001234", "code 090"),
    "it may be a country": ("120199001234", "code 120"),
    "a child of fourteen": ("066208001234", "2008"),
    "a hundred and one years": ("066121001234", "1921"),
}
NOT_BORN_YET = {
    "a year still to come": ("066399001234", "2099"),
    "a century still to come": ("066799001234", "2299"),
}
NOT_DOUBTED = {
    "fifteen years": "066207001234",
    "a hundred years": "066122001234",
    "the first province": "001199001234",
    "the last province": "096199001234",
}


@pytest.mark.parametrize(("typed", "digits"), rows(SPELLINGS))
def test_every_spelling_of_a_number_is_kept_alike(typed: str, digits: str, asking: Ask) -> None:
    outcome = IDENTITY.read(Text(typed), asking())
    assert isinstance(outcome, Answered)
    assert outcome.value == Secret(digits)


def test_the_message_with_all_digits_is_erased_and_only_four_are_shown(asking: Ask, talk: Talk) -> None:
    outcome = IDENTITY.read(Text(CITIZEN), asking())
    assert isinstance(outcome, Answered)
    assert outcome.erase
    assert outcome.note is not None
    assert "••••1234" in talk.say(outcome.note, "en")
    assert CITIZEN[:8] not in talk.say(outcome.note, "en")
    assert IDENTITY.show(Secret(CITIZEN), asking()) == IDENTITY.detail(Secret(CITIZEN), asking()) == "••••1234"
    assert CITIZEN not in repr(outcome)


@pytest.mark.parametrize(("typed", "words"), rows(LENGTHS))
def test_a_wrong_length_says_how_many_digits_were_typed(typed: str, words: str, asking: Ask, talk: Talk) -> None:
    outcome = IDENTITY.read(Text(typed), asking())
    assert isinstance(outcome, Refused)
    said = talk.say(outcome.problem, "en")
    assert words in said
    assert "12 digits" in said
    assert "9" in said


@pytest.mark.parametrize(
    "typed", ["06619900123O", "không nhớ", "số: 066199001234", "", "\u200b", "٠٦٦١٩٩٠٠١٢٣٤", "+066"]
)
def test_letters_and_signs_are_refused(typed: str, asking: Ask) -> None:
    assert isinstance(IDENTITY.read(Text(typed), asking()), Refused)


def test_nine_digits_are_refused_where_the_programme_wants_twelve(asking: Ask, talk: Talk) -> None:
    strict = asking(accepts_old_identity=False)
    outcome = IDENTITY.read(Text("280111111"), strict)
    assert isinstance(outcome, Refused)
    assert "CMND" not in talk.say(outcome.problem, "en")
    assert not any("CMND" in talk.say(line, "en") for line in IDENTITY.ask(strict).lines)


def test_a_programme_without_cmnd_does_not_speak_of_it(world: World) -> None:
    world.programme = replace(world.programme, accepts_old_identity=False)
    until(world, AN, "identity")
    screen = world.screens[AN]
    assert not any("CMND" in world.reads(line) for line in (*screen.lines, screen.title or ""))


@pytest.mark.parametrize(("typed", "words"), rows(DOUBTED))
def test_an_implausible_number_is_asked_about_once_and_then_taken(
    typed: str, words: str, asking: Ask, talk: Talk
) -> None:
    doubted = IDENTITY.read(Text(typed), asking())
    assert isinstance(doubted, Held)
    assert doubted.erase
    assert words in talk.say(doubted.screen.lines[0], "en")
    assert typed not in repr(doubted)
    sure = IDENTITY.read(Picked("sure"), asking(partial=doubted.value))
    assert isinstance(sure, Answered)
    assert sure.value == Secret(typed)
    assert sure.choice == "••••1234"


@pytest.mark.parametrize(("typed", "words"), rows(NOT_BORN_YET))
def test_nobody_who_is_not_born_yet_has_a_number_however_often_it_is_typed(
    typed: str, words: str, asking: Ask, talk: Talk
) -> None:
    for partial in (None, Secret(typed)):
        outcome = IDENTITY.read(Text(typed), asking(partial=partial))
        assert isinstance(outcome, Refused)
        assert words in talk.say(outcome.problem, "en")


@pytest.mark.parametrize("typed", rows(NOT_DOUBTED))
def test_a_plausible_number_is_not_doubted(typed: str, asking: Ask) -> None:
    assert isinstance(IDENTITY.read(Text(typed), asking()), Answered)


def test_a_doubted_number_typed_again_is_taken(asking: Ask) -> None:
    assert isinstance(IDENTITY.read(Text("000199001234"), asking(partial=Secret("000199001234"))), Answered)


def test_another_doubtful_number_is_doubted_in_its_turn(asking: Ask) -> None:
    assert isinstance(IDENTITY.read(Text("003199001234"), asking(partial=Secret("000199001234"))), Held)


def test_every_message_with_a_number_that_is_kept_is_removed_from_the_chat(world: World) -> None:
    until(world, AN, "identity")
    assert world.says(AN, "000199001234").of(EraseMessage)
    assert not world.press(AN, "answer", "sure").of(EraseMessage)
    world.press(AN, "back")
    assert world.says(AN, CITIZEN).of(EraseMessage)
    world.press(AN, "back")
    assert not world.says(AN, "066").of(EraseMessage)


def test_being_sure_of_nothing_is_refused(asking: Ask) -> None:
    assert isinstance(IDENTITY.read(Picked("sure"), asking()), Refused)


@pytest.mark.parametrize("said", [PHOTO, DOCUMENT], ids=["a photo", "a document"])
def test_a_picture_of_the_card_is_never_taken(said: Said, world: World) -> None:
    until(world, AN, "identity")
    before = world.stored()
    reply = world.does(AN, said)
    assert world.stored() == before
    assert asked(world, AN) == "identity"
    assert reply.screen.problem is not None
    assert "photo of the card is not needed" in world.reads(reply.screen.problem)


@pytest.mark.parametrize("said", rows(dict(WRONG_KINDS)))
def test_what_is_not_a_number_at_all_is_refused(said: Said, asking: Ask) -> None:
    assert isinstance(IDENTITY.read(said, asking()), Refused)
