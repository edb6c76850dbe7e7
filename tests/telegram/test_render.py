"""Screens as Telegram's messages, up to its limits."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.channels.telegram.render import Rendered, render, render_redrawn
from flows.screen import N_, Action, Button, Screen, button, column, grid
from tests.telegram.words import say

SHARE = Button(N_("Share my number"), Action("phone"), shares_contact=True)


def shown(text_html: str) -> str:
    return html.unescape(re.sub("</?b>", "", text_html))


def labels(rendered: Rendered) -> list[list[str]]:
    assert isinstance(rendered.markup, InlineKeyboardMarkup)
    return [[one.text for one in row] for row in rendered.markup.inline_keyboard]


def test_the_problem_stands_first_the_title_is_bold_and_an_empty_line_is_blank() -> None:
    screen = Screen(
        problem=N_("You wrote {count} digits.", count=5),
        title=N_("Identity"),
        lines=("12 digits", "", "Example: 1"),
    )
    rendered = render(screen, say)
    assert rendered.text_html == "You wrote 5 digits.\n\n<b>Identity</b>\n12 digits\n\nExample: 1"
    assert isinstance(rendered.markup, ReplyKeyboardRemove)


def test_what_people_write_cannot_become_markup() -> None:
    screen = Screen(problem=N_("{said}?", said="<b>"), title=N_("{name}", name="<An>"), lines=('a < b & "c" > </b>',))
    assert (
        render(screen, say).text_html == "&lt;b&gt;?\n\n<b>&lt;An&gt;</b>\na &lt; b &amp; &quot;c&quot; &gt; &lt;/b&gt;"
    )


def test_a_text_of_exactly_4096_characters_is_whole() -> None:
    text = "&" * 4096
    assert shown(render(Screen((text,)), say).text_html) == text


def test_a_word_longer_than_a_message_is_cut_anywhere() -> None:
    assert shown(render(Screen(("á" * 4097,)), say).text_html) == "á" * 4095 + "…"


def test_a_longer_text_is_cut_at_the_end_of_a_line() -> None:
    text = shown(render(Screen(tuple(f"dòng {number}" for number in range(1000))), say).text_html)
    assert 4000 < len(text) <= 4096
    assert re.fullmatch(r"dòng \d+…", text.splitlines()[-1])
    assert text.splitlines()[-1] == f"dòng {len(text.splitlines()) - 1}…"


def test_a_longer_line_is_cut_at_the_end_of_a_word() -> None:
    text = shown(render(Screen(("sáng kiến " * 500,)), say).text_html)
    assert len(text) <= 4096
    assert text.endswith(("sáng…", "kiến…"))


def test_a_title_longer_than_a_message_closes_its_tag() -> None:
    rendered = render(Screen(title=N_("{text}", text="a" * 5000), lines=("b",)), say)
    assert rendered.text_html == f"<b>{'a' * 4095}…</b>"


def test_a_screen_without_words_still_has_a_text() -> None:
    assert render(Screen(rows=column(button("A", "a"))), say).text_html == "…"
    assert render(Screen((" ", "")), say).text_html == "…"


def test_buttons_keep_their_rows_and_carry_their_tokens() -> None:
    rendered = render(Screen(("?",), ((button(N_("Yes"), "yes", 4), button("No", "no")), (button("…", "more"),))), say)
    assert labels(rendered) == [["Yes", "No"], ["…"]]
    assert isinstance(rendered.markup, InlineKeyboardMarkup)
    assert rendered.markup.inline_keyboard[0][0].callback_data == "yes:4"


def test_a_button_without_a_label_is_still_a_button() -> None:
    assert labels(render(Screen(("?",), column(button(" ", "a"))), say)) == [["…"]]


def test_a_row_of_nine_becomes_two_rows() -> None:
    many = tuple(button(str(number), "n", number) for number in range(9))
    assert [len(row) for row in labels(render(Screen(("?",), (many,)), say))] == [8, 1]


def test_a_hundred_buttons_all_fit() -> None:
    many = tuple(button(str(number), "n", number) for number in range(100))
    rendered = render(Screen(("?",), grid(many, 5)), say)
    assert sum(map(len, labels(rendered))) == 100
    assert rendered.text_html == "?"


def test_the_hundred_and_first_button_is_written_out() -> None:
    many = tuple(button(f"nút {number}", "n", number) for number in range(102))
    rendered = render(Screen(("?",), grid(many, 3)), say)
    assert sum(map(len, labels(rendered))) == 100
    assert rendered.text_html == "?\n\nOr type: nút 100 · nút 101"


def test_long_labels_are_shortened_before_a_button_is_left_out() -> None:
    many = tuple(button("ệ" * 60, "n", number) for number in range(30))
    rendered = render(Screen(("?",), column(*many)), say)
    assert [len(row) for row in labels(rendered)] == [1] * 30
    assert {row[0] for row in labels(rendered)} == {"ệ" * 47 + "…"}
    assert size(rendered) <= 10_000


def test_buttons_beyond_ten_thousand_bytes_are_written_out() -> None:
    many = tuple(button(f"đơn vị {number:02}", "x" * 60) for number in range(95))
    rendered = render(Screen(("?",), column(*many)), say)
    assert size(rendered) <= 10_000
    typed = rendered.text_html.partition("Or type: ")[2].split(" · ")
    assert [row[0] for row in labels(rendered)] + typed == [f"đơn vị {number:02}" for number in range(95)]


def size(rendered: Rendered) -> int:
    assert rendered.markup is not None
    return len(json.dumps(rendered.markup.to_dict()))


def keys(rendered: Rendered) -> list[list[Any]]:
    assert isinstance(rendered.markup, ReplyKeyboardMarkup)
    return [[(key.text, bool(key.request_contact)) for key in row] for row in rendered.markup.keyboard]


def test_a_shared_number_needs_keys_and_the_other_buttons_become_words() -> None:
    screen = Screen(("Phone?",), ((button("Back", "back"), SHARE), (button("Stop", "stop"),)))
    rendered = render(screen, say)
    assert keys(rendered) == [[("Share my number", True)], [("Back", False)], [("Stop", False)]]
    assert isinstance(rendered.markup, ReplyKeyboardMarkup)
    assert rendered.markup.one_time_keyboard
    assert rendered.markup.resize_keyboard
    assert rendered.text_html == "Phone?"


def test_old_keys_are_taken_away_from_a_screen_without_choices() -> None:
    rendered = render(Screen(("Name?",)), say)
    assert isinstance(rendered.markup, ReplyKeyboardRemove)
    assert rendered.text_html == "Name?"


def test_a_redrawn_message_has_no_key_that_shares_a_contact() -> None:
    text, keyboard = render_redrawn(Screen(("Phone?",), ((SHARE,), (button("Back", "back"),))), say)
    assert (text, [[one.text for one in row] for row in keyboard.inline_keyboard] if keyboard else None) == (
        "Phone?",
        [["Back"]],
    )
    assert render_redrawn(Screen(("Done",), ((SHARE,),)), say) == ("Done", None)
