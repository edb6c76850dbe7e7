"""Pushing as it is decided: who may, what is shown before, what a press sends, once, and words of one's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows import effects as fx
from flows.programme import VIETNAM
from flows.pushing import pace, words
from flows.pushing.aims import Aim, Aimed, Audience, Numbers, Progressing, Push
from flows.said import Tap, Text
from flows.screen import Action, Msg
from flows.weekly import due
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, Reply, World

NIGHT = datetime(2022, 3, 21, 22, tzinfo=VIETNAM)
UNITS = (Aimed("DLK-01", 4, 9, 190, people=2), Aimed("DLK-02", 7, 9, 70))


@pytest.fixture
def staff(world: World) -> World:
    """A world in which Dung is staff of the province, and two people can be told."""
    world.give_role(DUNG, "staff", "DLK")
    world.audience = Audience(UNITS, people=2, unmanned=("DLK-02",))
    return world


def preview(world: World, who: int = DUNG, unit: str = "DLK") -> Reply:
    return world.taps(who, f"push:{unit}:gd1")


def text(world: World, reply: Reply) -> str:
    return "\n".join(world.reads(line) for line in reply.screen.lines)


def test_a_preview_shows_numbers_and_message_and_sends_nothing(staff: World) -> None:
    reply = preview(staff)
    shown = text(staff, reply)
    assert not reply.of(fx.StartPush)
    for expected in ("2 units · 2 people get it", "1 unit has no officer", "LĐLĐ TP Buôn Ma Thuột: 4/190 verified"):
        assert expected in shown


def test_the_press_sends_what_was_shown_once(staff: World) -> None:
    preview(staff)
    send = staff.button(DUNG, "push-send").action.token
    (started,) = staff.taps(DUNG, send).of(fx.StartPush)
    assert isinstance(started, fx.StartPush)
    assert (started.push.numbers, started.aimed) == (Numbers(2, 2, unmanned=1), UNITS)
    staff.later(minutes=5)
    again = staff.taps(DUNG, send)
    assert not again.of(fx.StartPush)
    assert "Sent: " in text(staff, again)


def test_with_other_numbers_than_were_shown_it_is_shown_again(staff: World) -> None:
    preview(staff)
    old = staff.button(DUNG, "push-send").action.token
    staff.audience = replace(staff.audience, people=1, away=1)
    changed = staff.taps(DUNG, old)
    assert not changed.of(fx.StartPush)
    assert changed.screen.problem
    assert staff.taps(DUNG, staff.button(DUNG, "push-send").action.token).of(fx.StartPush)
    assert not staff.taps(DUNG, old).of(fx.StartPush)


def test_a_preview_of_before_does_not_send_what_is_shown_now(staff: World) -> None:
    preview(staff)
    old = staff.button(DUNG, "push-send").action.token
    staff.says(DUNG, "50%")
    assert not staff.taps(DUNG, old).of(fx.StartPush)


def test_at_night_it_begins_in_the_morning(staff: World) -> None:
    staff.now = NIGHT
    preview(staff)
    (started,) = staff.press(DUNG, "push-send").of(fx.StartPush)
    assert isinstance(started, fx.StartPush)
    assert started.push.starts_at == datetime(2022, 3, 22, 7, tzinfo=VIETNAM)


@pytest.mark.parametrize("who", [AN, STRANGER, CHI])
def test_nobody_else_gets_as_far_as_a_preview(who: int, staff: World) -> None:
    reply = preview(staff, who)
    assert reply.of(fx.Refuse)
    assert staff.session(who).doing is None


def test_a_verifier_reminds_of_drafts_in_their_unit_and_of_nothing_else(staff: World) -> None:
    assert "unfinished" in text(staff, preview(staff, BINH, "DLK-01-017"))
    for kind in ("behind:30", "silent", "announcement"):
        assert staff.taps(BINH, f"push-to:{kind}").of(fx.Refuse)
    (started,) = staff.press(BINH, "push-send").of(fx.StartPush)
    assert isinstance(started, fx.StartPush)
    assert started.push.aim.kind == "drafts"


def test_a_right_lost_since_the_preview_sends_nothing(staff: World) -> None:
    preview(staff)
    staff.people[DUNG] = replace(staff.people[DUNG], roles=())
    reply = staff.press(DUNG, "push-send")
    assert reply.of(fx.Refuse)
    assert not reply.of(fx.StartPush)


def test_a_push_of_others_looks_like_none(staff: World) -> None:
    aim = Aim("drafts", staff.programme.key, "gd1", "DLK")
    staff.pushes[7] = Progressing(Push(7, aim, "", staff.now, Numbers(0, 1)), DUNG, "running", left=1)
    for who in (AN, BINH, CHI, STRANGER):
        for verb in ("push-state", "push-stop", "push-calls", "push-send"):
            real, none = (staff.decided(who, Tap(Action.parse(f"{verb}:{number}"))) for number in (7, 8))
            assert [one for one in real.effects if not isinstance(one, fx.Refuse)] == [
                one for one in none.effects if not isinstance(one, fx.Refuse)
            ]
            assert not any(isinstance(one, fx.StopPush) for one in real.effects)
    (stopped,) = staff.taps(DUNG, "push-stop:7").of(fx.StopPush)
    assert isinstance(stopped, fx.StopPush)


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("Mời anh/chị xem https://congdoan.vn/mau nhé, v.v.", True),
        ("TP.HCM và TP. Buôn Ma Thuột cùng nộp nhé", True),
        ("Xem http://congdoan.vn", False),
        ("Xem HTTP://CONGDOAN.VN", False),
        ("Xem congdoan.vn/mau", False),
        ("Xem www.congdoan.vn", False),
        ("Vào t.me/nhom_cd nhé", False),
        ("tg://resolve?domain=x thử", False),
        ("x" * 500, True),
        ("x" * 501, False),
        ("abc", False),
    ],
)
def test_words_are_short_and_their_links_are_safe(typed: str, *, taken: bool) -> None:
    assert isinstance(words.read(Text(typed)), Msg) != taken


@pytest.mark.parametrize(
    ("begins", "people", "ends"),
    [
        (datetime(2022, 3, 21, 9, tzinfo=VIETNAM), 900, datetime(2022, 3, 21, 9, 1, tzinfo=VIETNAM)),
        (datetime(2022, 3, 21, 20, 59, tzinfo=VIETNAM), 1800, datetime(2022, 3, 22, 7, 1, tzinfo=VIETNAM)),
        (datetime(2022, 3, 21, 3, tzinfo=VIETNAM), 900, datetime(2022, 3, 21, 7, 1, tzinfo=VIETNAM)),
        (datetime(2022, 3, 21, 21, tzinfo=VIETNAM), 900, datetime(2022, 3, 22, 7, 1, tzinfo=VIETNAM)),
    ],
)
def test_the_time_it_takes_leaves_out_the_nights(begins: datetime, people: int, ends: datetime) -> None:
    assert pace.ends(begins, people, 1) == ends
    assert pace.ends(begins, people // 2, 2) == ends


MONDAY = datetime(2022, 3, 28, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("hours", "latest"),
    [(-1, None), (5, None), (8, 8), (20, 20), (21, None), (23, None), (24 + 7, 20), (24 + 21, None), (48 + 9, None)],
)
def test_the_week_is_due_by_day_until_the_evening_of_tuesday(hours: int, latest: int | None) -> None:
    found = due(MONDAY + timedelta(hours=hours))
    assert found == (None if latest is None else (MONDAY.date(), latest))
