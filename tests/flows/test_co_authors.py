"""Co-authors: nobody by one tap, lines with shares, and who is credited."""

from __future__ import annotations

import pytest

from flows.authors import Author, authors, credited
from flows.draft import Initiative, Value
from tests.flows.driver import AN, BINH, World
from tests.flows.tables import rows
from tests.flows.walk import asked, go_on, until

UT = {"name": "Trần Thị Út", "share": 30}
TAM = {"name": "Lê Văn Tám", "share": 20}
TYPED = {
    "a line": ("Trần Thị Út 30%", (UT,)),
    "without the sign": ("Trần Thị Út 30", (UT,)),
    "a colon": ("Trần Thị Út: 30%", (UT,)),
    "a hyphen": ("Trần Thị Út - 30 %", (UT,)),
    "brackets": ("Trần Thị Út (30%)", (UT,)),
    "a number before it": ("1. Trần Thị Út 30%", (UT,)),
    "words for the sign": ("Trần Thị Út 30 phần trăm", (UT,)),
    "two lines": ("Trần Thị Út 30%\nLê Văn Tám 20%", (UT, TAM)),
    "a semicolon": ("Trần Thị Út 30%; Lê Văn Tám 20%", (UT, TAM)),
    "a comma": ("Trần Thị Út 30%, Lê Văn Tám 20%", (UT, TAM)),
    "one's own line is left out": ("Trần Thị An 70%\nTrần Thị Út 30%", (UT,)),
}
WRONG = {
    "no share": ("Trần Thị Út", "Line 1 (“Trần Thị Út”): the share is missing"),
    "a part of a percent": ("Trần Thị Út 30,5%", "whole percent"),
    "nought": ("Trần Thị Út 0%", "between 1% and 99%"),
    "all": ("Trần Thị Út 100%", "between 1% and 99%"),
    "a huge number": ("Trần Thị Út 99999999999", "between 1% and 99%"),
    "no name": ("30%", "the name is missing"),
    "signs in the name": ("<b>Út</b> 30%", "the name is missing"),
    "nothing is left": ("Trần Thị Út 50%\nLê Văn Tám 50%", "nothing is left for you"),
    "too much": ("Trần Thị Út 60%\nLê Văn Tám 70%", "add up to 130%"),
}


@pytest.mark.parametrize("typed", ["Chỉ mình tôi", "chi minh toi", "1", "không có"])
def test_nobody_else_is_one_tap_or_word(typed: str, world: World) -> None:
    until(world, AN, "co_authors")
    world.says(AN, typed)
    assert world.newest(AN).answers["co_authors"] == ()
    go_on(world, AN)
    assert "Co-authors: only me" in [world.reads(line).split(". ", 1)[-1] for line in world.screens[AN].lines]


@pytest.mark.parametrize(("typed", "kept"), rows(TYPED))
def test_names_with_shares_are_read(typed: str, kept: tuple[object, ...], world: World) -> None:
    until(world, AN, "co_authors")
    world.says(AN, typed)
    assert asked(world, AN) == "co_authors"
    world.press(AN, "answer", "done")
    assert world.newest(AN).answers["co_authors"] == kept


@pytest.mark.parametrize(("typed", "told"), rows(WRONG))
def test_what_is_wrong_names_the_line_and_keeps_nothing(typed: str, told: str, world: World) -> None:
    until(world, AN, "co_authors")
    before = world.stored()
    assert told in world.reads(world.says(AN, typed).screen.problem or "")
    assert world.stored() == before


def test_a_wrong_line_among_right_ones_is_named_and_the_others_are_kept(world: World) -> None:
    until(world, AN, "co_authors")
    screen = world.says(AN, "Trần Thị Út 30%\nLê Văn Tám").screen
    assert world.reads(screen.problem or "").startswith("Line 2 (“Lê Văn Tám”)")
    assert world.newest(AN).partials["co_authors"] == (UT,)


def test_lines_may_come_one_by_one_be_typed_anew_and_be_taken_away(world: World) -> None:
    until(world, AN, "co_authors")
    for line in ("Trần Thị Út 20%", "Lê Văn Tám 20%", "tran thi ut 30%"):
        world.says(AN, line)
    screen = world.screens[AN]
    assert [world.reads(line) for line in screen.lines][:3] == [
        "1. tran thi ut: 30%",
        "2. Lê Văn Tám: 20%",
        "Your own share: 50%.",
    ]
    world.press(AN, "answer", "drop")
    world.press(AN, "answer", "done")
    assert world.newest(AN).answers["co_authors"] == ({"name": "tran thi ut", "share": 30},)


def test_everybody_can_be_taken_back_in_a_correction(world: World) -> None:
    until(world, AN, "co_authors")
    world.says(AN, "Trần Thị Út 30%")
    world.press(AN, "answer", "done")
    world.press(AN, "back")
    world.press(AN, "answer", "alone")
    assert world.newest(AN).answers["co_authors"] == ()


def made_by(*shares: int) -> Initiative:
    others: Value = tuple({"name": f"Người {number}", "share": share} for number, share in enumerate(shares, 2))
    return Initiative(1, AN, "p", answers={"full_name": "Người 1", "co_authors": others})


@pytest.mark.parametrize(
    ("shares", "name"),
    [((), "Người 1"), ((30,), "Người 1"), ((60,), "Người 2"), ((20, 50), "Người 3"), ((50,), "Người 1")],
)
def test_the_largest_share_is_credited_and_of_equal_ones_the_first_named(shares: tuple[int, ...], name: str) -> None:
    assert credited(authors(made_by(*shares))).name == name


def test_of_two_co_authors_with_the_same_largest_share_the_first_named_is_credited() -> None:
    assert credited((Author("A", 20), Author("B", 40), Author("C", 40))).name == "B"


def test_the_card_names_everybody_and_who_is_credited(world: World) -> None:
    until(world, AN, "co_authors")
    world.says(AN, "Trần Thị Út 60%")
    world.press(AN, "answer", "done")
    go_on(world, AN)
    world.press(AN, "submit")
    lines = [world.reads(line, "vi") for line in world.cards(BINH)[0].lines]
    assert "Đồng tác giả: Trần Thị Út 60%; người nộp 40%" in lines
    assert "Tác giả được công nhận: Trần Thị Út" in lines
