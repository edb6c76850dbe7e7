"""Demands 63 and 64: what is likely the same is shown, the worker decides, officers see a flag, nobody is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows import effects as fx
from flows.draft import Initiative, Likeness, Secret, State
from flows.screen import Screen
from tests.flows.driver import AN, BINH, CHI, DUNG, World
from tests.flows.walk import DESCRIPTION, TITLE, WORKPLACE, go_on, hand_in, until

ELSEWHERE = "DLK-02-004"
NEARLY = f"{DESCRIPTION} Đỡ đau lưng."


def words(world: World, screen: Screen) -> str:
    return "\n".join(world.reads(line) for line in (screen.title or "", screen.problem or "", *screen.lines))


def verbs(screen: Screen) -> set[str]:
    return {button.action.verb for button in screen.buttons()}


def write(world: World) -> None:
    """Let An fill in a form, always with the same description."""
    until(world, AN, "description")
    world.says(AN, DESCRIPTION)
    go_on(world, AN)


def put(world: World, number: int, author: int, description: str, **changes: object) -> Initiative:
    """Let something have been handed in before."""
    answers = {"full_name": "Lê Văn B", "unit": WORKPLACE, "title": TITLE, "description": description}
    one = Initiative(
        number,
        author,
        world.programme.key,
        state="pending",
        version=1,
        answers=answers,
        code=f"SK-22-2M8PX{number}",
        unit=WORKPLACE,
        desk=WORKPLACE,
        phase="gd1",
        submitted_at=world.now,
    )
    world.initiatives[number] = replace(one, **changes)  # type: ignore[arg-type]
    return world.initiatives[number]


def test_demand_63_a_colleagues_text_is_shown_with_enough_to_judge_before_anything_is_handed_in(world: World) -> None:
    put(world, 1, CHI, NEARLY)
    write(world)
    draft = world.newest(AN)
    reply = world.press(AN, "submit")
    assert not reply.of(fx.Carry)
    assert world.newest(AN) == draft
    told = words(world, reply.screen)
    for part in ("SK-22-2M8PX1", TITLE, "Lê Văn B, same unit", "94%", "09:00", "waiting for verification", "sàng rung"):
        assert part in told
    assert verbs(reply.screen) == {"submit-anyway", "correct", "later"}


def test_the_worker_decides_to_hand_it_in_all_the_same(world: World) -> None:
    put(world, 1, CHI, NEARLY)
    write(world)
    world.press(AN, "submit")
    world.press(AN, "submit-anyway")
    handed_in = world.newest(AN)
    assert handed_in.state == "pending"
    assert handed_in.alike == (Likeness(1, 94),)


def test_the_worker_decides_to_correct_it_first(world: World) -> None:
    put(world, 1, CHI, NEARLY)
    write(world)
    world.press(AN, "submit")
    world.press(AN, "correct", "description")
    world.says(AN, "Máy cắt cỏ chạy bằng pin do tổ tự ráp, cắt hết sân trong một buổi.")
    world.press(AN, "submit")
    assert world.newest(AN).state == "pending"
    assert world.newest(AN).alike == ()


def test_an_old_button_to_hand_in_anyway_does_nothing_once_the_text_is_another(world: World) -> None:
    put(world, 1, CHI, NEARLY)
    write(world)
    world.press(AN, "submit")
    old = world.button(AN, "submit-anyway").action.token
    world.press(AN, "correct", "description")
    world.says(AN, f"{NEARLY} Tốt.")
    world.taps(AN, old)
    assert world.newest(AN).state == "draft"


def test_what_is_typed_counts_as_the_button_does(world: World) -> None:
    put(world, 1, CHI, NEARLY)
    write(world)
    world.press(AN, "submit")
    world.says(AN, world.reads(world.button(AN, "submit-anyway").label, "vi"))
    assert world.newest(AN).state == "pending"


@pytest.mark.parametrize("state", ["pending", "verified", "returned"])
def test_the_very_same_again_is_stopped_with_the_way_to_the_one_that_is_there(state: State, world: World) -> None:
    there = put(world, 1, AN, DESCRIPTION.upper(), state=state, decided_at=world.now)
    write(world)
    draft = world.newest(AN)
    for verb in ("submit", "submit-anyway"):
        reply = world.taps(AN, f"{verb}:{world.session(AN).revision}")
        assert world.newest(AN) == draft
        assert verbs(reply.screen) == {"one", "correct", "discard"}
    world.press(AN, "one")
    assert (there.code or "?") in words(world, world.screens[AN])
    world.taps(AN, f"draft:{draft.id}")
    world.press(AN, "submit")
    world.press(AN, "discard")
    assert draft.id not in world.initiatives


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_what_counts_no_more_stops_nobody(state: State, world: World) -> None:
    put(world, 1, AN, DESCRIPTION, state=state, decided_at=world.now, told_at=world.now)
    write(world)
    world.press(AN, "submit")
    if state == "rejected":
        world.press(AN, "submit-anyway")
    assert world.newest(AN).state == "pending"


def test_the_same_text_of_somebody_else_is_not_stopped(world: World) -> None:
    put(world, 1, CHI, DESCRIPTION)
    write(world)
    world.press(AN, "submit")
    world.press(AN, "submit-anyway")
    assert world.newest(AN).alike == (Likeness(1, 100),)


def test_at_most_three_are_shown_the_most_alike_first(world: World) -> None:
    for number in range(1, 4):
        put(world, number, CHI, f"{DESCRIPTION} {'Rất tốt. ' * number}")
    write(world)
    reply = world.press(AN, "submit")
    told = words(world, reply.screen)
    assert told.index("SK-22-2M8PX1") < told.index("SK-22-2M8PX2") < told.index("SK-22-2M8PX3")


def test_of_another_unit_the_worker_is_told_nothing_and_the_officer_is_flagged_without_a_name(world: World) -> None:
    put(world, 1, DUNG, NEARLY, unit=ELSEWHERE)
    write(world)
    reply = world.press(AN, "submit")
    assert reply.of(fx.Carry)
    (flagged,) = world.cards(BINH)
    told = words(world, flagged)
    assert "Note: 94% the same as SK-22-2M8PX1 (CĐ Công ty TNHH May Bình Minh (ví dụ))" in told
    assert "Lê Văn B" not in told
    assert "SK-22-2M8PX1" not in words(world, reply.screen)


def test_officers_compare_both_texts_and_only_those_they_may_read(world: World) -> None:
    put(world, 1, CHI, NEARLY)
    put(world, 2, DUNG, f"{NEARLY} Hay.", unit=ELSEWHERE)
    write(world)
    world.press(AN, "submit")
    world.press(AN, "submit-anyway")
    mine = world.newest(AN)
    (shown,) = world.cards(BINH)
    assert [button.action.args for button in shown.buttons() if button.action.verb == "compare"] == [
        (str(mine.id), "1"),
        (str(mine.id), "2"),
    ]
    both = words(world, world.taps(BINH, f"compare:{mine.id}:1").screen)
    assert DESCRIPTION in both.replace(NEARLY, "")
    assert NEARLY in both
    other = world.taps(BINH, f"compare:{mine.id}:2")
    assert not other.screens
    assert "do not verify for" in world.reads(other.words[0].msg)


def test_a_description_that_is_the_same_word_for_word_stands_once_in_the_comparison(world: World) -> None:
    put(world, 1, CHI, DESCRIPTION, alike=(Likeness(2, 100),))
    put(world, 2, DUNG, DESCRIPTION)
    both = words(world, world.taps(BINH, "compare:1:2").screen)
    assert "Both descriptions, word for word the same:" in both
    assert both.count(DESCRIPTION) == 1


def test_a_forged_comparison_shows_nothing_and_is_noted(world: World) -> None:
    put(world, 1, CHI, NEARLY, alike=(Likeness(2, 90),))
    put(world, 2, DUNG, DESCRIPTION)
    put(world, 3, DUNG, DESCRIPTION)
    forged = (
        (CHI, "compare:1:3"),
        (BINH, "compare:1:3"),
        (CHI, "compare:9:9"),
        (DUNG, "compare:1"),
        (AN, "compare:1:2"),
    )
    for who, token in forged:
        reply = world.taps(who, token)
        assert not reply.screens
        assert reply.of(fx.Refuse)


def test_the_officer_is_told_that_both_were_handed_in_under_one_card_number(world: World) -> None:
    number = {"identity": Secret("066199001234"), "title": TITLE}
    put(world, 1, CHI, "", answers={**number, "description": NEARLY}, alike=(Likeness(2, 94),))
    put(world, 2, DUNG, "", answers={**number, "description": DESCRIPTION}, unit=ELSEWHERE)
    world.taps(BINH, "card:1")
    told = words(world, world.screens[BINH])
    assert "94% the same as SK-22-2M8PX2 (same card number)" in told
    assert "199001234" not in told


GONE: dict[str, dict[str, object]] = {
    "withdrawn": {"state": "withdrawn"},
    "erased with its author": {"state": "verified", "answers": {"unit": WORKPLACE}},
    "made confidential": {"answers": {"title": TITLE, "description": {"confidential": "yes", "text": DESCRIPTION}}},
}


@pytest.mark.parametrize("changes", GONE.values(), ids=GONE)
def test_what_is_gone_meanwhile_is_flagged_no_more(changes: dict[str, object], world: World) -> None:
    one = put(world, 1, CHI, NEARLY, alike=(Likeness(2, 90),))
    put(world, 2, DUNG, DESCRIPTION, **changes)
    world.taps(BINH, "card:1")
    assert "the same as" not in words(world, world.screens[BINH])
    assert one.alike


def test_a_corrected_initiative_is_compared_anew_and_never_with_itself(world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"reason:{initiative.id}:1:return:0")
    world.release()
    put(world, 1, CHI, NEARLY)
    world.taps(AN, f"draft:{initiative.id}")
    world.press(AN, "submit")
    assert verbs(world.screens[AN]) == {"submit-anyway", "correct", "later"}
    world.press(AN, "submit-anyway")
    assert world.newest(AN).alike == (Likeness(1, 94),)


def test_a_confidential_text_is_compared_with_none(world: World) -> None:
    put(world, 1, CHI, "", answers={"title": TITLE, "description": {"confidential": "yes", "text": DESCRIPTION}})
    write(world)
    world.press(AN, "submit")
    assert world.newest(AN).alike == ()


def test_the_longest_texts_are_cut_to_what_one_message_takes(world: World) -> None:
    long = "Trước đây làm bằng tay. " * 83
    for number in (1, 2):
        put(world, number, CHI, f"{long[:1990]}{number}", alike=(Likeness(3 - number, 99),))
    compared = words(world, world.taps(BINH, "compare:1:2").screen)
    assert len(compared) < 4096
    assert compared.count(" …") == 2
