"""Demands 68 and 69: a draft when its phase closes, more time for one unit, and who is told of it, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows import effects as fx
from flows.draft import Initiative
from flows.programme import VIETNAM, Extension, Programme
from flows.reminders import message, occasions
from flows.screen import Screen
from flows.session import Filling
from tests.flows.driver import AN, BINH, CHI, STRANGER, World
from tests.flows.walk import SUMMARY, asked, begin, fill, go_on, hand_in, until

CLOSED_1 = datetime(2022, 6, 1, tzinfo=VIETNAM)
CLOSED_2 = datetime(2023, 9, 2, tzinfo=VIETNAM)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def words(world: World, screen: Screen) -> str:
    return "\n".join(world.reads(line) for line in (screen.problem or "", screen.title or "", *screen.lines))


def verbs(screen: Screen) -> set[str]:
    return {button.action.verb for button in screen.buttons()}


def extend(world: World, unit: str, phase: str, until_: datetime) -> None:
    granted = (*world.programme.extensions, Extension(phase, unit, until_, "Mất điện do bão"))
    world.programme = replace(world.programme, extensions=granted)


def test_a_draft_belongs_to_the_phase_it_was_begun_in(world: World) -> None:
    begin(world, AN)
    assert world.newest(AN).phase == "gd1"
    world.now = CLOSED_1
    begin(world, BINH)
    assert world.newest(BINH).phase == "gd2"


def test_of_several_programmes_more_time_in_one_opens_nothing_in_another(world: World) -> None:
    world.now = CLOSED_2 + HOUR
    other = replace(world.programme, key="other", short_name="75 nghìn sáng kiến")
    world.others = (replace(other, extensions=(Extension("gd2", "DLK-01", CLOSED_2 + DAY, "Mất điện do bão"),)),)
    world.commands(AN, "start")
    (longer,) = [one for one in world.screens[AN].buttons() if one.action.verb == "begin"]
    assert "75 nghìn sáng kiến" in world.reads(longer.label)
    assert longer.action.args == ("other", "gd2")
    world.press(AN, "begin", "other", "gd2")
    world.press(AN, "consent", "yes")
    assert (world.newest(AN).programme, world.newest(AN).phase) == ("other", "gd2")


def test_what_cannot_be_handed_in_any_more_is_not_said_to_be_taken(world: World) -> None:
    world.now = datetime(2023, 9, 1, 12, tzinfo=VIETNAM)
    fill(world, AN)
    assert "not counted in the final review" in words(world, world.screens[AN])
    world.now = CLOSED_2
    refused = world.press(AN, "submit").screen
    assert "not counted in the final review" not in words(world, refused)


def test_an_empty_draft_of_a_closed_phase_is_taken_up_for_the_present_one(world: World) -> None:
    begin(world, AN)
    empty = world.newest(AN)
    world.now = CLOSED_1
    world.commands(AN, "submit")
    assert world.stored() == {empty.id: replace(empty, phase="gd2")}


def test_demand_68_at_closing_the_draft_is_kept_and_the_next_answer_says_so_once(world: World) -> None:
    until(world, AN, "title")
    world.now = CLOSED_1
    first = world.says(AN, "Cải tiến khâu phân loại hạt").screen
    assert "giai đoạn 1 closed at 24:00 on 31/5/2022. Your draft is kept" in words(world, first)
    assert world.newest(AN).text("title") == "Cải tiến khâu phân loại hạt"
    assert "carry" in verbs(first)
    second = world.says(AN, "ngắn").screen
    assert "closed" not in words(world, second)
    assert "carry" not in verbs(second)


def test_demand_68_one_press_carries_it_to_the_next_phase_and_it_never_counts_in_the_closed_one(world: World) -> None:
    fill(world, AN)
    world.now = CLOSED_1
    refused = world.press(AN, "submit")
    assert not refused.of(fx.Carry)
    assert verbs(refused.screen) == {"carry", "correct", "later"}
    world.press(AN, "carry")
    assert asked(world, AN) == SUMMARY
    world.press(AN, "submit")
    assert (world.newest(AN).state, world.newest(AN).phase) == ("pending", "gd2")
    assert not [one for one in world.initiatives.values() if one.phase == "gd1"]


def test_it_goes_on_where_it_stood_when_it_is_carried(world: World) -> None:
    until(world, AN, "title")
    world.now = CLOSED_1
    world.commands(AN, "start")
    assert "carry" in verbs(world.screens[AN])
    world.press(AN, "carry")
    assert asked(world, AN) == "title"
    assert world.newest(AN).phase == "gd2"


def test_a_forged_or_late_press_carries_nothing_anywhere_else(world: World) -> None:
    initiative = hand_in(world, AN)
    world.now = CLOSED_1
    until(world, BINH, "title")
    theirs = world.newest(BINH)
    before = world.stored()
    for who, token in (
        (AN, f"carry:{initiative.id}:gd2"),
        (AN, f"carry:{theirs.id}:gd2"),
        (BINH, f"carry:{theirs.id}:gd1"),
        (BINH, f"carry:{theirs.id}:nowhere"),
        (BINH, "carry"),
    ):
        assert world.taps(who, token).answers == 1
        assert world.stored() == before


def test_with_nothing_open_the_next_opening_is_named_or_that_all_is_over(world: World) -> None:
    first, second = world.programme.phases
    world.programme = replace(world.programme, phases=(first, replace(second, opens=CLOSED_1 + 7 * HOUR)))
    fill(world, AN)
    world.now = CLOSED_1
    told = words(world, world.press(AN, "submit").screen)
    assert "giai đoạn 2 opens at 07:00 on 1/6/2022" in told
    world.now = CLOSED_1 + 7 * HOUR
    world.says(AN, "ờ")
    world.press(AN, "carry")
    world.now = CLOSED_2
    assert "the programme is over" in words(world, world.press(AN, "submit").screen)
    assert world.newest(AN).state == "draft"


def test_a_returned_initiative_is_handed_in_again_after_closing_and_keeps_its_phase(world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"reason:{initiative.id}:1:return:0")
    world.release()
    world.now = CLOSED_2 + DAY
    reply = world.taps(AN, f"draft:{initiative.id}")
    assert "closed" not in words(world, reply.screen)
    world.press(AN, "submit")
    assert (world.newest(AN).state, world.newest(AN).phase) == ("pending", "gd1")
    assert world.newest(AN).submitted_at == initiative.submitted_at


def test_demand_69_only_the_unit_with_more_time_hands_in_for_the_closed_phase(world: World) -> None:
    extend(world, "DLK-01", "gd2", CLOSED_2 + 4 * DAY)
    world.now = CLOSED_2 + DAY
    for who, unit, state in ((AN, "DLK-01-017", "pending"), (STRANGER, "DLK-02-004", "draft")):
        welcome = world.commands(who, "start", f"u-{unit}").screen
        assert "closed" in words(world, welcome)
        world.press(who, "begin", "gd2")
        world.press(who, "consent", "yes")
        go_on(world, who, "unit")
        world.press(who, "answer", "take", unit)
        go_on(world, who)
        world.press(who, "submit")
        assert (world.newest(who).state, world.newest(who).phase) == (state, "gd2")
    assert "has no more time for giai đoạn 2" in words(world, world.screens[STRANGER])
    world.now = CLOSED_2 + 4 * DAY
    assert "begin" not in verbs(world.commands(AN, "start").screen)


def test_beside_an_open_phase_the_extended_one_is_chosen_by_its_own_button(world: World) -> None:
    extend(world, "DLK-01", "gd1", CLOSED_1 + 4 * DAY)
    world.now = CLOSED_1 + DAY
    world.commands(AN, "submit")
    world.press(AN, "consent", "yes")
    assert world.newest(AN).phase == "gd2"
    world.commands(BINH, "start")
    for _ in range(2):
        world.commands(BINH, "start")
        world.press(BINH, "begin", "gd1")
        world.press(BINH, "own", "gd1")
        if any(one.action.verb == "consent" for one in world.screens[BINH].buttons()):
            world.press(BINH, "consent", "yes")
    assert world.newest(BINH).phase == "gd1"


def test_opening_again_for_everybody_changes_the_phase_of_nothing_that_was_handed_in(world: World) -> None:
    first = hand_in(world, AN)
    world.now = CLOSED_1
    begin(world, AN)
    go_on(world, AN)
    world.press(AN, "submit")
    before = world.stored()
    world.now = CLOSED_2 + DAY
    extend(world, "DLK", "gd2", CLOSED_2 + 9 * DAY)
    assert "Now open: giai đoạn 2" in words(world, world.commands(CHI, "start").screen)
    late = hand_in(world, CHI)
    assert late.phase == "gd2"
    assert {key: world.initiatives[key] for key in before} == before
    assert before[first.id].phase == "gd1"


def test_who_has_more_time_is_not_told_that_the_phase_has_closed(world: World) -> None:
    extend(world, "DLK-01-017", "gd1", CLOSED_1 + 4 * DAY)
    fill(world, AN)
    world.now = CLOSED_1 + DAY
    assert "closed" not in words(world, world.says(AN, "ờ").screen)
    world.press(AN, "submit")
    assert world.newest(AN).phase == "gd1"


# Reminders, by when: what those are told who left a draft of the first phase behind.
WHEN = {
    "four days before": (CLOSED_1 - 4 * DAY + 9 * HOUR, None),
    "the third day before": (CLOSED_1 - 3 * DAY + 9 * HOUR, "closing gd1"),
    "the last evening": (CLOSED_1 - 4 * HOUR, "closing gd1"),
    "the last night": (CLOSED_1 - HOUR, None),
    "the night after": (CLOSED_1 + HOUR, None),
    "the morning after": (CLOSED_1 + 7 * HOUR, "open gd2"),
    "weeks later": (CLOSED_1 + 20 * DAY + 9 * HOUR, "open gd2"),
    "long after": (CLOSED_1 + 40 * DAY + 9 * HOUR, None),
}


def told_of(programme: Programme, now: datetime, phase: str) -> str | None:
    return next((one.event for one in occasions(programme, now) if one.phase.key == phase), None)


@pytest.mark.parametrize(("now", "event"), WHEN.values(), ids=WHEN)
def test_people_with_drafts_are_told_in_the_last_days_and_after_the_end_never_at_night(
    now: datetime, event: str | None, world: World
) -> None:
    assert told_of(world.programme, now, "gd1") == event


def test_once_the_next_phase_opens_those_who_waited_for_it_are_told_again(world: World) -> None:
    first, second = world.programme.phases
    programme = replace(world.programme, phases=(first, replace(second, opens=CLOSED_1 + 60 * DAY)))
    assert told_of(programme, CLOSED_1 + 9 * HOUR, "gd1") == "closed gd1"
    assert told_of(programme, CLOSED_1 + 60 * DAY + 9 * HOUR, "gd1") == "open gd2"


def test_warnings_are_spread_over_two_days_and_all_are_out_a_day_before_the_end(world: World) -> None:
    (closing,) = occasions(world.programme, CLOSED_1 - 3 * DAY + 9 * HOUR)
    turns = [
        sum(closing.includes(person, closing.begins + hours * HOUR) for person in range(480)) for hours in range(50)
    ]
    assert turns[0] == 10
    assert turns[24] == 250
    assert turns[47:] == [480, 480, 480]


def test_a_message_leads_to_the_draft_or_carries_it_on(world: World) -> None:
    until(world, AN, "description")
    draft = world.newest(AN)

    def said(now: datetime, *drafts: Initiative) -> Screen | None:
        (occasion,) = (one for one in occasions(world.programme, now) if one.phase.key == "gd1")
        return message(occasion, drafts, world.programme, world.units, now)

    before, after = said(CLOSED_1 - 4 * HOUR, draft), said(CLOSED_1 + 9 * HOUR, draft)
    assert before is not None
    assert after is not None
    assert (verbs(before), verbs(after)) == ({"draft", "mine"}, {"carry", "draft", "mine"})
    assert draft.text("title") in words(world, before)
    others = (replace(draft, phase="gd2"), replace(draft, answers={}), replace(draft, programme="other"))
    assert said(CLOSED_1 + 9 * HOUR, *others) is None
    extend(world, "DLK-01-017", "gd1", CLOSED_1 + 4 * DAY)
    assert said(CLOSED_1 + 9 * HOUR, draft) is None


def test_what_a_message_has_told_is_not_told_again_in_the_form(world: World) -> None:
    until(world, AN, "title")
    world.now = CLOSED_1 + 9 * HOUR
    world.events.add((AN, world.programme.key, "open gd2"))
    assert "closed" not in words(world, world.says(AN, "Cải tiến khâu phân loại hạt").screen)
    assert isinstance(world.session(AN).doing, Filling)
