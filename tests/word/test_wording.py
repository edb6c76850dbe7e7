"""Texts are shortened where a person would, and runs of numbers are written briefly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.making.word.elements import plain
from bot.making.word.wording import padded, ranges, shortened
from flows.screen import Line
from tests.word.conftest import TALK

WORDS = st.lists(st.text(alphabet="abcđêớ,.!?", min_size=1, max_size=12), min_size=1, max_size=60).map(" ".join)


@given(WORDS, st.integers(min_value=15, max_value=80))
def test_a_shortened_text_is_a_beginning_that_ends_with_a_whole_word(text: str, most: int) -> None:
    short = shortened(text, most)
    if len(text) <= most:
        assert short == text
        return
    kept = short.removesuffix(" […]").removesuffix("…")
    assert len(kept) <= most
    assert text.startswith(kept)
    goes_on = text[len(kept) :]
    assert (
        kept.endswith((" ", "?")) or not (kept[-1:].isalpha() and goes_on[0].isalpha()) or " " not in text[: most + 1]
    )
    assert short != text


def test_it_ends_with_a_sentence_where_one_ends_late_enough() -> None:
    text = "Câu một dài vừa. Câu hai cũng dài vừa. Câu ba thì dài hơn nhiều so với hai câu trước."
    assert shortened(text, 50) == "Câu một dài vừa. Câu hai cũng dài vừa. […]"
    assert shortened("Ừ. " + "chữ " * 30, 50) == "Ừ. " + ("chữ " * 11).strip() + "…"
    assert shortened("x" * 60, 50) == "x" * 50 + "…"


@pytest.mark.parametrize(
    ("numbers", "written"), [((), ""), ((7,), "7"), ((1, 2, 3, 7), "1–3, 7"), ((1, 3, 4, 9, 10, 11), "1, 3–4, 9–11")]
)
def test_runs_of_numbers_are_written_briefly(numbers: tuple[int, ...], written: str) -> None:
    assert ranges(numbers) == written


def test_single_figures_have_a_nought_before_them_as_in_the_plans() -> None:
    def say(line: Line) -> str:
        return TALK.say(line, "vi")

    assert [padded(say, one) for one in (None, 0, 5, 10, 1500)] == ["–", "0", "05", "10", "1.500"]


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x0c", "\x1f", "\x7f", "\ud800", "\ufffe", "\u202e"])
def test_nothing_that_xml_or_a_page_cannot_hold_is_left(sign: str) -> None:
    assert plain(f"trước{sign}sau").replace("\n", "") == "trướcsau"
