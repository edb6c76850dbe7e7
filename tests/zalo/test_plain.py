"""A screen as words: every choice has a number or a letter, nothing is cut off, what is too long goes on in another."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import normalize

import pytest

from bot.channels.capabilities import PLAIN, ZALO_BOT, ZALO_OA
from bot.channels.channel import Capabilities, Post
from bot.channels.plain import Words, parted, written
from bot.choices import choices
from bot.talk import Talk
from flows.screen import Action, Button, Line, Screen, button, column

TALK = Talk.load()
MENU = Screen(("Chào anh/chị!",), column(button("Nộp sáng kiến", "begin"), button("Hướng dẫn", "guide")))
CHOICE = Screen(
    ("Thuộc loại nào?", "1. Giải pháp kỹ thuật", "2. Giải pháp quản lý"),
    (
        (button("1. Kỹ thuật", "answer", "pick", "a"),),
        (button("2. Quản lý", "answer", "pick", "b"),),
        (button("‹ Quay lại", "back"), button("Để sau", "later")),
    ),
)
SUMMARY = Screen(
    tuple(f"{number}. Câu {number}" for number in range(1, 16)),
    (
        (button("Nộp", "submit"),),
        tuple(button(f"Sửa {number}", "correct", 1, f"q{number}") for number in range(1, 16)),
    ),
)


def say(line: Line) -> str:
    return TALK.say(line, "vi")


def words(screen: Screen, letter: str = "") -> Words:
    (one,) = written(Post(screen, letter=letter, nonce="1f"), ZALO_OA, say)
    return one


def test_choices_are_numbered_in_the_text_and_buttons_besides() -> None:
    assert words(MENU).text == "Chào anh/chị!\n\n1. Nộp sáng kiến\n2. Hướng dẫn\nGõ số ở đầu dòng để chọn."
    assert [(key.title, key.payload) for key in words(MENU).keys] == [
        ("Nộp sáng kiến", "#1f:begin"),
        ("Hướng dẫn", "#1f:guide"),
    ]


def test_choices_that_the_question_has_numbered_keep_their_numbers_and_are_not_listed_twice() -> None:
    assert words(CHOICE).text.splitlines() == [
        *("Thuộc loại nào?", "1. Giải pháp kỹ thuật", "2. Giải pháp quản lý", ""),
        *("a. Để sau", "0. Quay lại", "Gõ số hoặc chữ ở đầu dòng để chọn."),
    ]


def test_where_a_number_is_an_answer_choices_have_letters() -> None:
    money = Screen(("Bao nhiêu?",), column(button("Không tính được", "answer", "words")), takes="digits")
    assert "\na. Không tính được\n" in words(money).text


def test_fifteen_corrections_are_one_line_and_no_buttons() -> None:
    lines = words(SUMMARY).text.splitlines()
    assert "Sửa: gõ số 1–15" in lines
    assert "a. Nộp" in lines
    assert [key.title for key in words(SUMMARY).keys] == ["Nộp"]


def test_a_message_nobody_asked_for_has_its_letter_before_every_number() -> None:
    assert words(MENU, "B").text.splitlines()[-3:] == [
        *("B1. Nộp sáng kiến", "B2. Hướng dẫn", "Trả lời tin này: gõ ví dụ B1"),
    ]


def test_five_buttons_at_most_and_the_way_back_is_one_of_them() -> None:
    many = Screen(("Nơi công tác",), (*column(*(button(f"Đơn vị {n}x", "unit", n) for n in range(9))), CHOICE.rows[-1]))
    assert [key.title for key in words(many).keys] == ["Đơn vị 0x", "Đơn vị 1x", "Đơn vị 2x", "Đơn vị 3x", "Quay lại"]
    assert len([line for line in words(many).text.splitlines() if ". " in line]) == 11


def test_a_channel_without_buttons_says_the_same_in_words() -> None:
    (plain,) = written(Post(MENU), ZALO_BOT, say)
    assert (plain.text, plain.keys) == (words(MENU).text, ())


@pytest.mark.parametrize("can", [ZALO_OA, ZALO_BOT, PLAIN])
def test_what_is_too_long_goes_on_in_another_message_and_no_word_is_lost(can: Capabilities) -> None:
    long = replace(MENU, lines=tuple(f"Dòng {number} " + "chữ " * 30 for number in range(40)))
    several = written(Post(long, nonce="1"), can, say)
    assert all(0 < len(one.text) <= can.text_length for one in several)
    assert " ".join(" ".join(one.text for one in several).split()).count("Dòng") == 40
    assert [bool(one.keys) for one in several] == [False] * (len(several) - 1) + [can.buttons]


def test_one_word_without_end_is_cut_but_kept_whole() -> None:
    assert "".join(parted("x" * 5000, 1900)) == "x" * 5000


def test_a_button_that_shares_a_contact_is_not_offered_where_nothing_vouches_for_it() -> None:
    share = Button("Gửi số điện thoại", Action("answer", ("contact",)), shares_contact=True)
    assert words(Screen(("Số điện thoại?",), ((share,),))) == Words("Số điện thoại?")


def test_accents_are_composed_so_that_they_count_once() -> None:
    decomposed = normalize("NFD", "hội nghị")
    assert words(Screen((decomposed,))).text == normalize("NFC", decomposed) != decomposed


def marks(screen: Screen) -> list[tuple[str, str]]:
    return [(one.mark, one.label) for one in choices(screen, say)]


def test_of_two_ways_back_the_one_of_the_form_is_nought_else_the_last() -> None:
    list_of_units = (button("‹ Trang trước", "page", 1),)
    assert marks(Screen(("?",), (list_of_units, (button("‹ Quay lại", "back"),), (button("‹ Về", "home"),)))) == [
        *(("1", "Trang trước"), ("2", "Về"), ("0", "Quay lại")),
    ]
    assert marks(Screen(("?",), (list_of_units, (button("‹ Về", "home"),)))) == [("1", "Trang trước"), ("0", "Về")]


def test_where_two_choices_have_the_same_number_all_are_numbered_anew() -> None:
    twice = Screen(("?",), column(button("1. Kỹ thuật", "a"), button("1. Quản lý", "b")))
    assert [mark for mark, _ in marks(twice)] == ["1", "2"]


def test_a_number_at_the_end_of_other_labels_is_part_of_their_words() -> None:
    phases = Screen(("?",), column(button("Đợt 7", "phase", 7), button("Đợt 9", "phase", 9)))
    assert [mark for mark, _ in marks(phases)] == ["1", "2"]


def test_what_may_not_stay_in_the_chat_is_offered_where_a_page_shows_it_and_nowhere_else() -> None:
    screen = Screen(("?",), ((Button("Xem đủ số", Action("see"), pops_up=True), button("Xong", "done")),))
    assert marks(PLAIN.fitted(screen)) == [("1", "Xong")]
    assert marks(replace(PLAIN, pages=True).fitted(screen)) == [("1", "Xem đủ số"), ("2", "Xong")]
