"""Consent comes before the first personal question; yes and no weigh the same; no means nothing is stored."""

from __future__ import annotations

import pytest

from flows import effects as fx
from flows.consent import SUBMIT, VERSIONS, question, words
from tests.flows.driver import AN, World
from tests.flows.walk import asked, begin_with_nothing, hand_in


def verbs(world: World) -> list[str]:
    return [":".join((button.action.verb, *button.action.args)) for button in world.screens[AN].buttons()]


@pytest.mark.parametrize("way", ["submit", "begin", "anew"])
def test_no_way_leads_to_the_first_question_without_consent(way: str, world: World) -> None:
    reply = world.commands(AN, "submit") if way == "submit" else world.taps(AN, way)
    assert f"consent:yes:submit:{VERSIONS[SUBMIT]}" in verbs(world)
    assert not world.initiatives
    assert not reply.of(fx.Keep)
    assert world.session(AN).doing is None


def test_typing_a_name_before_agreeing_stores_nothing(world: World) -> None:
    world.commands(AN, "submit")
    world.says(AN, "Trần Thị An")
    assert not world.initiatives


@pytest.mark.parametrize("details", [False, True])
def test_yes_and_no_stand_side_by_side_before_anything_else(details: bool, world: World) -> None:
    world.commands(AN, "submit")
    if details:
        world.press(AN, "consent", "more")
    first = world.screens[AN].rows[0]
    assert [button.action.args[:2] for button in first] == [("yes", "submit"), ("no", "submit")]


def test_yes_is_recorded_with_its_purpose_and_the_words_shown_and_the_first_question_follows(world: World) -> None:
    world.commands(AN, "submit")
    reply = world.press(AN, "consent", "yes")
    assert reply.of(fx.Consent) == [fx.Consent(SUBMIT, VERSIONS[SUBMIT], words(question()))]
    assert asked(world, AN) == "full_name"


def test_no_stores_nothing_and_names_another_way(world: World) -> None:
    world.commands(AN, "submit")
    reply = world.press(AN, "consent", "no")
    assert {type(effect) for effect in reply.turn.effects} == {fx.Show}
    assert not world.initiatives
    assert not world.people[AN].consents
    assert "paper" in world.reads(reply.screen.lines[1])


def test_after_a_no_one_may_think_again(world: World) -> None:
    world.commands(AN, "submit")
    world.press(AN, "consent", "no")
    world.press(AN, "begin")
    world.press(AN, "consent", "yes")
    assert asked(world, AN) == "full_name"


def test_reading_the_details_agrees_to_nothing(world: World) -> None:
    world.commands(AN, "submit")
    reply = world.press(AN, "consent", "more")
    assert not reply.of(fx.Consent)
    assert len(reply.screen.lines) >= 6


@pytest.mark.parametrize("typed", ["Tôi đồng ý", "toi dong y", "TÔI ĐỒNG Ý"])
def test_yes_can_be_typed(typed: str, world: World) -> None:
    world.commands(AN, "submit")
    world.says(AN, typed)
    assert world.people[AN].consents == {SUBMIT}


@pytest.mark.parametrize("typed", ["ok", "vâng", "không", "đồng"])
def test_other_words_are_no_consent(typed: str, world: World) -> None:
    world.commands(AN, "submit")
    world.says(AN, typed)
    assert not world.people[AN].consents


def test_who_has_agreed_is_not_asked_again(world: World) -> None:
    hand_in(world, AN)
    world.commands(AN, "submit")
    begin_with_nothing(world, AN)
    assert asked(world, AN) == "full_name"


def test_an_old_yes_pressed_again_records_nothing_new(world: World) -> None:
    hand_in(world, AN)
    assert not world.taps(AN, "consent:yes").of(fx.Consent)
