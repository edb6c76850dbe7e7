"""Pace: whole days, what each must bring, and where the last seven lead; told only while there is something to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows import pace
from flows.programme import VIETNAM, Extension
from flows.tallies import Progress, Tally
from tests.flows.driver import DUNG, World
from tests.flows.test_quota import handed_in, words

OPENS, CLOSES = datetime(2022, 1, 8, 7, tzinfo=VIETNAM), datetime(2022, 6, 1, tzinfo=VIETNAM)
INSTANT = timedelta(microseconds=1)


def progress(verified: int, target: int | None, week: int = 0, today: int = 0) -> Progress:
    return Progress(Tally("U", target, verified, 0, verified), (), week, today)


def told(of: Progress, now: datetime, world: World) -> list[str]:
    return [world.reads(line) for line in pace.lines(of, pace.Window(OPENS, CLOSES, now))]


def test_before_it_opens_only_that_is_said(world: World) -> None:
    assert told(progress(0, 10), OPENS - INSTANT, world) == ["Opens at 07:00 on 8/1/2022."]


def test_on_the_first_day_no_whole_day_has_passed_so_nothing_is_forecast(world: World) -> None:
    lines = told(progress(5, 100, today=5), OPENS + timedelta(hours=9), world)
    assert lines == ["143 days left: 1 a day are needed to reach the target.", "Verified today: 5"]


def test_in_the_first_week_only_the_days_it_was_open_count(world: World) -> None:
    lines = told(progress(9, 1000, week=9), datetime(2022, 1, 11, 8, tzinfo=VIETNAM), world)
    assert lines[1] == "Last 3 days: 3 a day · today so far: 0"
    assert lines[2] == "At this pace about 429 (43%) by the closing day, 31/5/2022."
    assert told(progress(9, 1000, week=9), datetime(2022, 1, 9, 0, tzinfo=VIETNAM), world)[1].startswith("Yesterday: 9")


def test_a_day_begins_at_midnight_in_vietnam(world: World) -> None:
    after_midnight = datetime(2022, 1, 10, 17, 0, tzinfo=UTC)
    assert told(progress(9, 1000, week=9), after_midnight, world)[1].startswith("Last 3 days")
    assert told(progress(9, 1000, week=9), after_midnight - INSTANT, world)[1].startswith("Last 2 days")


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (70, "At this pace the target is reached about 31/5/2022."),
        (71, "At this pace about 70 (99%) by the closing day, 31/5/2022."),
    ],
)
def test_the_forecast_says_reached_exactly_when_the_days_left_suffice(missing: int, said: str, world: World) -> None:
    now = datetime(2022, 3, 22, 9, tzinfo=VIETNAM)
    assert told(progress(0, missing, week=7), now, world)[2] == said


def test_without_any_in_the_last_days_nothing_is_forecast(world: World) -> None:
    assert len(told(progress(3, 100, today=3), datetime(2022, 3, 22, 9, tzinfo=VIETNAM), world)) == 2


def test_on_the_last_day_what_is_missing_is_said(world: World) -> None:
    assert (
        told(progress(8, 10, week=7), CLOSES - INSTANT, world)[0] == "It closes at 24:00 on 31/5/2022: 2 are missing."
    )


def test_after_it_closed_only_that_is_said(world: World) -> None:
    assert told(progress(8, 10, week=7), CLOSES, world) == ["Closed since 24:00 on 31/5/2022."]


def test_reached_exactly_and_beyond_are_said_as_they_are(world: World) -> None:
    now = datetime(2022, 3, 22, 9, tzinfo=VIETNAM)
    assert told(progress(10, 10), now, world)[0] == "The target is reached."
    assert told(progress(25, 10), now, world)[0] == "15 more than the target."


@pytest.mark.parametrize("target", [None, 0])
def test_without_a_target_nothing_is_needed_and_nothing_forecast(target: int | None, world: World) -> None:
    lines = told(progress(25, target, week=25), datetime(2022, 3, 22, 9, tzinfo=VIETNAM), world)
    assert lines == ["Last 7 days: 3.6 a day · today so far: 0"]


def test_a_unit_that_has_more_time_has_more_days_left(world: World) -> None:
    world.programme = replace(
        world.programme,
        extensions=(Extension("gd1", "DLK-01", datetime(2022, 6, 11, tzinfo=VIETNAM)),),
    )
    handed_in(world, 1, "DLK-01-017")
    assert "81 days left" in words(world.commands(DUNG, "quota", "bmt"), world)
    assert "71 days left" in words(world.commands(DUNG, "quota", "buon ho"), world)
