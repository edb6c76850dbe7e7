"""The place of work: found by a few words in any spelling, or level by level; never a unit that is not offered."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from flows.fields.field import Outcome, Picked, Refused, Turned
from flows.said import Said, Text
from flows.screen import Screen
from flows.submission import LIBRARY
from flows.units import Unit, UnitTree
from tests.flows.conftest import Ask
from tests.flows.driver import AN, World
from tests.flows.tables import rows
from tests.flows.walk import WRONG_KINDS, hand_in, until

UNIT = LIBRARY["unit"]
COFFEE, COOPERATIVE = "DLK-01-017", "DLK-05-003"
NURSERIES = {"DLK-01-032", "DLK-08-002"}

FIRST = {
    "with all accents": ("Liên đoàn Lao động thị xã Buôn Hồ", "DLK-02"),
    "without accents": ("buon ho", "DLK-02"),
    "in capitals": ("BUÔN HỒ", "DLK-02"),
    "with accents apart from their letters": (normalize("NFD", "Buôn Hồ"), "DLK-02"),
    "with spaces doubled": ("  buôn   hồ ", "DLK-02"),
    "by an alias": ("BMT", "DLK-01"),
    "by an older name": ("Ban Mê Thuột", "DLK-01"),
    "by an abbreviation with a dot": ("TP.BMT", "DLK-01"),
    "by an abbreviation of the union": ("ldld tx buon ho", "DLK-02"),
    "by đ typed as d": ("huyen buon don", "DLK-03"),
    "by đ itself": ("buôn đôn", "DLK-03"),
    "without the apostrophe": ("cu mgar", "DLK-05"),
    "with a straight apostrophe": ("Cư M'gar", "DLK-05"),
    "with a space for the apostrophe": ("cu m gar", "DLK-05"),
    "in one word": ("cumgar", "DLK-05"),
    "in another spelling of the place": ("Krông Pắk", "DLK-13"),
    "by the beginning of a word": ("krong buk", "DLK-11"),
    "by an abbreviation in the name": ("nnptnt", "DLK-18"),
    "with the words in another order": ("ho buon thi xa", "DLK-02"),
    "with a slip of the finger": ("hoa senn mam non", "DLK-01-032"),
}
NOTHING = ["zzzz", "o", "đ", "", "?!", "\u200b", "123456789", "😀"]


def answer(said: Said | Picked, asking: Ask, **looking: object) -> Outcome:
    return UNIT.read(said, asking(**looking))


def offered(screen: Screen) -> list[str]:
    """Return the units that a screen offers, in order."""
    codes = [
        button.action.args[-1]
        for button in screen.buttons()
        if button.action.verb == "answer" and "missing" not in button.action.args
    ]
    return [code.partition("@")[0] for code in codes if code.partition("@")[0]]


def found(typed: str, asking: Ask) -> list[str]:
    outcome = answer(Text(typed), asking)
    assert isinstance(outcome, Turned), outcome
    return offered(outcome.screen)


@pytest.mark.parametrize(("typed", "code"), rows(FIRST))
def test_a_unit_is_found_first(typed: str, code: str, asking: Ask) -> None:
    assert found(typed, asking)[0] == code


def test_words_of_the_unit_above_narrow_the_search(asking: Ask) -> None:
    assert set(found("ca phe bmt", asking)) == {COFFEE, COOPERATIVE}
    assert found("hoa sen ea sup", asking) == ["DLK-08-002"]


def test_units_of_the_same_name_are_told_apart_by_the_unit_above(asking: Ask) -> None:
    outcome = answer(Text("hoa sen"), asking)
    assert isinstance(outcome, Turned)
    labels = [str(button.label) for button in outcome.screen.buttons()[:2]]
    assert set(offered(outcome.screen)) == NURSERIES
    assert len(set(labels)) == 2
    assert any("Ea Súp" in label for label in labels)
    assert any("Buôn Ma Thuột" in label for label in labels)


@pytest.mark.parametrize("typed", ["dak lak", "daklak", "Ðắk Lắk", "lien doan lao dong tinh dak lak"])
def test_the_top_itself_is_found_by_its_name_and_taken_with_one_tap(typed: str, asking: Ask) -> None:
    outcome = answer(Text(typed), asking)
    assert isinstance(outcome, Turned)
    first = outcome.screen.rows[0][0]
    assert first.action.args == ("take", "DLK")
    assert first.label == "LĐLĐ tỉnh Đắk Lắk"


@pytest.mark.parametrize("typed", ["dak lak", "công đoàn", "ldld", "truong"])
def test_at_most_five_are_found(typed: str, asking: Ask) -> None:
    assert 1 <= len(found(typed, asking)) <= 5


@pytest.mark.parametrize("typed", NOTHING)
def test_words_that_name_no_unit_are_refused(typed: str, asking: Ask) -> None:
    assert isinstance(answer(Text(typed), asking), Refused)


def test_nothing_is_taken_by_typing_alone(asking: Ask) -> None:
    assert found("Công đoàn Công ty CP Cà phê Buôn Ma Thuột", asking) == [COFFEE]


def test_a_found_unit_with_units_below_is_opened_and_can_be_chosen_itself(world: World) -> None:
    until(world, AN, "unit")
    world.says(AN, "buon ho")
    world.press(AN, "answer", "open", "DLK-02")
    assert set(offered(world.screens[AN])) >= {"DLK-02-004", "DLK-02"}
    world.press(AN, "answer", "take", "DLK-02")
    assert world.newest(AN).answers["unit"] == "DLK-02"


def test_all_units_can_be_reached_by_pressing_alone(world: World) -> None:
    until(world, AN, "unit")
    seen = set(offered(world.screens[AN]))
    for page in ("DLK@1", "DLK@2"):
        world.press(AN, "answer", page)
        seen |= set(offered(world.screens[AN]))
    assert seen - {"DLK"} == {unit.code for unit in world.units.children("DLK")}
    assert not any("DLK@3" in button.action.args for button in world.screens[AN].buttons())


def test_a_level_below_shows_its_path_and_the_way_up(world: World) -> None:
    until(world, AN, "unit")
    world.press(AN, "answer", "open", "DLK-01")
    screen = world.screens[AN]
    assert "LĐLĐ TP Buôn Ma Thuột › LĐLĐ tỉnh Đắk Lắk" in screen.lines
    world.press(AN, "answer", "open", "DLK@0")
    assert offered(world.screens[AN])[0] == "DLK-01"


@pytest.mark.parametrize(
    "page",
    rows(
        {
            "first": "0",
            "last": "2",
            "after the last": "3",
            "far": "999999",
            "negative": "-1",
            "none": "",
            "superscript": "²",
        }
    ),
)
def test_any_page_a_button_names_shows_a_page(page: str, asking: Ask) -> None:
    outcome = answer(Picked("open", f"DLK@{page}"), asking)
    assert isinstance(outcome, Turned)
    assert set(offered(outcome.screen)) - {"DLK"}


@pytest.mark.parametrize("kind", ["take", "open"])
@pytest.mark.parametrize("code", ["XX", "DLK-99", "DLK-01-017 ", "dlk-01", "DLK%", "None"])
def test_a_forged_unit_is_refused(kind: str, code: str, asking: Ask) -> None:
    assert isinstance(answer(Picked(kind, code), asking), Refused)


@pytest.mark.parametrize("code", ["", "@", "@0"])
def test_a_forged_button_without_a_unit_takes_none(code: str, asking: Ask) -> None:
    assert isinstance(answer(Picked("take", code), asking), Refused)


def test_a_unit_of_another_programme_is_never_taken(asking: Ask) -> None:
    other = UnitTree.of(
        (*asking().units.units.values(), Unit("HN", "Hà Nội", "HN", None), Unit("HN-1", "Hà Nội 1", "HN 1", "HN"))
    )
    for kind in ("take", "open"):
        assert isinstance(answer(Picked(kind, "HN-1"), asking, units=other), Refused)
    assert isinstance(answer(Text("ha noi 1"), asking, units=other), Refused)
    assert offered(UNIT.ask(asking(units=other, proposed_unit="HN-1")))[0] == "DLK-01"


def test_a_unit_that_is_gone_by_now_is_refused_and_the_list_is_shown(world: World) -> None:
    until(world, AN, "unit")
    world.says(AN, "ca phe bmt")
    world.units = UnitTree.of(unit for unit in world.units.units.values() if unit.code != COFFEE)
    reply = world.press(AN, "answer", "take", COFFEE)
    assert reply.screen.problem is not None
    assert COFFEE not in offered(reply.screen)


def test_more_hits_than_are_shown_are_not_called_all(asking: Ask) -> None:
    outcome = answer(Text("cong doan"), asking)
    assert isinstance(outcome, Turned)
    few = answer(Text("krong"), asking)
    assert isinstance(few, Turned)
    assert len(offered(few.screen)) == len(offered(outcome.screen)) == 5
    assert outcome.screen.lines != few.screen.lines


def test_the_unit_of_a_qr_code_is_proposed_and_one_press_takes_it(world: World) -> None:
    """Demand 30."""
    world.commands(AN, "start", f"u-{COFFEE}")
    until(world, AN, "unit")
    world.press(AN, "answer", "take", COFFEE)
    assert world.newest(AN).answers["unit"] == COFFEE


def test_another_unit_than_that_of_the_qr_code_can_be_chosen(world: World) -> None:
    world.commands(AN, "start", f"u-{COFFEE}")
    until(world, AN, "unit")
    world.press(AN, "answer", "open", "@0")
    assert offered(world.screens[AN])[0] == "DLK-01"


@pytest.mark.parametrize("payload", ["u-XX", "u-", "u", "x-DLK-01", "u-dlk-01-017"])
def test_a_qr_code_of_no_unit_is_only_a_start(payload: str, world: World) -> None:
    world.commands(AN, "start", payload)
    until(world, AN, "unit")
    assert offered(world.screens[AN])[0] == "DLK-01"


@pytest.mark.parametrize(
    "said", rows({name: said for name, said in WRONG_KINDS.items() if name != "a text that answers nothing"})
)
def test_what_is_not_typed_is_refused(said: Said, asking: Ask) -> None:
    assert isinstance(answer(said, asking), Refused)


def test_a_unit_is_shown_with_those_above_it(asking: Ask) -> None:
    shown = "CĐ Công ty CP Cà phê Buôn Ma Thuột › LĐLĐ TP Buôn Ma Thuột › LĐLĐ tỉnh Đắk Lắk"
    assert UNIT.show(COFFEE, asking()) == UNIT.detail(COFFEE, asking()) == shown


def labels(screen: Screen, world: World) -> list[str]:
    return [world.reads(button.label) for button in screen.buttons()]


def test_demand_28_the_unit_handed_in_for_last_comes_first(world: World) -> None:
    hand_in(world, AN)
    until(world, AN, "unit")
    assert labels(world.screens[AN], world)[0].startswith("As last time: CĐ Công ty CP Cà phê Buôn Ma Thuột · ")
    world.says(AN, "ca phe")
    assert offered(world.screens[AN])[0] == COFFEE
    world.press(AN, "answer", "open", "@0")
    world.press(AN, "answer", "take", COFFEE)
    assert world.newest(AN).answers["unit"] == COFFEE


def test_the_last_unit_is_not_offered_where_it_is_the_answer_or_is_gone(asking: Ask) -> None:
    for looking in ({"last_unit": COFFEE, "value": COFFEE}, {"last_unit": "XX"}, {"last_unit": None}):
        assert offered(UNIT.ask(asking(**looking)))[0] == "DLK-01"


def test_whoever_does_not_find_their_unit_hands_in_to_the_one_above_and_is_told_whom_to_ask(world: World) -> None:
    until(world, AN, "unit")
    world.press(AN, "answer", "missing", "DLK")
    assert "DLK-02" in offered(world.screens[AN])
    world.press(AN, "answer", "open", "DLK-02")
    world.press(AN, "answer", "missing", "DLK-02")
    told = " ".join(world.reads(line) for line in world.screens[AN].lines)
    assert "Ask LĐLĐ thị xã Buôn Hồ" in told
    world.press(AN, "answer", "above", "DLK-02")
    assert world.newest(AN).answers["unit"] == "DLK-02"
    problem = world.screens[AN].problem
    assert problem is not None
    assert "straight to LĐLĐ thị xã Buôn Hồ" in world.reads(problem)


@pytest.mark.parametrize("kind", ["missing", "above"])
def test_a_forged_way_out_leads_nowhere(kind: str, asking: Ask) -> None:
    for code in ("XX", "", "@", "@9"):
        assert isinstance(answer(Picked(kind, code), asking), Refused)
