"""Places in a ranking: ties share one, and a missing or nought target neither divides nor stands first."""

from __future__ import annotations

from flows import places
from flows.tallies import Tally


def tally(unit: str, verified: int, target: int | None = None) -> Tally:
    return Tally(unit, target, verified, 0, verified)


def named(one: Tally) -> str:
    return one.unit


def standing(of: places.Places) -> list[tuple[int, str]]:
    return [(one.place, one.tally.unit) for one in of.placed]


def test_equal_shares_share_a_place_and_the_next_one_counts_them() -> None:
    several = [tally("c", 1, 3), tally("a", 9, 10), tally("d", 0, 7), tally("b", 2, 6), tally("e", 5, 5)]
    assert standing(places.by("share", several, named)) == [(1, "e"), (2, "a"), (3, "b"), (3, "c"), (5, "d")]


def test_shares_are_compared_exactly_however_they_are_written() -> None:
    several = [tally("a", 333_333_333, 1_000_000_000), tally("b", 1, 3)]
    assert standing(places.by("share", several, named)) == [(1, "b"), (2, "a")]


def test_more_than_the_target_is_more() -> None:
    several = [tally("a", 10, 10), tally("b", 30, 10), tally("c", 11, 10)]
    assert standing(places.by("share", several, named)) == [(1, "b"), (2, "c"), (3, "a")]


def test_without_a_target_or_with_one_of_nought_a_unit_stands_apart() -> None:
    several = [tally("none", 500), tally("nought", 900, 0), tally("some", 1, 1000)]
    ranked = places.by("share", several, named)
    assert standing(ranked) == [(1, "some")]
    assert [one.unit for one in ranked.apart] == ["nought", "none"]
    assert ranked.of("nought") is None


def test_by_number_targets_play_no_part() -> None:
    several = [tally("a", 5), tally("b", 5, 1), tally("c", 7, 0)]
    assert standing(places.by("number", several, named)) == [(1, "c"), (2, "a"), (2, "b")]


def test_of_nobody_nobody_is_ranked() -> None:
    assert places.by("share", [], named) == places.Places(())
    assert places.usual([]) == "number"
