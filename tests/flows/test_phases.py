"""Demand 67: a deadline is an instant of Vietnam; what counts is when the platform received the press."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.talk import Talk
from flows.programme import VIETNAM, Extension, Phase, Programme
from flows.screen import N_, At
from storage.packs import Pack
from tests.flows.driver import AN, World
from tests.flows.tables import rows
from tests.flows.walk import fill

SECOND = timedelta(seconds=1)
ROOT = "DLK"


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=VIETNAM)  # type: ignore[misc,arg-type]


def window(key: str, opens: datetime, closes: datetime) -> Phase:
    return Phase(key, key, opens, closes, date(2021, 1, 1), date(2021, 12, 31))


def told(talk: Talk, phase: Phase) -> str:
    return talk.say(N_("The programme closed at {closes}.", closes=At(phase.closes, "closing")), "vi")


# The windows of 2021, whose last days are told as days or as “sau 24h”.
OF_2021 = (
    window("portal", at(2021, 3, 10), at(2021, 4, 21)),
    window("workers-month", at(2021, 3, 3), at(2021, 4, 17)),
    window("anniversary", at(2021, 3, 3), at(2021, 10, 5)),
    window("provincial", at(2021, 3, 3), at(2021, 10, 11)),
)

# When, and which phase of the shipped pack takes what is handed in then.
EDGES: dict[str, tuple[datetime, str | None]] = {
    "a second before the portal opens at 07:00": (at(2022, 1, 8, 6, 59, 59), None),
    "07:00 on the first day": (at(2022, 1, 8, 7), "gd1"),
    "the same in UTC": (datetime(2022, 1, 8, 0, 0, tzinfo=UTC), "gd1"),
    "the last second of the first phase": (at(2022, 5, 31, 23, 59, 59), "gd1"),
    "its last microsecond": (at(2022, 6, 1) - timedelta(microseconds=1), "gd1"),
    "24:00, which is 0:00": (at(2022, 6, 1), "gd2"),
    "the hours before 07:00 that the plan leaves open (C-4)": (at(2022, 6, 1, 6, 59, 59), "gd2"),
    "07:00 on the first day of the second phase": (at(2022, 6, 1, 7), "gd2"),
    "the last second of the second phase (C-2)": (at(2023, 9, 1, 23, 59, 59), "gd2"),
    "24:00 on 1/9/2023 (C-2)": (at(2023, 9, 2), None),
    "the same in UTC, a day earlier by its date": (datetime(2023, 9, 1, 17, 0, tzinfo=UTC), None),
    "the day before by a clock of another zone": (datetime(2023, 9, 1, 16, 59, 59, tzinfo=UTC), "gd2"),
}


@pytest.mark.parametrize(("instant", "key"), rows(EDGES))
def test_demand_67_every_edge_of_every_phase(instant: datetime, key: str | None, pack: Pack) -> None:
    phase = pack.programme.phase_at(instant)
    assert (phase.key if phase else None) == key


@pytest.mark.parametrize("phase", OF_2021, ids=lambda phase: phase.key)
def test_the_windows_of_2021_close_when_their_last_day_ends(phase: Phase, pack: Pack, talk: Talk) -> None:
    programme = replace(pack.programme, phases=(phase,))
    for instant, is_open in (
        (phase.opens - SECOND, False),
        (phase.opens, True),
        (phase.closes - SECOND, True),
        (phase.closes, False),
    ):
        assert (programme.phase_at(instant) == phase) is is_open
    last_day = (phase.closes - SECOND).date()
    assert told(talk, phase).endswith(f"24 giờ 00 ngày {last_day.day}/{last_day.month}/{last_day.year}.")


@pytest.mark.parametrize(("instant", "key"), rows(EDGES))
def test_a_press_counts_by_when_it_was_received_however_late_it_is_taken(
    instant: datetime, key: str | None, world: World
) -> None:
    """The turn knows only the instant of receipt: a backlog taken after midnight is nothing special to it."""
    if key != "gd1":
        world.now = instant if key else at(2023, 8, 31, 12)
    fill(world, AN)
    world.now = instant
    world.press(AN, "submit")
    one = world.newest(AN)
    handed_in = ("pending", key, instant) if key else ("draft", "gd2", None)
    assert (one.state, one.phase, one.submitted_at) == handed_in


def extended(programme: Programme, unit: str, phase: str, until: datetime) -> Programme:
    return replace(programme, extensions=(*programme.extensions, Extension(phase, unit, until, "Mất điện do bão")))


def test_demand_69_an_extension_is_for_one_unit_and_those_below_it_until_its_instant(pack: Pack) -> None:
    programme = extended(pack.programme, "DLK-01", "gd1", at(2022, 6, 6))
    inside, outside = ("DLK-01-017", "DLK-01", ROOT), ("DLK-02-004", "DLK-02", ROOT)
    during, after = at(2022, 6, 5, 23, 59, 59), at(2022, 6, 6)
    assert [phase.key for phase in programme.extended(during, inside)] == ["gd1"]
    assert programme.extended(during, outside) == programme.extended(after) == ()
    assert programme.phase_open_to("gd1", during, inside)
    assert programme.phase_open_to("gd1", during, ()), "the unit is not known yet"
    assert not programme.phase_open_to("gd1", during, outside)
    assert not programme.phase_open_to("gd1", after, inside)
    assert programme.phase_open_to("gd2", during, outside)
    everybodys = programme.phase_at(during)
    assert everybodys is not None
    assert everybodys.key == "gd2"


def test_an_extension_opens_nothing_before_the_phase_itself(pack: Pack) -> None:
    programme = extended(pack.programme, "DLK-01", "gd2", at(2023, 9, 6))
    assert not programme.phase_open_to("gd2", at(2022, 5, 31), ("DLK-01", ROOT))
    assert programme.extended(at(2022, 5, 31)) == ()


def test_opened_again_for_the_root_a_phase_is_open_to_everybody_with_its_new_end(pack: Pack) -> None:
    programme = extended(pack.programme, ROOT, "gd2", at(2023, 10, 1))
    phase = programme.phase_at(at(2023, 9, 15))
    assert phase is not None
    assert (phase.key, phase.closes) == ("gd2", at(2023, 10, 1))
    assert programme.phase_at(at(2023, 10, 1)) is None
    assert pack.programme.phase_at(at(2023, 9, 15)) is None
