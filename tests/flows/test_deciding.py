"""The officer decides: at one press, with a prepared reason or words of one's own; who comes second is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows import effects as fx
from flows.desk import card
from flows.draft import Initiative
from flows.person import Role
from flows.session import Reasoning
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, Reply, World
from tests.flows.tables import rows
from tests.flows.walk import TITLE, asked, hand_in, mark

TYPED = "Chưa thấy chữ ký của thủ trưởng"
MOVES = {"verify": "verified", "return": "returned", "reject": "rejected"}


def waiting(world: World) -> Initiative:
    """Let An hand in; a second officer of the same unit stands by."""
    world.people[STRANGER] = replace(world.people[STRANGER], name="Chi", roles=(Role("verifier", "DLK-01-017"),))
    return hand_in(world, AN)


def decide(world: World, move: str, initiative: Initiative, who: int = BINH) -> Reply:
    if move == "return":
        mark(world, who, initiative, "evidence")
        return world.says(who, TYPED)
    reply = world.taps(who, f"{move}:{initiative.id}:{initiative.version}")
    return reply if move == "verify" else world.says(who, TYPED)


def read(reply: Reply, world: World) -> str:
    return "\n".join(world.reads(line) for line in (reply.screen.problem or "", *reply.screen.lines))


def asked_for_a_reason(world: World, move: str, initiative: Initiative) -> tuple[str, ...]:
    """Bring Bình to the question for a reason; return those prepared for it."""
    if move == "return":
        mark(world, BINH, initiative, "evidence")
        return world.programme.reasons_of["evidence"]
    world.taps(BINH, f"{move}:{initiative.id}:1")
    return world.programme.reasons[move]


def kept(move: str, reason: str) -> str:
    return f"evidence: {reason}" if move == "return" else reason


@pytest.mark.parametrize("move", MOVES)
def test_a_decision_is_one_move_with_name_instant_and_reason_and_the_author_is_told(move: str, world: World) -> None:
    initiative = waiting(world)
    world.told.clear()
    world.later(hours=1)
    reply = decide(world, move, initiative)
    (carried,) = reply.of(fx.Carry)
    assert isinstance(carried, fx.Carry)
    after = world.initiatives[initiative.id]
    reason = {"verify": "", "return": f"evidence: {TYPED}", "reject": TYPED}[move]
    assert carried == fx.Carry(after=after, move=carried.move, version=1, reason=reason)
    assert (after.state, after.version, after.decided_by_name, after.decided_at) == (MOVES[move], 2, "Bình", world.now)
    assert reply.of(fx.RedrawCards) == [fx.RedrawCards(initiative.id, card.outcome(after), decision=2)]
    assert world.cards(AN) == [], "for ten minutes it can be taken back"
    world.release()
    told, *asked = world.cards(AN)
    assert len(asked) == (move == "verify"), "only the author of a verified one is asked whether they may be named"
    words = "\n".join(world.reads(line) for line in told.lines)
    assert TITLE in words
    assert str(initiative.code) in words
    assert (TYPED in words) == (move != "verify")
    assert world.session(BINH).doing is None


@pytest.mark.parametrize("move", ["return", "reject"])
def test_a_prepared_reason_decides_at_one_press(move: str, world: World) -> None:
    initiative = waiting(world)
    prepared = asked_for_a_reason(world, move, initiative)
    reasons = [button.label for button in world.screens[BINH].buttons() if button.action.verb == "reason"]
    assert reasons[: len(prepared)] == list(prepared)
    reply = world.says(BINH, prepared[-1])
    assert world.initiatives[initiative.id].reason == kept(move, prepared[-1])
    assert fx.SettleTapped(prepared[-1]) in reply.turn.effects


@pytest.mark.parametrize("move", ["return", "reject"])
def test_a_prepared_reason_can_be_typed(move: str, world: World) -> None:
    initiative = waiting(world)
    prepared = asked_for_a_reason(world, move, initiative)
    world.says(BINH, prepared[0].upper())
    assert world.initiatives[initiative.id].reason == kept(move, prepared[0])


@pytest.mark.parametrize("move", ["return", "reject"])
def test_a_prepared_reason_can_be_chosen_by_its_number(move: str, world: World) -> None:
    initiative = waiting(world)
    prepared = asked_for_a_reason(world, move, initiative)
    world.says(BINH, "2")
    assert world.initiatives[initiative.id].reason == kept(move, prepared[1])


REASONS = {
    "five characters": ("Trùng", True),
    "five hundred characters": ("ệ" * 500, True),
    "four characters": ("Sai!", False),
    "five hundred and one characters": ("ệ" * 501, False),
    "blanks": ("        ", False),
    "nothing that can be seen": ("\u200b" * 9, False),
}


@pytest.mark.parametrize(("typed", "enough"), rows(REASONS))
def test_a_reason_has_five_to_five_hundred_characters(typed: str, enough: bool, world: World) -> None:
    initiative = waiting(world)
    mark(world, BINH, initiative, "evidence")
    reply = world.says(BINH, typed)
    assert (world.initiatives[initiative.id].state == "returned") == enough
    assert (reply.screen.problem is None) == enough
    assert isinstance(world.session(BINH).doing, Reasoning) != enough


@pytest.mark.parametrize("number", ["7", "99", "-1", "x", "", "evidence:0", "evidence:99", "title:0"])
def test_a_forged_number_of_a_reason_asks_again(number: str, world: World) -> None:
    initiative = waiting(world)
    world.taps(BINH, f"return:{initiative.id}:1")
    reply = world.taps(BINH, f"reason:{initiative.id}:1:return:{number}")
    assert reply.answers == 1
    assert world.initiatives[initiative.id].state == "pending"


def test_thinking_better_of_it_decides_nothing(world: World) -> None:
    initiative = waiting(world)
    world.taps(BINH, f"reject:{initiative.id}:1")
    reply = world.says(BINH, "hủy")
    assert "Nothing was decided" in read(reply, world)
    world.press(BINH, "card")
    assert {"verify", "return", "reject"} <= {button.action.verb for button in world.screens[BINH].buttons()}
    assert world.initiatives[initiative.id].state == "pending"


@pytest.mark.parametrize("second", MOVES)
@pytest.mark.parametrize("first", MOVES)
def test_of_two_officers_the_second_is_shown_who_was_first(first: str, second: str, world: World) -> None:
    initiative = waiting(world)
    world.later(hours=1)
    decide(world, first, initiative)
    decided = world.stored()
    reply = world.taps(STRANGER, f"{second}:{initiative.id}:1")
    assert world.stored() == decided
    assert f"Bình has already {MOVES[first]} this initiative, at 10:00 on 21/3/2022." in read(reply, world)
    assert [type(effect) for effect in reply.turn.effects] == [fx.RedrawCards, fx.Show]


def test_a_decision_made_while_a_reason_is_typed_wins(world: World) -> None:
    initiative = waiting(world)
    world.taps(STRANGER, f"return:{initiative.id}:1")
    world.later(minutes=10)
    decide(world, "verify", initiative)
    reply = world.says(STRANGER, TYPED)
    assert "Bình has already verified" in read(reply, world)
    assert world.initiatives[initiative.id].state == "verified"
    assert world.session(STRANGER).doing is None


@pytest.mark.parametrize("way", ["a press", "a typed reason", "a prepared reason"])
def test_what_was_withdrawn_meanwhile_stays_withdrawn(way: str, world: World) -> None:
    initiative = waiting(world)
    if way != "a press":
        world.taps(BINH, f"return:{initiative.id}:1")
    world.taps(AN, f"withdraw-yes:{initiative.id}:1")
    reply = (
        world.says(BINH, TYPED)
        if way == "a typed reason"
        else world.taps(BINH, f"reason:{initiative.id}:1:return:0" if way != "a press" else f"verify:{initiative.id}:1")
    )
    assert "withdrawn" in read(reply, world)
    assert world.initiatives[initiative.id].state == "withdrawn"


def resubmitted(world: World) -> Initiative:
    """Let Bình return it and An hand it in again."""
    initiative = waiting(world)
    decide(world, "return", initiative)
    world.release()
    world.taps(AN, f"draft:{initiative.id}")
    world.press(AN, "keep")
    world.press(AN, "submit")
    return world.initiatives[initiative.id]


def test_a_returned_one_is_corrected_and_comes_back_as_corrected(world: World) -> None:
    initiative = waiting(world)
    decide(world, "return", initiative)
    world.release()
    world.taps(AN, f"draft:{initiative.id}")
    assert TYPED in world.reads(world.screens[AN].lines[0])
    world.press(AN, "keep")
    world.press(AN, "correct", "title")
    world.says(AN, "Sàng rung tự chế")
    world.press(AN, "submit")
    after = world.initiatives[initiative.id]
    assert (after.state, after.version, after.code, after.submitted_at) == (
        "pending",
        3,
        initiative.code,
        initiative.submitted_at,
    )
    assert "Corrected initiative" in world.reads(world.cards(BINH)[-1].title or "")


@pytest.mark.parametrize("move", MOVES)
def test_a_card_from_before_the_correction_decides_nothing(move: str, world: World) -> None:
    after = resubmitted(world)
    reply = world.taps(STRANGER, f"{move}:{after.id}:1")
    assert world.initiatives[after.id].state == "pending"
    assert "out of date" in read(reply, world)


def test_a_card_from_before_the_correction_does_not_say_that_somebody_waits(world: World) -> None:
    after = resubmitted(world)
    reply = world.taps(STRANGER, f"verify:{after.id}:1")
    assert "Bình" not in read(reply, world)


def test_a_card_from_before_the_correction_leaves_the_new_card_alone(world: World) -> None:
    after = resubmitted(world)
    assert not world.taps(STRANGER, f"verify:{after.id}:1").of(fx.RedrawCards)


@pytest.mark.parametrize("typed", ["a code", "a command"])
def test_asking_something_else_while_a_reason_is_open_decides_nothing(typed: str, world: World) -> None:
    initiative = waiting(world)
    world.taps(BINH, f"return:{initiative.id}:1")
    if typed == "a code":
        world.says(BINH, str(initiative.code))
        assert world.initiatives[initiative.id].state == "pending"
    else:
        assert len(world.commands(BINH, "mine").screens) == 2


def test_the_next_initiative_is_offered_with_how_many_are_left(world: World) -> None:
    first, second = waiting(world), hand_in(world, CHI)
    hand_in(world, DUNG)
    assert "3 initiatives wait" in world.reads(world.cards(BINH)[-1].lines[0])
    reply = world.taps(BINH, f"verify:{second.id}:1")
    assert "(2)" in world.reads(reply.screen.buttons()[1].label)
    world.press(BINH, "next")
    assert world.button(BINH, "verify").action.args[0] == str(first.id)


def test_a_new_card_counts_all_that_wait_here(world: World) -> None:
    waiting(world)
    hand_in(world, AN)
    assert "2 initiatives wait" in world.reads(world.cards(BINH)[-1].lines[0])


def test_a_new_card_of_an_officer_above_counts_her_desk_and_what_came_up_to_it(world: World) -> None:
    world.people[BINH] = replace(world.people[BINH], roles=(Role("verifier", "DLK-01"),))
    theirs = waiting(world)
    world.people[STRANGER] = replace(world.people[STRANGER], roles=())
    elsewhere = replace(hand_in(world, CHI), unit="DLK-01-021", desk="DLK-01")
    world.initiatives[elsewhere.id] = elsewhere
    hand_in(world, DUNG)

    def heading(argument: str = "") -> str:
        return world.reads(world.commands(BINH, "queue", argument).screen.title or "")

    assert "2 initiatives wait" in world.reads(world.cards(BINH)[-1].lines[0])
    assert "2 initiatives wait for you" in heading()
    assert "3 initiatives wait below" in heading("cả cấp dưới")
    world.initiatives[theirs.id] = replace(theirs, escalated="DLK-01")
    assert "3 initiatives wait for you" in heading()
    hand_in(world, DUNG)
    assert "4 initiatives wait" in world.reads(world.cards(BINH)[-1].lines[0])


def test_verifying_shows_the_new_figure_of_the_nearest_unit_with_a_target(world: World) -> None:
    reply = decide(world, "verify", waiting(world))
    assert "LĐLĐ TP Buôn Ma Thuột: 1/190 (0.5%)" in read(reply, world)


@pytest.mark.parametrize("move", ["return", "reject"])
def test_the_author_is_told_the_next_step(move: str, world: World) -> None:
    initiative = waiting(world)
    decide(world, move, initiative)
    world.release()
    verbs = {button.action.verb for button in world.cards(AN)[-1].buttons()}
    assert verbs == ({"draft", "one"} if move == "return" else {"begin", "support"})
    if move == "return":
        world.taps(AN, f"draft:{initiative.id}")
        assert asked(world, AN) == "evidence"
