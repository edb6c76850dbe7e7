"""The benefit: amounts as people type them, said back in figures and words, and what is asked back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.talk import Talk
from flows.fields.field import Answered, Held, Refused
from flows.fields.money import yearly
from flows.money_words import from_words, in_words
from flows.said import Text
from flows.submission import LIBRARY
from flows.written_money import MOST, read_money
from tests.flows.conftest import Ask
from tests.flows.driver import AN, World
from tests.flows.tables import rows
from tests.flows.walk import asked, until

BENEFIT = LIBRARY["benefit"]
CLEAR = {
    "1,2 tỷ": 1_200_000_000,
    "1.2 tỷ": 1_200_000_000,
    "1,25 tỷ đồng/năm": 1_250_000_000,
    "500tr/năm": 500_000_000,
    "500 trđ": 500_000_000,
    "120 tr.đ": 120_000_000,
    "2 tỷ 300 triệu": 2_300_000_000,
    "2 tỷ, 300 triệu": 2_300_000_000,
    "1 tỷ 2": 1_200_000_000,
    "1tỷ2": 1_200_000_000,
    "1 tỷ 250": 1_250_000_000,
    "1 tỷ rưỡi": 1_500_000_000,
    "2tr5": 2_500_000,
    "100 triệu 500": 100_500_000,
    "khoảng 100tr": 100_000_000,
    "gần 100 triệu mỗi năm": 100_000_000,
    "mỗi năm 100 triệu": 100_000_000,
    "100 triệu 1 năm": 100_000_000,
    "120 triệu năm 2022": 120_000_000,
    "1500000000đ": 1_500_000_000,
    "1.500.000.000": 1_500_000_000,
    "1,500,000,000": 1_500_000_000,
    "1 500 000 000 đồng": 1_500_000_000,
    "1.500.000,50": 1_500_000,
    "500k": 500_000,
    "500 nghìn": 500_000,
    "500 ngàn": 500_000,
    "1.500 nghìn": 1_500_000,
    "1.500 triệu": 1_500_000_000,
    "30 tỷ": 30_000_000_000,
    "30 tỉ": 30_000_000_000,
    "30 TY": 30_000_000_000,
    "30 ti": 30_000_000_000,
    "2 nghìn tỷ": 2_000_000_000_000,
    "2 trăm triệu": 200_000_000,
    "0,5 tỷ": 500_000_000,
    "0,500 tỷ": 500_000_000,
    "86,4 triệu đồng/năm": 86_400_000,
    "năm trăm triệu đồng": 500_000_000,
    "một tỷ hai trăm triệu đồng/năm": 1_200_000_000,
    "120 million": 120_000_000,
    "１２０ triệu": 120_000_000,
}
UNCLEAR = {
    "a comma before three figures": ("1,250 tỷ", (1_250_000_000, 1_250_000_000_000)),
    "two figures behind a unit": ("1 tỷ 25", (1_250_000_000, 1_025_000_000)),
    "a number without a unit": ("500", (500_000_000, 500_000_000_000)),
    "a decimal without a unit": ("1.5", (1_500_000, 1_500_000_000)),
    "thousands without a unit": ("1.500", (1_500_000, 1_500_000_000)),
    "a month's amount": ("7,2 triệu đồng/tháng", (86_400_000,)),
    "a quarter's amount": ("20 triệu/quý", (80_000_000,)),
    "an amount in a sentence": ("Phòng Kế hoạch tính được 420 triệu đồng, giảm 62% lỗi", (420_000_000,)),
    "very few đồng": ("500 đồng", (500,)),
}
NONE = {
    "nothing": "không",
    "one letter": "ờ",
    "nought": "0 đồng",
    "two amounts": "100 triệu và thêm 20 triệu nữa",
    "a range": "từ 100 đến 120 triệu",
    "a range with a hyphen": "100-120 triệu",
    "an amount a shift": "2 triệu/ca",
    "persons": "đỡ 5 người",
    "figures that are grouped wrongly": "1.50.000",
    "more than there is": "9999999999999999999",
}
READ_OUT = {
    10: "mười",
    14: "mười bốn",
    15: "mười lăm",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    101: "một trăm linh một",
    105: "một trăm linh năm",
    111: "một trăm mười một",
    115: "một trăm mười lăm",
    1_005: "một nghìn không trăm linh năm",
    120_000_000: "một trăm hai mươi triệu",
    1_000_050_000: "một tỷ không trăm năm mươi nghìn",
    1_200_000_000: "một tỷ hai trăm triệu",
    2_005_000_000: "hai tỷ không trăm linh năm triệu",
    1_250_000_000_000: "một nghìn hai trăm năm mươi tỷ",
}


@pytest.mark.parametrize(("typed", "amount"), CLEAR.items())
def test_an_amount_is_read_as_people_type_it(typed: str, amount: int, asking: Ask) -> None:
    assert read_money(typed).amounts == (amount,)
    outcome = BENEFIT.read(Text(typed), asking())
    assert isinstance(outcome, Answered if amount <= 10 * 10**9 else Held)


@pytest.mark.parametrize(("typed", "amounts"), rows(UNCLEAR))
def test_what_may_mean_several_amounts_is_asked_back(typed: str, amounts: tuple[int, ...], world: World) -> None:
    assert read_money(typed).amounts == amounts
    until(world, AN, "benefit")
    world.says(AN, typed)
    assert asked(world, AN) == "benefit"
    world.press(AN, "answer", "take", amounts[0])
    assert world.newest(AN).benefit == amounts[0]


@pytest.mark.parametrize("typed", rows(dict(NONE)))
def test_what_is_no_amount_is_refused(typed: str, asking: Ask) -> None:
    assert isinstance(BENEFIT.read(Text(typed), asking()), Refused)


def test_demand_74_an_amount_is_said_back_in_figures_and_words_and_kept_as_whole_dong(world: World) -> None:
    until(world, AN, "benefit")
    screen = world.says(AN, "1 tỷ 2").screen
    echoed = world.reads(screen.problem or "", "vi")
    assert echoed == "Giá trị làm lợi: 1.200.000.000 đồng/năm (một tỷ hai trăm triệu đồng)"
    assert world.newest(AN).benefit == 1_200_000_000


@pytest.mark.parametrize(("typed", "confirmed"), [("10 tỷ", False), ("10.000.000.001", True), ("500 tỷ", True)])
def test_demand_74_above_ten_billion_a_second_confirmation_is_needed(
    typed: str,
    confirmed: bool,
    world: World,
) -> None:
    until(world, AN, "benefit")
    world.says(AN, typed)
    assert (asked(world, AN) == "benefit") == confirmed
    if confirmed:
        assert world.newest(AN).benefit is None
        world.says(AN, "Đúng")
    assert world.newest(AN).benefit == read_money(typed).amounts[0]


def test_a_large_one_of_several_amounts_is_confirmed_once_more(world: World) -> None:
    until(world, AN, "benefit")
    world.says(AN, "15")
    world.press(AN, "answer", "take", 15 * 10**9)
    assert world.newest(AN).benefit is None
    world.press(AN, "answer", "take", 15 * 10**9)
    assert world.newest(AN).benefit == 15 * 10**9


def test_an_old_button_confirms_only_the_amount_it_was_about(world: World) -> None:
    until(world, AN, "benefit")
    world.says(AN, "15 tỷ")
    old = world.button(AN, "answer", "take").action.token
    world.says(AN, "20 tỷ")
    world.taps(AN, old)
    assert world.newest(AN).benefit is None


def test_a_benefit_that_no_money_tells_is_told_in_words(world: World) -> None:
    until(world, AN, "benefit")
    world.press(AN, "answer", "words")
    world.says(AN, "ờ")
    assert asked(world, AN) == "benefit"
    world.says(AN, "Công nhân đỡ đau lưng, không còn ai bị kẹt tay.")
    assert world.newest(AN).text("benefit") == "Công nhân đỡ đau lưng, không còn ai bị kẹt tay."
    assert world.newest(AN).benefit is None


@pytest.mark.parametrize("typed", ["Không tính được bằng tiền", "không tính được"])
def test_the_button_for_words_can_be_typed(typed: str, world: World) -> None:
    until(world, AN, "benefit")
    world.says(AN, typed)
    assert world.button(AN, "answer", "money")
    world.says(AN, "120 triệu")
    assert world.newest(AN).benefit == 120_000_000


def test_words_typed_instead_of_an_amount_are_kept_and_offered(world: World) -> None:
    until(world, AN, "benefit")
    world.says(AN, "Công nhân đỡ đau lưng")
    world.press(AN, "answer", "keep")
    assert world.newest(AN).text("benefit") == "Công nhân đỡ đau lưng"


@pytest.mark.parametrize(("amount", "words"), READ_OUT.items())
def test_amounts_are_read_out_as_vietnamese_reads_them(amount: int, words: str) -> None:
    assert in_words(amount) == words


@given(st.integers(1, MOST))
def test_what_is_read_out_is_understood_when_typed(amount: int) -> None:
    assert from_words(in_words(amount)) == amount


@given(st.text(alphabet="0123456789.,tỷr iệunghk/đồnăm-x", max_size=30))
def test_no_text_breaks_the_reading_and_no_amount_is_below_one(typed: str) -> None:
    assert all(1 <= amount <= MOST for amount in read_money(typed).amounts)


def test_english_shows_figures_only(talk: Talk) -> None:
    assert talk.say(yearly(120_000_000), "en") == "120,000,000 dong a year"
    assert talk.say(yearly(120_000_000), "vi") == "120.000.000 đồng/năm (một trăm hai mươi triệu đồng)"
