"""Names of every people of Vietnam pass; what cannot be a name does not. Titles are one sentence."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from bot.talk import Talk
from flows.fields.field import Answered, Refused
from flows.said import Said, Text
from flows.submission import LIBRARY
from tests.flows.conftest import Ask
from tests.flows.tables import rows
from tests.flows.walk import TITLE, WRONG_KINDS

NAME = LIBRARY["full_name"]
HEADING = LIBRARY["title"]

NAMES = {
    "a Kinh name": "Trần Thị An",
    "a long royal name of Huế": "Công Tằng Tôn Nữ Thị Hồng Hạnh",
    "an Êđê man, the family name last": "Y Wang Mlô Dun Du",
    "an Êđê woman with a typographic apostrophe": "H’Hen Niê",
    "an Êđê woman with a straight apostrophe": "H'Hen Niê",
    "an Êđê woman with an opening quotation mark": "H‘Hen Niê",
    "an Êđê woman with a letter apostrophe": "HʼHen Niê",
    "an Êđê woman with a backtick": "H`Hen Niê",
    "an Êđê woman with an acute accent": "H´Hen Niê",
    "an Êđê woman with a prime": "H′Hen Niê",
    "letters of two code points": "Ê̆ Ƀan Ơ̆ng",
    "a mixed name": "Đỗ Thị Hằng Buôn Krông",
    "a J’rai name": "Nay H’Wil",
    "a Cơ Ho name": "K’Bôt",
    "two words of one letter": "Y A",
    "a hyphen": "Nguyễn Thị Mai-Anh",
    "an initial with a dot": "Trần T. An",
    "two letters": "An",
    "no capitals": "trần thị an",
    "a hundred letters": "Á" * 100,
}
TIDIED = {
    "typed decomposed": (normalize("NFD", "Đỗ Thị Hằng"), "Đỗ Thị Hằng"),
    "spaces doubled and around": ("  Trần   Thị An ", "Trần Thị An"),
    "the Icelandic eth for đ": ("Ðỗ Thị Hằng", "Đỗ Thị Hằng"),
    "marks that cannot be seen": ("Trần\u200b Thị\ufeff An\u200d", "Trần Thị An"),
    "a tab and a space that does not break": ("Trần\tThị\u00a0An", "Trần Thị An"),
    "a line end": ("Trần Thị An\r\n", "Trần Thị An"),
}
NO_NAMES = {
    "one letter": ("Y", "one letter"),
    "digits": ("An 123", "letters only"),
    "full-width digits": ("An １２", "letters only"),
    "digits of another script": ("An ٣", "letters only"),
    "an at sign": ("@tran.an", "letters only"),
    "an address": ("an@congdoan", "letters only"),
    "angle brackets": ("<b>An</b>", "letters only"),
    "a stroke": ("An/Bình", "letters only"),
    "a backslash": ("An\\Bình", "letters only"),
    "a question": ("Tên gì cơ?", "letters only"),
    "a smiling face": ("An 😀", "letters only"),
    "a heart": ("An ❤️", "letters only"),
    "a flag": ("An 🇻🇳", "letters only"),
    "a star": ("An ⭐", "letters only"),
    "a watch": ("An ⌚", "letters only"),
    "dots": ("...", "letters"),
    "hyphens": ("- -", "letters"),
    "apostrophes": ("’’", "letters"),
    "spaces": ("   ", "no letters"),
    "nothing that can be seen": ("\u200b\u2060", "no letters"),
    "a hundred and one letters": ("Á" * 101, "1 character too many (limit 100)"),
}
NO_LETTER = "signs alone pass as a name"
OTHER_SIGNS = "only ASCII digits and some emoji are refused"


@pytest.mark.parametrize("name", rows(NAMES))
def test_a_name_is_kept_as_it_is_written(name: str, asking: Ask) -> None:
    outcome = NAME.read(Text(name), asking())
    assert isinstance(outcome, Answered), outcome
    assert outcome.value == normalize("NFC", name)


@pytest.mark.parametrize(("typed", "kept"), rows(TIDIED))
def test_a_name_is_tidied_without_a_word(typed: str, kept: str, asking: Ask) -> None:
    assert NAME.read(Text(typed), asking()) == Answered(kept)


@pytest.mark.parametrize(
    ("typed", "words"),
    rows(NO_NAMES),
)
def test_what_cannot_be_a_name_is_refused_with_the_reason(typed: str, words: str, asking: Ask, talk: Talk) -> None:
    outcome = NAME.read(Text(typed), asking())
    assert isinstance(outcome, Refused), outcome
    assert words in talk.say(outcome.problem, "en")


def test_the_programme_may_set_the_longest_name(asking: Ask) -> None:
    assert isinstance(NAME.read(Text("Á" * 41), asking(limits={"full_name": 40})), Refused)
    assert isinstance(NAME.read(Text("Á" * 101), asking(limits={"full_name": 120})), Answered)


@pytest.mark.parametrize(
    "typed",
    rows(
        {
            "a sentence": TITLE,
            "eight letters": "Tủ thuốc",
            "two hundred letters": "Ệ" * 200,
            "digits in it": "Cải tiến máy 3",
        }
    ),
)
def test_a_title_is_one_short_sentence(typed: str, asking: Ask) -> None:
    assert HEADING.read(Text(typed), asking()) == Answered(typed)


def test_a_title_on_two_lines_becomes_one(asking: Ask) -> None:
    assert HEADING.read(Text("Cải tiến khâu\r\nphân loại hạt"), asking()) == Answered(TITLE)


@pytest.mark.parametrize(
    ("typed", "words"),
    rows(
        {
            "one word": ("Cải", "very short"),
            "two hundred and one letters": ("Ệ" * 201, "1 character too many (limit 200)"),
            "nothing that can be seen": ("\u200b" * 9, "no letters"),
            "dots": ("..........", "letters"),
            "digits": ("1234567890", "letters"),
        }
    ),
)
def test_what_cannot_be_a_title_is_refused_with_the_reason(typed: str, words: str, asking: Ask, talk: Talk) -> None:
    outcome = HEADING.read(Text(typed), asking())
    assert isinstance(outcome, Refused), outcome
    assert words in talk.say(outcome.problem, "en")


@pytest.mark.parametrize("question", ["full_name", "title"])
@pytest.mark.parametrize("said", rows({name: said for name, said in WRONG_KINDS.items() if "text" not in name}))
def test_what_is_not_typed_is_refused(said: Said, question: str, asking: Ask) -> None:
    assert isinstance(LIBRARY[question].read(said, asking()), Refused)
