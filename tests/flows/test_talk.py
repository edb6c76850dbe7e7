"""Numbers, days, instants and shares as each language writes them; English without stray Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from unicodedata import normalize

import pytest
from babel.messages.pofile import read_po

from bot.talk import NoCatalogueError, Talk
from flows.screen import N_, NN_, Arg, At, Day, Listing, Share
from tests.flows.tables import rows

NUMBERS: dict[str, tuple[Arg, str, str]] = {
    "a small number": (7, "7", "7"),
    "thousands": (5342, "5.342", "5,342"),
    "millions": (1_234_567, "1.234.567", "1,234,567"),
    "billions of đồng": (30_000_000_000, "30.000.000.000", "30,000,000,000"),
    "below zero": (-1500, "-1.500", "-1,500"),
    "nothing of it": (Share(0, 190), "0%", "0%"),
    "a whole share": (Share(95, 190), "50%", "50%"),
    "all of it": (Share(190, 190), "100%", "100%"),
    "more than all": (Share(380, 190), "200%", "200%"),
    "much more than all": (Share(5000, 4), "125.000%", "125,000%"),
    "less than one in a hundred": (Share(1, 190), "0,5%", "0.5%"),
    "a share of nothing": (Share(3, 0), "0%", "0%"),
    "one of thousands": (Share(1, 3500), "0,1%", "0.1%"),
    "just below one in a hundred": (Share(199, 20_000), "0,9%", "0.9%"),
    "just below all": (Share(1499, 1500), "99%", "99%"),
    "a day": (Day(date(2023, 9, 1)), "1/9/2023", "1/9/2023"),
    "two names": (Listing(("An", "Bình")), "An, Bình", "An, Bình"),
    "two names with a dot": (Listing(("An", N_("Later")), " · "), "An · Để sau", "An · Later"),
    "a sentence in a sentence": (N_("Later"), "Để sau", "Later"),
    "braces in what somebody wrote": ("{value} {0}", "{value} {0}", "{value} {0}"),
}
ROUNDED = "rounded to the nearest, so it looks like none, or like more than it is"
INSTANTS = {
    "an instant told in UTC": (
        At(datetime(2022, 3, 21, 2, 5, tzinfo=UTC)),
        "09:05 ngày 21/3/2022",
        "09:05 on 21/3/2022",
    ),
    "the evening before in UTC": (
        At(datetime(2022, 3, 20, 17, 0, tzinfo=UTC)),
        "00:00 ngày 21/3/2022",
        "00:00 on 21/3/2022",
    ),
    "an instant in short": (At(datetime(2022, 3, 21, 2, 5, tzinfo=UTC), "short"), "21/3/2022 09:05", "21/3/2022 09:05"),
    "midnight as a closing": (
        At(datetime(2022, 5, 31, 17, 0, tzinfo=UTC), "closing"),
        "24 giờ 00 ngày 31/5/2022",
        "24:00 on 31/5/2022",
    ),
    "another hour as a closing": (
        At(datetime(2022, 5, 31, 10, 0, tzinfo=UTC), "closing"),
        "17:00 ngày 31/5/2022",
        "17:00 on 31/5/2022",
    ),
    "the turn of the year": (
        At(datetime(2022, 12, 31, 17, 0, tzinfo=UTC), "closing"),
        "24 giờ 00 ngày 31/12/2022",
        "24:00 on 31/12/2022",
    ),
}


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    rows(NUMBERS),
)
def test_a_value_is_written_as_the_language_does(value: Arg, vietnamese: str, english: str, talk: Talk) -> None:
    sentence = N_("Now: {value}", value=value)
    assert talk.say(sentence, "vi") == f"Đang là: {vietnamese}"
    assert talk.say(sentence, "en") == f"Now: {english}"


@pytest.mark.parametrize(("at", "vietnamese", "english"), rows(dict(INSTANTS)))
def test_an_instant_is_written_in_vietnams_time(at: At, vietnamese: str, english: str, talk: Talk) -> None:
    sentence = N_("Handed in at {at}.", at=at)
    assert talk.say(sentence, "vi") == f"Nộp lúc {vietnamese}."
    assert talk.say(sentence, "en") == f"Handed in at {english}."


@pytest.mark.parametrize(
    ("count", "vietnamese", "english"),
    [(0, "0 tệp", "0 files"), (1, "1 tệp", "1 file"), (2, "2 tệp", "2 files"), (1000, "1.000 tệp", "1,000 files")],
)
def test_only_english_tells_one_from_many(count: int, vietnamese: str, english: str, talk: Talk) -> None:
    sentence = NN_("Received {count} file", "Received {count} files", count)
    assert talk.say(sentence, "vi") == f"Đã nhận {vietnamese}"
    assert talk.say(sentence, "en") == f"Received {english}"


@pytest.mark.parametrize("language", ["vi", "fr", "", "VI"])
def test_a_language_nobody_speaks_is_vietnamese(language: str, talk: Talk) -> None:
    assert talk.say(N_("Later"), language) == "Để sau"


def test_what_somebody_wrote_is_never_translated(talk: Talk) -> None:
    assert talk.say("Later", "vi") == "Later"
    assert talk.say(N_("Now: {value}", value="Later"), "vi") == "Đang là: Later"


def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "vi" / "LC_MESSAGES" / "messages.po"
    broken.parent.mkdir(parents=True)
    broken.write_text('msgid "Later\n', encoding="utf-8")
    with pytest.raises(NoCatalogueError, match=r"messages\.po"):
        Talk.load(tmp_path)


def test_without_a_vietnamese_catalogue_nothing_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoCatalogueError, match="vi"):
        Talk.load(tmp_path)


# Names of people and of languages stay as they are written.
ALLOWED = ("Nguyễn Văn A", "Trần Thị An", "Trần Thị Út", "Quận Hoàn Kiếm", "15/QĐ-CT", "tiếng Việt")
VIETNAMESE_LETTER = re.compile("[\u0300-\u036f]|[đĐ]")


def english() -> Iterator[tuple[str, str]]:
    """Yield every sentence of the English catalogue with its source."""
    with (Path(__file__).parents[2] / "locales" / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        for message in read_po(file):
            if message.id:
                texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
                sources = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
                yield from zip(sources, texts, strict=True)


def test_no_english_sentence_has_vietnamese_words_but_names() -> None:
    stray = []
    for source, text in english():
        bare = text
        for name in ALLOWED:
            bare = bare.replace(name, "")
        if VIETNAMESE_LETTER.search(normalize("NFD", bare)):
            stray.append(source)
    assert stray == []


def test_every_command_an_english_sentence_names_is_an_english_one() -> None:
    named = {name for _, text in english() for name in re.findall(r"(?<![\w/])/([a-z]+)\b", text)}
    known = {
        *("start", "submit", "mine", "cancel", "data", "queue", "quota", "ranking", "report", "nominate", "history"),
        *("help", "language"),
    }
    assert named <= known


def test_a_year_is_not_grouped_like_a_number(talk: Talk) -> None:
    sentence = N_("By its 4th to 6th digit the number would belong to somebody born in {year}.", year="2022")
    assert "2022" in talk.say(sentence, "vi")
