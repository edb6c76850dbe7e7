"""Marks before choices and what is typed for them, at the edges: few and many, empty, numbered by themselves, alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.capabilities import PLAIN, ZALO_BOT, ZALO_OA
from bot.channels.channel import Post
from bot.channels.plain import parted, written
from bot.choices import choices
from bot.talk import Talk
from bot.understand import understand, worded
from flows.said import Command, Said, Tap, Text
from flows.screen import Action, Button, Line, Msg, Screen, button, column
from tests.zalo.test_plain import CHOICE, MENU

TALK = Talk.load()
HINT = "Gõ số ở đầu dòng để chọn."


def say(line: Line) -> str:
    return TALK.say(line, "vi")


def lines_of(screen: Screen, letter: str = "") -> list[str]:
    (one,) = written(Post(screen, letter=letter), ZALO_OA, say)
    return one.text.splitlines()


def corrections(*numbers: int) -> Screen:
    return Screen(("Tóm tắt",), (tuple(button(f"Sửa {one}", "correct", 1, f"q{one}") for one in numbers),))


def typed(text: str, screen: Screen | None) -> Said:
    return understand(Text(text), screen, say, numbered=True)


def tap(token: str) -> Tap:
    return Tap(Action.parse(token))


@pytest.mark.parametrize(
    ("numbers", "letter", "told"),
    [
        ((4,), "", "Sửa: gõ số 4"),
        ((1, 2), "", "Sửa: gõ số 1, 2"),
        ((1, 2, 3), "", "Sửa: gõ số 1–3"),
        ((1, 2, 4), "", "Sửa: gõ số 1, 2, 4"),
        ((3, 4, 5), "B", "Sửa: gõ số B3–B5"),
        ((3, 5), "B", "Sửa: gõ số B3, B5"),
    ],
)
def test_corrections_are_told_by_their_numbers(numbers: tuple[int, ...], letter: str, told: str) -> None:
    assert told in lines_of(corrections(*numbers), letter)


def test_what_was_wrong_stands_first_and_the_title_above_the_question() -> None:
    screen = Screen(("Bao nhiêu?",), title=Msg("Giá trị làm lợi"), problem=Msg("Chưa hiểu số này."))
    assert lines_of(screen) == ["Chưa hiểu số này.", "", "Giá trị làm lợi", "Bao nhiêu?"]


def test_a_choice_the_text_says_otherwise_is_listed_all_the_same() -> None:
    other = replace(CHOICE, lines=("Thuộc loại nào?", "1. Ai hưởng lợi", "2. Giải pháp quản lý"))
    assert "1. Kỹ thuật" in lines_of(other)
    assert "2. Quản lý" not in lines_of(other)


def test_a_choice_is_in_the_text_where_most_of_its_words_are() -> None:
    four = column(button("1. Cải tiến máy móc nhỏ", "answer", "a"))
    assert lines_of(Screen(("1. Cải tiến máy móc",), four))[-2:] == ["", HINT]
    assert "1. Cải tiến máy móc nhỏ" in lines_of(Screen(("1. Cải tiến dây chuyền",), four))


def test_where_there_is_only_a_way_to_go_nothing_is_to_be_chosen() -> None:
    assert lines_of(Screen(("Họ tên?",), CHOICE.rows[-1:])) == ["Họ tên?", "", "1. Để sau", "0. Quay lại"]


@pytest.mark.parametrize("screen", [Screen(()), Screen(("",))])
def test_a_message_is_never_empty(screen: Screen) -> None:
    (one,) = written(Post(screen), ZALO_BOT, say)
    assert one.text == "…"


def test_a_button_has_a_title_within_what_zalo_takes() -> None:
    (one,) = written(Post(Screen(("?",), column(button("x" * 101, "a"), button("‹", "b")))), ZALO_OA, say)
    assert [key.title for key in one.keys] == ["x" * 100, "…"]


def test_buttons_of_two_messages_carry_different_marks() -> None:
    first, other = (written(Post(MENU, nonce=nonce), ZALO_OA, say)[0].keys[0].payload for nonce in ("1f", "20"))
    assert (first, other) == ("#1f:begin", "#20:begin")


def test_a_text_is_not_cut_into_crumbs_before_a_long_word() -> None:
    first, *rest = parted("Xem: " + "x" * 3000, PLAIN.text_length)
    assert len(first) == PLAIN.text_length
    assert len(rest) == 1


def test_more_choices_than_letters_have_two_letters() -> None:
    many = Screen(("?",), column(*(button(f"Đơn vị {one}x", "unit", one) for one in range(28))), takes="digits")
    assert [one.mark for one in choices(many, say)][24:] == ["y", "z", "aa", "ab"]


@pytest.mark.parametrize(
    ("labels", "marks"),
    [
        (("12. Kỹ thuật", "13. Quản lý"), ["12", "13"]),
        (("2 tầng", "3 tầng"), ["1", "2"]),
        (("100. Kỹ thuật",), ["1"]),
        (("1", "2"), ["1", "2"]),
    ],
)
def test_a_label_keeps_a_number_of_two_digits_with_a_full_stop(labels: tuple[str, ...], marks: list[str]) -> None:
    screen = Screen(("?",), column(*(button(label, "pick", number) for number, label in enumerate(labels))))
    assert [one.mark for one in choices(screen, say)] == marks


@pytest.mark.parametrize("text", ["hủy", "huỷ bỏ", "Cancel"])
@pytest.mark.parametrize("screen", [MENU, None])
def test_words_that_leave_are_taken_anywhere(text: str, screen: Screen | None) -> None:
    assert typed(text, screen) == Command("cancel")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("bắt đầu", "start"), ("menu", "start"), ("start", "start"), ("0", "start"), ("quay lại", "start")),
        *(("back", "start"), ("xong", "start"), ("done", "start"), ("trạng thái", "mine"), ("status", "mine")),
        *(("trợ giúp", "help"), ("giúp tôi", "help"), ("help", "help")),
    ],
)
def test_words_that_lead_somewhere_do_so_in_both_languages_where_nothing_is_asked(text: str, name: str) -> None:
    assert typed(text, MENU) == Command(name)
    assert typed(text, None) == Command(name)


@pytest.mark.parametrize("text", ["back", "quay lai", "Quay lại.", "0"])
def test_the_way_back_is_typed_in_both_languages(text: str) -> None:
    assert typed(text, CHOICE) == tap("back")


@pytest.mark.parametrize("text", ["?", "…", " "])
def test_signs_are_no_choice_even_where_a_label_has_no_words(text: str) -> None:
    screen = Screen(("?",), column(button("▶", "next"), button("Xem", "see")))
    assert typed(text, screen) == Text(text)


@pytest.mark.parametrize("text", ["Ea", "năm 20", "2022", "ghiệp", "nghi"])
def test_too_few_letters_numbers_and_pieces_of_words_choose_nothing(text: str) -> None:
    screen = Screen(("?",), column(button("Ea Kar", "a"), button("Năm 2022", "b"), button("Nông nghiệp", "c")))
    assert typed(text, screen) == Text(text)


GROUPS = Screen(
    ("Trả lại vì gì?",),
    column(
        *(
            Button(label, Action("mark", (str(at),)), several=True)
            for at, label in enumerate(("Tên", "Tên đơn vị", "Vị trí"))
        ),
        button("Gửi, xong", "marked"),
    ),
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tên, tên đơn vị", "1, 2"),
        ("đơn vị; 1", "2, 1"),
        ("đơn vị\ntên", "2, 1"),
        ("tên, ngày", "tên, ngày"),
        ("vị, tên", "vị, tên"),
        ("tên, gửi xong", "tên, gửi xong"),
    ],
)
def test_several_choices_are_named_in_one_message_and_all_or_none_is_understood(text: str, meant: str) -> None:
    assert typed(text, GROUPS) == Text(meant)


def test_of_an_earlier_message_a_choice_is_meant_by_two_of_its_words_or_more_and_by_all_of_them() -> None:
    earlier = Screen(("?",), column(button("Xác nhận", "verify"), button("Xem", "see"), button("Trả lại đi", "back")))
    assert worded(earlier, "xac nhan", say) == tap("verify")
    assert [worded(earlier, text, say) for text in ("xem", "trả lại", "lại đi", "xác nhận nhé")] == [None] * 4
