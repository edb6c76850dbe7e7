"""Where a cap cuts: whoever fits, whoever does not, and equals at the last place whom the machine never parts."""

from __future__ import annotations

import pytest

from flows.awards.cutting import standings
from tests.flows.awards.giving import MILLION, entry, listed, said, tick, union, unit

PROVINCE = "01-trieu-laichau"


def fits(benefits: list[int | None], members: int | None = 1_999) -> list[bool | None]:
    """Return who of some persons fits into the three places their unit has; those without money are most humane."""
    entries = [entry(number, benefit) for number, benefit in enumerate(benefits, 1)]
    ticks = [tick(key, one.code) for one in entries for key in ("many", "papers", "humane")]
    found = standings(listed(PROVINCE, "B5", [unit("U1", 10, members=members)], entries, ticks))
    return [found[one.code].fits for one in entries]


@pytest.mark.parametrize(
    ("benefits", "expected"),
    [
        ([90, 80, 70], [True, True, True]),
        ([90, 80, 70, 60], [True, True, True, False]),
        ([90, 80, 70, 70], [True, True, None, None]),
        ([70, 70, 70], [True, True, True]),
        ([70, 70, 70, 70], [None, None, None, None]),
        ([90, 90, 80, 80, 80, 70], [True, True, None, None, None, False]),
        ([90, 80, 70, None], [True, True, True, False]),
        ([90, 80, None, None], [True, True, None, None]),
    ],
)
def test_equals_are_never_parted_by_the_cap(benefits: list[int | None], expected: list[bool | None]) -> None:
    assert fits([one and one * MILLION for one in benefits]) == expected


def test_where_the_cap_is_not_known_nobody_is_said_to_fit() -> None:
    assert fits([90 * MILLION, 80 * MILLION], members=None) == [None, None]


def test_places_are_counted_within_the_unit_that_puts_forward_and_said_in_words() -> None:
    units = [unit("U1", 150, unions=50), unit("U2", 150, unions=1)]
    unions = [union(f"C{number}", "U1", 200 + number) for number in (1, 2, 3)] + [union("D1", "U2", 999)]
    found = standings(listed(PROVINCE, "B2", [*units, *unions]))
    assert {code: one.place for code, one in found.items()} == {"C3": 1, "C2": 2, "C1": 3, "D1": 1}
    assert said([found["C1"].said]) == "3/3, ngoài số 2 được đề cử"
    assert said([found["D1"].said]) == "1/1, trong số 1 được đề cử"


def test_an_award_nobody_is_put_forward_for_has_no_places() -> None:
    assert standings(listed(PROVINCE, "B1", [unit("U1", 999)])) == {}
