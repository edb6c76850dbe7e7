"""Several programmes at once: everybody hands in for the one that is meant, and is asked only where it is not clear."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows.person import Role
from flows.programme import VIETNAM, Phase, Programme
from flows.said import Text
from flows.units import Unit, UnitTree
from tests.flows.driver import AN, BINH, DUNG, Reply, World
from tests.flows.walk import answer, asked, fill

START = datetime(2022, 3, 1, tzinfo=VIETNAM)


def another(programme: Programme, key: str, root: str, **changes: object) -> Programme:
    """Return another programme that is open in March 2022."""
    phase = Phase("dot1", "đợt 1", START, START + timedelta(days=31), START.date(), START.date())
    return replace(programme, key=key, root=root, **{"phases": (phase,), "questions": ("unit", "title"), **changes})  # type: ignore[arg-type]


@pytest.fixture
def two(world: World) -> World:
    """A world with the programme of Đắk Lắk and another of Buôn Ma Thuột alone."""
    world.others = (another(world.programme, "y-te", "DLK-01", short_name="Sáng kiến ngành y tế"),)
    return world


def lines(world: World, reply: Reply) -> list[str]:
    return [world.reads(line) for line in reply.screen.lines]


def labels(world: World) -> list[str]:
    return [world.reads(button.label) for button in world.screens[AN].buttons()]


DAK_LAK, HEALTH = "01 triệu sáng kiến · LĐLĐ tỉnh Đắk Lắk", "Sáng kiến ngành y tế · LĐLĐ TP Buôn Ma Thuột"


def test_the_welcome_names_every_programme_that_is_open_and_until_when(two: World) -> None:
    assert lines(two, two.commands(AN, "start"))[:3] == [
        "Hello! Initiatives are handed in here for these programmes:",
        f"{DAK_LAK}: Now open: giai đoạn 1, until 24:00 on 31/5/2022 (71 days left).",
        f"{HEALTH}: Now open: đợt 1, until 24:00 on 31/3/2022 (10 days left).",
    ]


def test_the_welcome_names_one_where_only_one_is_open(two: World) -> None:
    two.now = START + timedelta(days=40)
    assert lines(two, two.commands(AN, "start"))[0] == (
        "Hello! Initiatives for the programme “01 triệu sáng kiến” are handed in here."
    )
    two.programme, two.others, two.now = two.others[0], (two.programme,), START + timedelta(days=40)
    assert "“01 triệu sáng kiến”" in lines(two, two.commands(AN, "start"))[0]


def test_whoever_hands_in_is_asked_which_programme_it_is_for(two: World) -> None:
    two.commands(AN, "submit")
    two.press(AN, "consent", "yes")
    assert two.reads(two.screens[AN].lines[0]) == "Which programme is the initiative for?"
    assert labels(two) == [DAK_LAK, HEALTH]
    assert two.initiatives == {}
    two.press(AN, "begin", "y-te")
    assert two.newest(AN).programme == "y-te"
    assert two.reads(two.screens[AN].title or "").startswith("1/2 · ")


def test_the_programme_may_be_typed(two: World) -> None:
    two.commands(AN, "submit")
    two.press(AN, "consent", "yes")
    two.does(AN, Text("sang kien nganh y te ldld tp buon ma thuot"))
    assert two.newest(AN).programme == "y-te"


def test_an_initiative_is_handed_in_under_the_phase_of_its_own_programme(two: World) -> None:
    two.commands(AN, "submit")
    two.press(AN, "consent", "yes")
    two.press(AN, "begin", "y-te")
    two.says(AN, "ca phe buon ma thuot")
    two.press(AN, "answer", "take", "DLK-01-017")
    two.says(AN, "Cải tiến khâu phân loại hạt")
    two.press(AN, "submit")
    assert (two.newest(AN).programme, two.newest(AN).phase) == ("y-te", "dot1")


def test_nobody_is_asked_where_one_is_open(two: World) -> None:
    two.now = START + timedelta(days=40)
    two.commands(AN, "submit")
    two.press(AN, "consent", "yes")
    assert two.newest(AN).programme == two.programme.key


def test_the_question_comes_after_the_offer_to_go_on_and_begins_anew_where_that_was_wanted(two: World) -> None:
    two.commands(AN, "submit")
    two.press(AN, "consent", "yes")
    two.press(AN, "begin", two.programme.key)
    answer(two, AN, "full_name")
    two.commands(AN, "submit")
    assert "unfinished" in two.reads(two.screens[AN].lines[0])
    two.press(AN, "anew")
    assert labels(two) == [DAK_LAK, HEALTH]
    two.press(AN, "anew", "y-te")
    assert (two.newest(AN).programme, two.newest(AN).answers) == ("y-te", {})
    assert len(two.initiatives) == 2


def test_an_empty_draft_of_another_programme_is_left_alone(two: World) -> None:
    two.commands(AN, "submit")
    two.press(AN, "consent", "yes")
    for key in ("y-te", two.programme.key, "y-te"):
        two.taps(AN, f"begin:{key}")
        assert asked(two, AN) == ("unit" if key == "y-te" else "full_name")
    assert len(two.initiatives) == 2


def test_an_old_button_for_a_programme_that_is_closed_says_so(two: World) -> None:
    two.commands(AN, "submit")
    two.press(AN, "consent", "yes")
    two.now = START + timedelta(days=40)
    reply = two.press(AN, "begin", "y-te")
    assert lines(two, reply) == ["The programme closed at 24:00 on 31/3/2022."]
    assert two.initiatives == {}


def test_a_forged_programme_is_asked_for(two: World) -> None:
    two.commands(AN, "submit")
    two.press(AN, "consent", "yes")
    two.taps(AN, "begin:nothing-like-it")
    assert labels(two) == [DAK_LAK, HEALTH]


@pytest.mark.parametrize(
    ("unit", "offered"),
    [("DLK-02-004", None), ("DLK-01-017", [DAK_LAK, HEALTH]), ("DLK", None), ("GONE", [DAK_LAK, HEALTH])],
)
def test_a_unit_from_a_qr_code_leaves_only_the_programmes_it_takes_part_in(
    unit: str, offered: list[str] | None, two: World
) -> None:
    two.commands(AN, "start", f"u-{unit}")
    two.press(AN, "begin")
    two.press(AN, "consent", "yes")
    if offered:
        assert sorted(labels(two)) == sorted(offered)
    else:
        assert two.newest(AN).programme == two.programme.key


def test_of_one_programme_that_two_levels_run_the_qr_code_means_the_nearer(world: World) -> None:
    world.others = (another(world.programme, "nation", "TLD"),)
    root = world.units.units["DLK"]
    above = Unit("TLD", "Tổng LĐLĐ", "Tổng LĐLĐ", None)
    world.units = UnitTree.of((*world.units.units.values(), above, replace(root, parent="TLD")))
    world.commands(AN, "start", "u-DLK-01-017")
    world.press(AN, "begin")
    world.press(AN, "consent", "yes")
    assert world.newest(AN).programme == world.programme.key


def test_a_draft_goes_on_in_its_own_programme(two: World) -> None:
    two.commands(AN, "submit")
    two.press(AN, "consent", "yes")
    two.press(AN, "begin", "y-te")
    two.says(AN, "ca phe buon ma thuot")
    two.press(AN, "answer", "take", "DLK-01-017")
    two.commands(AN, "start")
    assert two.reads(two.screens[AN].lines[0]) == "You have an unfinished initiative: 1 of 2 questions answered."
    two.press(AN, "draft")
    assert asked(two, AN) == "title"


def test_figures_are_those_of_the_programme_that_somebodys_own_unit_takes_part_in(two: World) -> None:
    two.people[BINH] = replace(two.people[BINH], roles=(Role("staff", "DLK-01"),))

    def phase(who: int, token: str) -> str:
        return two.reads(two.taps(who, token).screen.title or "").split(" · ")[0]

    for token in ("quota", "quota:DLK-01-017"):
        assert (phase(DUNG, token), phase(BINH, token)) == ("Targets of giai đoạn 1", "Targets of đợt 1")
    assert "Targets of đợt 1" in two.reads(two.commands(BINH, "quota", "ca phe").screen.title or "")
    two.now = START + timedelta(days=40)
    assert phase(BINH, "quota") == "Targets of giai đoạn 1"


def test_the_usual_way_is_as_before_with_one_programme(world: World) -> None:
    fill(world, AN)
    world.press(AN, "submit")
    assert world.newest(AN).programme == world.programme.key
