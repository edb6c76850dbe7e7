"""Until an officer opens it, the author corrects single answers: same code, new version, old one kept (demand 47)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows import effects as fx
from flows.draft import Initiative
from flows.screen import Action
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, Reply, World
from tests.flows.tables import rows
from tests.flows.walk import DESCRIPTION, TITLE, asked, document, fill, hand_in, until

NEW_TITLE = "Sàng rung ba tầng phân loại hạt"


def correcting(world: World, question: str = "title") -> Initiative:
    """Let An hand in and open one answer to correct it."""
    initiative = hand_in(world, AN)
    world.press(AN, "draft")
    world.press(AN, "correct", question)
    return initiative


def read(reply: Reply, world: World) -> str:
    (screen,) = reply.screens
    return "\n".join(world.reads(line) for line in (screen.problem or "", screen.title or "", *screen.lines))


def test_a_corrected_answer_is_at_once_a_new_version_and_the_old_one_is_kept(world: World) -> None:
    """Demand 47."""
    initiative = correcting(world)
    world.later(hours=1)
    world.says(AN, NEW_TITLE)
    after = world.newest(AN)
    assert after == replace(initiative, answers={**initiative.answers, "title": NEW_TITLE}, version=2)
    assert (after.state, after.code, after.submitted_at) == ("pending", initiative.code, initiative.submitted_at)
    assert [(version, one.text("title")) for (_, version), one in world.versions.items()] == [
        (1, TITLE),
        (2, NEW_TITLE),
    ]


def test_the_audit_line_of_a_correction_names_the_question(world: World) -> None:
    initiative = correcting(world)
    (carried,) = world.says(AN, NEW_TITLE).of(fx.Carry)
    assert isinstance(carried, fx.Carry)
    assert (carried.move, carried.version, carried.reason) == ("correct", initiative.version, "title")


def test_the_officers_cards_are_drawn_anew_with_the_new_version(world: World) -> None:
    initiative = correcting(world)
    (refreshed,) = world.says(AN, NEW_TITLE).of(fx.RefreshCards)
    assert isinstance(refreshed, fx.RefreshCards)
    assert refreshed.persons is None
    assert Action("verify", (str(initiative.id), "2")) in [one.action for one in refreshed.screen.buttons()]
    assert any(NEW_TITLE in world.reads(line) for line in refreshed.screen.lines)


def test_the_summary_of_what_waits_ends_with_done_and_hands_nothing_in(world: World) -> None:
    hand_in(world, AN)
    world.press(AN, "draft")
    verbs = [one.action.verb for one in world.screens[AN].buttons()]
    assert set(verbs) == {"correct", "finish"}
    world.press(AN, "finish")
    assert world.session(AN).doing is None
    assert len(world.versions) == 1


def test_a_forged_button_to_hand_in_what_waits_changes_nothing(world: World) -> None:
    hand_in(world, AN)
    world.press(AN, "draft")
    before = world.stored()
    reply = world.taps(AN, f"submit:{world.session(AN).revision}")
    assert not reply.of(fx.Carry)
    assert world.stored() == before


@pytest.mark.parametrize("same", ["the same answer", "leaving it"])
def test_an_answer_left_as_it_is_makes_no_version(same: str, world: World) -> None:
    initiative = correcting(world)
    if same == "leaving it":
        world.press(AN, "keep")
    else:
        world.says(AN, TITLE)
    assert world.newest(AN) == initiative
    assert asked(world, AN) == "summary"


def test_files_are_gathered_before_they_count(world: World) -> None:
    correcting(world, "evidence")
    world.does(AN, document())
    assert (world.newest(AN).version, world.newest(AN).answers["evidence"]) == (1, "")
    world.press(AN, "answer", "done")
    after = world.newest(AN)
    assert (after.version, after.partials) == (2, {})
    assert len(world.cards(BINH)) == 1


def test_what_officers_opened_is_not_corrected_any_more(world: World) -> None:
    initiative = hand_in(world, AN)
    world.commands(BINH, "queue")
    reply = world.press(AN, "draft")
    assert "Bình opened it at 09:00 on 21/3/2022. To correct it, ask the officer to return it." in read(reply, world)
    assert world.session(AN).doing is None
    assert world.newest(AN).answers == initiative.answers


@pytest.mark.parametrize("said", ["an answer", "a button of the form"])
def test_an_officer_who_opens_it_while_the_author_corrects_comes_first(said: str, world: World) -> None:
    correcting(world)
    world.taps(BINH, f"aside:{world.newest(AN).id}:1")
    before = world.stored()
    reply = world.says(AN, NEW_TITLE) if said == "an answer" else world.press(AN, "keep")
    assert "Bình opened it" in read(reply, world)
    assert ("Not taken" in read(reply, world)) == (said == "an answer")
    assert world.stored() == before
    assert world.session(AN).doing is None


OPENING = {
    "looking at the queue": lambda world, _one: world.commands(BINH, "queue"),
    "typing its code": lambda world, one: world.says(BINH, str(one.code)),
    "asking for the card": lambda world, one: world.taps(BINH, f"card:{one.id}"),
    "fetching a file": lambda world, one: world.taps(BINH, f"file:{one.id}:0"),
    "leaving it for later": lambda world, one: world.taps(BINH, f"aside:{one.id}:1"),
    "asking why it is returned": lambda world, one: world.taps(BINH, f"return:{one.id}:1"),
    "asking why it is rejected": lambda world, one: world.taps(BINH, f"reject:{one.id}:1"),
    "verifying": lambda world, one: world.taps(BINH, f"verify:{one.id}:1"),
    "rejecting at one press": lambda world, one: world.taps(BINH, f"reason:{one.id}:1:reject:0"),
    "pressing an outdated card": lambda world, one: world.taps(BINH, f"verify:{one.id}:0"),
}


def with_a_file(world: World) -> Initiative:
    until(world, AN, "evidence")
    world.does(AN, document())
    world.press(AN, "answer", "done")
    world.press(AN, "submit")
    return world.newest(AN)


@pytest.mark.parametrize("act", rows(dict(OPENING)))
def test_an_officers_first_act_opens_it(act: object, world: World) -> None:
    assert callable(act)
    initiative = with_a_file(world)
    assert world.newest(AN).opened_at is None
    world.later(minutes=5)
    act(world, initiative)
    opened = world.newest(AN)
    assert (opened.opened_at, opened.opened_by) == (world.now, BINH)


NOT_OPENING = {
    "staff read it": (DUNG, "{code}"),
    "the author reads it": (AN, "{code}"),
    "another unit's officer types its code": (CHI, "{code}"),
    "a stranger leaves it for later": (STRANGER, None),
}


@pytest.mark.parametrize(("who", "typed"), rows(dict(NOT_OPENING)))
def test_whoever_does_not_decide_opens_nothing(who: int, typed: str | None, world: World) -> None:
    initiative = hand_in(world, AN)
    if typed:
        world.says(who, typed.format(code=initiative.code))
    else:
        world.taps(who, f"aside:{initiative.id}:1")
    assert world.newest(AN) == initiative


def test_the_first_officer_who_opened_it_stays_the_one(world: World) -> None:
    initiative = hand_in(world, AN)
    world.give_role(CHI, "verifier", "DLK-01-017")
    world.commands(BINH, "queue")
    world.later(hours=1)
    world.commands(CHI, "queue")
    world.taps(CHI, f"verify:{initiative.id}:1")
    assert (world.newest(AN).opened_by, world.newest(AN).decided_by) == (BINH, CHI)


@pytest.mark.parametrize("move", ["verify", "return", "reject"])
def test_a_card_from_before_a_correction_answers_with_the_card_as_it_is_now(move: str, world: World) -> None:
    initiative = correcting(world)
    world.says(AN, NEW_TITLE)
    reply = world.taps(BINH, f"{move}:{initiative.id}:1")
    assert world.newest(AN).state == "pending"
    assert "out of date" in read(reply, world)
    assert NEW_TITLE in read(reply, world)
    world.press(BINH, "verify")
    assert world.newest(AN).state == "verified"


def test_returned_and_handed_in_again_it_can_be_corrected_again_until_it_is_opened(world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"reason:{initiative.id}:1:return:0")
    world.release()
    world.taps(AN, f"draft:{initiative.id}:2")
    world.press(AN, "submit")
    assert world.newest(AN).opened_at is None
    world.press(AN, "draft")
    world.press(AN, "correct", "title")
    world.says(AN, NEW_TITLE)
    assert (world.newest(AN).version, world.newest(AN).text("title")) == (4, NEW_TITLE)


def test_another_place_of_work_takes_the_card_away_and_brings_it_to_the_other_officers(world: World) -> None:
    correcting(world, "unit")
    world.told.clear()
    world.says(AN, "may binh minh")
    reply = world.press(AN, "answer", "take", "DLK-02-004")
    assert world.newest(AN).unit == "DLK-02-004"
    assert [one.person for one in world.told] == [CHI]
    (taken,) = reply.of(fx.RedrawCards)
    assert isinstance(taken, fx.RedrawCards)
    assert taken.persons == (BINH,)
    assert "May Bình Minh" in world.reads(taken.outcome)


def test_an_officer_of_both_units_keeps_the_card(world: World) -> None:
    for unit in ("DLK-01-017", "DLK-02-004"):
        world.give_role(DUNG, "verifier", unit)
    correcting(world, "unit")
    world.told.clear()
    world.says(AN, "may binh minh")
    reply = world.press(AN, "answer", "take", "DLK-02-004")
    (refreshed,) = reply.of(fx.RefreshCards)
    assert isinstance(refreshed, fx.RefreshCards)
    assert refreshed.persons == (DUNG,)
    assert [one.person for one in world.told] == [CHI]


def test_a_question_that_a_newer_pack_added_is_not_asked_of_what_waits(world: World) -> None:
    asked_then = tuple(key for key in world.programme.questions if key != "bloc")
    now = world.programme
    world.programme = replace(now, questions=asked_then)
    hand_in(world, AN)
    world.programme = now
    world.press(AN, "draft")
    assert asked(world, AN) == "summary"
    world.press(AN, "correct", "bloc")
    world.press(AN, "keep")
    assert asked(world, AN) == "summary"


def test_cancelling_a_correction_keeps_what_waits_and_says_where_it_stands(world: World) -> None:
    initiative = correcting(world)
    reply = world.says(AN, "hủy")
    assert world.newest(AN) == initiative
    assert f"Code: {initiative.code}" in read(reply, world)


def test_withdrawing_while_it_is_corrected_counts_and_an_older_button_asks_again(world: World) -> None:
    correcting(world)
    older = Action("withdraw-yes", (str(world.newest(AN).id), "1")).token
    world.says(AN, NEW_TITLE)
    world.taps(AN, older)
    assert world.newest(AN).state == "pending"
    world.says(AN, str(world.newest(AN).code))
    world.taps(AN, f"withdraw-yes:{world.newest(AN).id}:2")
    assert world.newest(AN).state == "withdrawn"
    assert world.session(AN).doing is None


def test_the_officer_who_has_it_open_is_told_that_it_was_withdrawn(world: World) -> None:
    initiative = hand_in(world, AN)
    world.commands(BINH, "queue")
    world.told.clear()
    world.taps(AN, f"withdraw-yes:{initiative.id}:1")
    (told,) = world.cards(BINH)
    assert "has been withdrawn" in world.reads(told.lines[0])


def test_nobody_is_told_of_a_withdrawal_that_nobody_had_open(world: World) -> None:
    initiative = hand_in(world, AN)
    world.told.clear()
    world.taps(AN, f"withdraw-yes:{initiative.id}:1")
    assert not world.told


def test_a_description_too_long_is_kept_while_it_is_corrected_and_counts_only_once_it_fits(world: World) -> None:
    correcting(world, "description")
    world.says(AN, "x" * 2001)
    held = world.newest(AN)
    assert (held.version, held.text("description")) == (1, DESCRIPTION)
    assert "description" in held.partials


def test_two_initiatives_are_corrected_one_beside_the_other(world: World) -> None:
    first = correcting(world)
    fill(world, AN)
    world.press(AN, "submit")
    world.taps(AN, f"draft:{first.id}:1")
    world.press(AN, "correct", "title")
    world.says(AN, NEW_TITLE)
    assert {one.text("title") for one in world.initiatives.values()} == {TITLE, NEW_TITLE}
    assert world.initiatives[first.id].version == 2
