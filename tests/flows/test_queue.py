"""What waits for an officer: the one at once, several as a list, oldest first, with filters, page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flows import effects as fx
from flows.draft import Likeness
from flows.person import Role
from flows.session import Filling
from flows.sieve import Sieve
from tests.flows.desks import UNIT, UPPER, change, labels, only, reads, wait
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, World, pick
from tests.flows.walk import hand_in, until


def numbers(world: World, who: int = BINH) -> list[int]:
    """Return the ids behind the number buttons of the last screen, in order."""
    shown = (one for one in world.screens[who].buttons() if one.action.verb == "card")
    return [one.action.number(0) for one in shown if isinstance(one.label, str)]


def twelve(world: World) -> None:
    only(world, *wait(world, 12))


def test_nothing_waits(world: World) -> None:
    assert "Nothing waits for you." in reads(world, world.commands(BINH, "queue").screen)


def test_the_only_one_is_shown_at_once_and_counts_as_opened(world: World) -> None:
    initiative = hand_in(world, AN)
    world.commands(BINH, "queue")
    world.button(BINH, "verify", initiative.id)
    assert world.initiatives[initiative.id].opened_by == BINH


def test_twelve_are_a_list_oldest_first_and_a_list_opens_none(world: World) -> None:
    twelve(world)
    reply = world.commands(BINH, "queue")
    assert world.reads(reply.screen.title or "") == "12 initiatives wait for you, the longest: 11 days"
    assert numbers(world) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert world.reads(reply.screen.lines[0]) == "1. Sáng kiến số 1 · Trần Thị An · 11 days"
    assert not reply.of(fx.Open)
    world.press(BINH, "waits", 8)
    assert numbers(world) == [9, 10, 11, 12]
    assert "since today" in world.reads(world.screens[BINH].lines[-1])
    assert "Next page ›" not in labels(world, world.screens[BINH])
    world.press(BINH, "waits")
    assert numbers(world) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_pages_neither_repeat_nor_skip_while_others_are_decided(world: World) -> None:
    twelve(world)
    world.commands(BINH, "queue")
    for gone in (2, 8, 9):
        change(world, gone, state="verified", version=2)
    world.press(BINH, "waits", 8)
    assert numbers(world) == [10, 11, 12]


def test_a_number_typed_opens_the_card(world: World) -> None:
    twelve(world)
    world.commands(BINH, "queue")
    world.says(BINH, "3")
    world.button(BINH, "verify", 3)
    world.commands(BINH, "queue")
    world.says(BINH, "xem cai lau nhat")
    world.button(BINH, "verify", 1)


def test_a_line_says_what_needs_attention(world: World) -> None:
    twelve(world)
    change(world, 1, alike=(Likeness(7, 90),))
    change(world, 2, answers={**world.initiatives[2].answers, "applied_on": "2020-01-01"})
    change(world, 3, marks={"title": "Chưa rõ"})
    change(world, 4, claimed_by=CHI, claimed_by_name="Chi", claimed_at=world.now - timedelta(minutes=9))
    change(world, 5, claimed_by=CHI, claimed_by_name="Chi", claimed_at=world.now - timedelta(minutes=10))
    change(world, 6, answers={**world.initiatives[6].answers, "benefit": 10_000_000_001})
    lines = [world.reads(line) for line in world.commands(BINH, "queue").screen.lines]
    ends = [line.split(" · ", 3)[3:] for line in lines]
    assert ends[:6] == [
        ["like another initiative"],
        ["dates outside the programme's time"],
        ["corrected"],
        ["Chi is looking at it"],
        [],
        ["benefit above 10 billion dong"],
    ]


FILTERS = {
    "qua 7 ngay": [1, 2, 3, 4],
    "hơn 9 ngày": [1, 2],
    "over 10 days": [1],
    "có lưu ý": [2, 5],
    "không có lưu ý": [1, 3, 4, 6, 7, 8, 9, 10],
    "đã sửa lại": [3],
    "Quá 7 ngày, có lưu ý": [2],
}


@pytest.mark.parametrize("words", FILTERS)
def test_words_behind_the_command_are_a_filter(words: str, world: World) -> None:
    twelve(world)
    for noted in (2, 5):
        change(world, noted, alike=(Likeness(7, 90),))
    change(world, 3, marks={"title": "Chưa rõ"})
    screen = world.commands(BINH, "queue", words).screen
    assert numbers(world) == FILTERS[words]
    assert "Filter: " in world.reads(screen.lines[0])


def test_the_days_after_which_something_is_late_are_those_of_the_programme(world: World) -> None:
    twelve(world)
    world.programme = replace(world.programme, late_days=9)
    world.commands(BINH, "queue")
    assert "Over 9 days" in labels(world, world.press(BINH, "filter").screen)
    screen = world.press(BINH, "waits", "9").screen
    assert world.reads(screen.lines[0]) == "Filter: over 9 days"
    assert numbers(world) == [1, 2]
    assert "Not: Over 9 days" in labels(world, world.press(BINH, "filter").screen)


def test_a_number_of_days_that_was_typed_stays_on_until_it_is_taken_off(world: World) -> None:
    twelve(world)
    world.commands(BINH, "queue", "quá 10 ngày")
    assert "Not: Over 10 days" in labels(world, world.press(BINH, "filter").screen)


def test_filters_are_put_on_and_taken_off_by_buttons(world: World) -> None:
    twelve(world)
    change(world, 2, marks={"title": "Chưa rõ"})
    world.commands(BINH, "queue")
    world.press(BINH, "filter")
    world.press(BINH, "waits", "7")
    assert numbers(world) == [1, 2, 3, 4]
    world.press(BINH, "filter")
    world.press(BINH, "waits", "7c")
    assert numbers(world) == [2]
    world.press(BINH, "filter")
    assert "Not: Corrected" in labels(world, world.screens[BINH])
    world.press(BINH, "waits", "7")
    assert numbers(world) == [1, 2, 3, 4]
    world.press(BINH, "filter")
    world.says(BINH, "Bỏ lọc")
    assert len(numbers(world)) == 8


def above(world: World) -> None:
    """Let Bình verify for the upper union, with two at her own desk of 12 below it."""
    world.people[BINH] = replace(world.people[BINH], roles=(Role("verifier", UPPER),))
    twelve(world)
    for number in (1, 2):
        change(world, number, desk=UPPER, unit="DLK-01-021")
    for number in range(3, 13):
        change(world, number, desk=UNIT)


def test_an_officer_above_sees_their_own_desk_and_below_only_when_asked(world: World) -> None:
    above(world)
    world.commands(BINH, "queue")
    assert numbers(world) == [1, 2]
    world.commands(BINH, "queue", "cả cấp dưới")
    assert numbers(world) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert "12 initiatives wait below" in world.reads(world.screens[BINH].title or "")


def test_what_was_escalated_waits_at_both_desks(world: World) -> None:
    above(world)
    change(world, 3, escalated=UPPER)
    world.commands(BINH, "queue")
    assert numbers(world) == [1, 2, 3]
    world.give_role(STRANGER, "verifier", UNIT)
    world.commands(STRANGER, "queue")
    assert numbers(world, STRANGER)[0] == 3


def test_a_unit_is_filtered_by_words_of_its_name(world: World) -> None:
    above(world)
    world.commands(BINH, "queue", "ca cap duoi ca phe buon ma thuot")
    assert numbers(world) == [3, 4, 5, 6, 7, 8, 9, 10]
    assert "Filter: all units below, CĐ Công ty CP Cà phê" in reads(world, world.screens[BINH])
    assert "None of your units" in reads(world, world.commands(BINH, "queue", "buon ho").screen)


def test_own_work_is_not_in_the_queue_and_not_in_the_count(world: World) -> None:
    twelve(world)
    change(world, 1, author=BINH)
    change(world, 2, entered_by=BINH)
    screen = world.commands(BINH, "queue").screen
    assert numbers(world)[0] == 3
    assert world.reads(screen.title or "").startswith("10 initiatives")


def test_who_stands_in_does_not_see_what_the_officer_wrote_or_entered(world: World) -> None:
    twelve(world)
    change(world, 1, author=BINH)
    change(world, 2, entered_by=BINH)
    world.people[STRANGER] = replace(
        world.people[STRANGER], roles=(Role("verifier", UNIT, stands_for=BINH, stands_for_name="Bình"),)
    )
    world.commands(STRANGER, "queue")
    assert numbers(world, STRANGER)[0] == 3


def test_an_officer_of_another_unit_sees_nothing_of_it(world: World) -> None:
    twelve(world)
    for argument in ("", "ca cap duoi", "ca phe", "khong co luu y"):
        told = reads(world, world.commands(CHI, "queue", argument).screen)
        assert "Sáng kiến số" not in told
    for token in (f"waits:b:{UNIT}", f"waits::{UNIT}", f"filter::{UNIT}", f"bulk:b:{UNIT}", f"waits:b:{UPPER}"):
        reply = world.taps(CHI, token)
        assert reply.of(fx.Refuse), token
        assert not reply.screens


def test_somebody_who_verifies_nowhere_is_told_so(world: World) -> None:
    twelve(world)
    assert "for verifying officers" in reads(world, world.commands(STRANGER, "queue").screen)
    for verb in ("waits", "filter", "bulk", "bulk-yes:7"):
        assert world.taps(STRANGER, verb).of(fx.Refuse)
    assert "for verifying officers" in reads(world, world.taps(STRANGER, "next").screen)


def test_next_skips_what_a_colleague_has_in_hand_and_the_count_does_not(world: World) -> None:
    twelve(world)
    change(world, 1, claimed_by=CHI, claimed_by_name="Chi", claimed_at=world.now - timedelta(minutes=3))
    change(world, 2, claimed_by=BINH, claimed_by_name="Bình", claimed_at=world.now - timedelta(minutes=3))
    reply = world.taps(BINH, "next")
    world.button(BINH, "verify", 2)
    assert "12 initiatives wait here" in reads(world, reply.screen)
    world.later(minutes=7)
    world.taps(BINH, "next")
    world.button(BINH, "verify", 1)


def test_where_colleagues_have_everything_in_hand_the_list_says_who(world: World) -> None:
    only(world, *wait(world, 2, claimed_by=CHI, claimed_by_name="Chi", claimed_at=world.now))
    told = reads(world, world.taps(BINH, "next").screen)
    assert "Colleagues are looking at everything" in told
    assert told.count("Chi is looking at it") == 2
    assert "2 initiatives wait for you" in told


def test_more_than_a_thousand_are_not_counted_and_it_says_so(world: World) -> None:
    only(world, *wait(world, 1_001))
    screen = world.commands(BINH, "queue").screen
    assert world.reads(screen.title or "") == "More than 1,000 initiatives wait for you, the longest: 1,000 days"
    world.taps(BINH, "verify:1:1")
    assert "Next initiative (more than 999)" in labels(world, world.screens[BINH])


def test_an_open_form_is_asked_again_below_the_list(world: World) -> None:
    twelve(world)
    until(world, BINH, "phone")
    replies = world.commands(BINH, "queue").screens
    assert len(replies) == 2
    assert isinstance(world.session(BINH).doing, Filling)
    assert len(world.taps(BINH, "waits:::8").screens) == 2


@pytest.mark.parametrize(
    "token", ["waits", "waits:x:y:z", "waits::::", "waits:::99999999", "filter:zz", "next:1", "queue:1"]
)
def test_a_forged_page_is_answered(token: str, world: World) -> None:
    twelve(world)
    assert world.taps(BINH, token).answers == 1


def test_a_filter_fits_its_button_whatever_it_is() -> None:
    widest = Sieve(overdue=999, remarked=False, corrected=True, below=True, unit="X" * 32)
    assert Sieve.read(*widest.token) == widest
    assert len(":".join(("waits", *widest.token, str(2**63 - 1)))) <= 64


def test_staff_get_the_way_to_the_workload(world: World) -> None:
    pick(world.commands(DUNG, "queue").screen, "workload")
