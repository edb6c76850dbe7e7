"""Several are verified together: the question says exactly which, each is a decision like any other (demand 54)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flows import effects as fx
from flows.draft import Likeness
from flows.person import Role
from flows.said import Tap
from flows.screen import Action
from tests.flows.desks import UNIT, UPPER, change, labels, only, reads, wait
from tests.flows.driver import AN, BINH, CHI, STRANGER, Reply, World
from tests.flows.tables import rows
from tests.flows.walk import hand_in, until


def asked(world: World, filter_: str = "") -> Reply:
    return world.taps(BINH, f"bulk:{filter_}")


def states(world: World) -> dict[int, str]:
    return {one.id: one.state for one in world.initiatives.values()}


def verified(world: World) -> list[int]:
    return [number for number, state in states(world).items() if state == "verified"]


def test_demand_54_a_filter_with_37_of_which_3_are_not_permitted(world: World) -> None:
    only(world, *wait(world, 37))
    change(world, 4, entered_by=BINH)
    change(world, 9, alike=(Likeness(7, 92),))
    change(world, 20, claimed_by=CHI, claimed_by_name="Chi", claimed_at=world.now - timedelta(minutes=1))
    reply = asked(world)
    told = reads(world, reply.screen)
    assert "Verify 34 initiatives?" in told
    assert "Left out, to be judged singly: 3" in told
    assert "SK-22-000004 “Sáng kiến số 4”: you wrote or entered it" in told
    assert "SK-22-000009 “Sáng kiến số 9”: like another initiative" in told
    assert "SK-22-000020 “Sáng kiến số 20”: Chi is looking at it" in told
    assert labels(world, reply.screen)[0] == "Verify 34 initiatives"
    done = world.press(BINH, "bulk-yes")
    carried = done.of(fx.Carry)
    assert len(carried) == 34
    assert all(isinstance(one, fx.Carry) and one.move == "verify" and one.version == 1 for one in carried)
    assert sorted(verified(world)) == [number for number in range(1, 38) if number not in (4, 9, 20)]
    assert "Verified: 34 initiatives." in reads(world, done.screen)
    assert labels(world, done.screen) == ["Undo within 10 minutes", "Next initiative (2)"]


@pytest.mark.parametrize("minutes", [0, 5])
def test_pressing_twice_changes_nothing_and_says_what_was_done(minutes: int, world: World) -> None:
    only(world, *wait(world, 3))
    asked(world)
    yes = world.button(BINH, "bulk-yes").action.token
    at = world.now
    world.taps(BINH, yes)
    done, told = world.stored(), len(world.told)
    world.later(minutes=minutes)
    reply = world.taps(BINH, yes)
    assert (world.stored(), len(world.told)) == (done, told)
    assert not reply.of(fx.Carry)
    assert "This was done at 09:00 on 21/3/2022: 3 initiatives verified." in reads(world, reply.screen)
    assert at.hour == 9


def test_each_is_decided_just_as_it_would_be_alone(world: World) -> None:
    one, other = wait(world, 2)
    only(world, one, replace(other, author=STRANGER))
    presses = (Tap(Action("verify", (str(number), "1"))) for number in (1, 2))
    alone = [effect for press in presses for effect in world.decided(BINH, press).effects]
    asked(world)
    together = world.press(BINH, "bulk-yes").turn.effects
    kinds = (fx.Carry, fx.RedrawCards, fx.Notify)
    assert [one for one in together if isinstance(one, kinds)] == [one for one in alone if isinstance(one, kinds)]


LEFT_OUT = {
    "own work": ({"author": BINH}, "you wrote or entered it"),
    "entered by oneself": ({"entered_by": BINH}, "you wrote or entered it"),
    "in a colleague's hand": ({"claimed_by": CHI, "claimed_by_name": "Chi"}, "Chi is looking at it"),
    "a near-duplicate": ({"alike": (Likeness(7, 80),)}, "like another initiative"),
    "dates outside": ({"answers": {"applied_on": "2020-01-01"}}, "dates outside the programme's time"),
    "not recognised": ({"answers": {"recognition": "none"}}, "not recognised in writing yet"),
    "excluded by its author": ({"answers": {"declaration": "ip_protected"}}, "excluded, as its author says"),
    "a very large benefit": ({"answers": {"benefit": 10**10 + 1}}, "benefit above 10 billion dong"),
}


@pytest.mark.parametrize(("changes", "reason"), rows(dict(LEFT_OUT)))
@pytest.mark.parametrize("when", ["before", "between question and answer"])
def test_what_has_to_be_judged_singly_is_left_out_and_named(
    changes: dict[str, object], reason: str, when: str, world: World
) -> None:
    only(world, *wait(world, 3))
    if when != "before":
        asked(world)
    said = dict(changes)
    if "answers" in said:
        said["answers"] = {**world.initiatives[2].answers, **said["answers"]}  # type: ignore[dict-item]
    if "claimed_by" in said:
        said["claimed_at"] = world.now
    change(world, 2, **said)
    if when == "before":
        assert f"SK-22-000002 “Sáng kiến số 2”: {reason}" in reads(world, asked(world).screen)
    told = reads(world, world.press(BINH, "bulk-yes").screen)
    assert verified(world) == [1, 3]
    assert "Verified: 2 initiatives." in told
    assert (f"SK-22-000002 “Sáng kiến số 2”: {reason}" in told) == (when != "before")


def test_confidential_content_one_may_not_read_is_left_out(world: World) -> None:
    only(world, *wait(world, 2, escalated=UPPER))
    secret = {**world.initiatives[2].answers, "description": {"confidential": "yes", "effect": "Nhanh gấp đôi"}}
    change(world, 2, answers=secret)
    world.people[STRANGER] = replace(world.people[STRANGER], roles=(Role("verifier", UPPER),))
    told = reads(world, world.taps(STRANGER, "bulk").screen)
    assert "SK-22-000002 “Sáng kiến số 2”: confidential, you do not see its content" in told
    assert "Verify 2 initiatives?" in reads(world, asked(world).screen), "the unit's own officer reads it"


def test_what_changed_meanwhile_is_left_out_and_does_not_hold_back_the_others(world: World) -> None:
    only(world, *wait(world, 4))
    world.people[STRANGER] = replace(world.people[STRANGER], name="Chi", roles=(Role("verifier", UNIT),))
    asked(world)
    change(world, 1, version=2)
    world.taps(STRANGER, "verify:2:1")
    change(world, 3, unit="DLK-02-004", desk="DLK-02-004")
    told = reads(world, world.press(BINH, "bulk-yes").screen)
    assert world.initiatives[4].decided_by_name == "Bình"
    assert world.initiatives[2].decided_by_name == "Chi"
    assert (states(world)[1], states(world)[3]) == ("pending", "pending")
    assert "Verified: 1 initiative." in told
    assert "SK-22-000001 “Sáng kiến số 1”: its author has just corrected it" in told
    assert "SK-22-000002 “Sáng kiến số 2”: Chi has already verified this initiative" in told
    assert "SK-22-000003 “Sáng kiến số 3”: you do not decide on it" in told


def test_fifty_at_a_time_the_oldest_first_and_how_many_remain(world: World) -> None:
    only(world, *wait(world, 60))
    change(world, 2, alike=(Likeness(7, 92),))
    told = reads(world, asked(world).screen)
    assert "Verify 50 initiatives?" in told
    assert "9 others come after these." in told
    assert "From SK-22-000001 “Sáng kiến số 1” (59 days) to SK-22-000051 “Sáng kiến số 51” (9 days)." in told
    world.press(BINH, "bulk-yes")
    assert verified(world) == [1, *range(3, 52)]
    assert "Verify 9 initiatives?" in reads(world, asked(world).screen)


def test_what_came_after_the_question_is_not_part_of_the_answer(world: World) -> None:
    only(world, *wait(world, 2))
    asked(world)
    wait(world, 1, first=3)
    world.press(BINH, "bulk-yes")
    assert verified(world) == [1, 2]


def test_the_filter_counts(world: World) -> None:
    only(world, *wait(world, 12))
    world.commands(BINH, "queue", "qua 7 ngay")
    assert "Verify all 4" in labels(world, world.screens[BINH])
    world.press(BINH, "bulk")
    world.press(BINH, "bulk-yes")
    assert verified(world) == [1, 2, 3, 4]


def test_an_older_question_does_nothing_once_another_was_asked(world: World) -> None:
    only(world, *wait(world, 12))
    asked(world, "o")
    older = world.button(BINH, "bulk-yes").action.token
    asked(world)
    reply = world.taps(BINH, older)
    assert not verified(world)
    assert "That question is out of date" in reads(world, reply.screen)


def test_nobody_else_can_press_it_and_a_role_taken_away_counts(world: World) -> None:
    only(world, *wait(world, 2))
    asked(world)
    yes = world.button(BINH, "bulk-yes").action.token
    world.people[STRANGER] = replace(world.people[STRANGER], roles=(Role("verifier", UNIT),))
    assert not world.taps(STRANGER, yes).of(fx.Carry)
    assert not world.taps(CHI, yes).of(fx.Carry)
    world.people[BINH] = replace(world.people[BINH], roles=())
    assert world.taps(BINH, yes).of(fx.Refuse)
    assert not verified(world)


def test_where_nothing_can_be_verified_together_it_says_why(world: World) -> None:
    only(world, *wait(world, 2, alike=(Likeness(7, 92),)))
    screen = asked(world).screen
    assert "None of these can be verified together." in reads(world, screen)
    assert not [one for one in screen.buttons() if one.action.verb == "bulk-yes"]


def test_many_left_out_are_counted_and_the_first_ten_named(world: World) -> None:
    only(world, *wait(world, 15, alike=(Likeness(7, 92),)))
    told = reads(world, asked(world).screen)
    assert "Left out, to be judged singly: 15" in told
    assert "SK-22-000010" in told
    assert "SK-22-000011" not in told
    assert "– and 5 more" in told


def test_all_of_them_are_taken_back_at_one_press(world: World) -> None:
    only(world, *wait(world, 3))
    asked(world)
    world.press(BINH, "bulk-yes")
    assert verified(world) == [1, 2, 3]
    world.later(minutes=9, seconds=59)
    world.press(BINH, "undo-all")
    assert verified(world) == []
    assert {one.state for one in world.initiatives.values()} == {"pending"}


def test_the_author_is_told_of_each(world: World) -> None:
    first = hand_in(world, AN)
    hand_in(world, AN)
    world.told.clear()
    asked(world)
    world.press(BINH, "bulk-yes")
    assert world.cards(AN) == []
    world.release()
    told = [reads(world, screen) for screen in world.cards(AN)]
    assert sum("is verified" in one for one in told) == 2
    assert len(told) == 3, "whether they may be named is asked once"
    assert str(first.code) in told[0]


def test_an_open_form_goes_on_afterwards(world: World) -> None:
    only(world, *wait(world, 2))
    until(world, BINH, "phone")
    asked(world)
    batch = world.session(BINH).batch
    assert batch is not None
    assert len(world.taps(BINH, f"bulk-yes:{batch.key}").screens) == 2
    assert verified(world) == [1, 2]
