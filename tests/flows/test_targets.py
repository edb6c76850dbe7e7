"""A target is a printed number or a rule; a rule is computed from a count and never guessed (R-QUO-1, decision 16)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.targets import Target, spread
from flows.units import Unit, UnitTree

BLOC = Unit("B", "Khối xã", "Khối xã", "R", "bloc")
TREE = UnitTree.of(
    (
        Unit("R", "Huyện", "Huyện", None, "upper"),
        BLOC,
        Unit("B-1", "CĐCS 1", "CĐCS 1", "B", "grassroots"),
        Unit("B-2", "Cụm", "Cụm", "B", "bloc"),
        Unit("B-2-1", "CĐCS 2", "CĐCS 2", "B-2", "grassroots"),
        Unit("B-3", "CĐCS (ví dụ)", "CĐCS (ví dụ)", "B", "grassroots", example=True),
    )
)


@pytest.mark.parametrize(
    ("target", "amount"),
    [
        (Target("B", "gd1", "fixed", 400), 400),
        (Target("B", "gd1", "fixed", 0), 0),
        (Target("B", "gd1", "per_unit", 2, count=152), 304),
        (Target("B", "gd1", "per_unit", 2, count=0), 0),
        (Target("B", "gd1", "per_unit", 2), None),
        (Target("B", "gd1", "per_member", 1, count=1779), 1779),
        (Target("B", "gd1", "per_member", 1), None),
        (Target("B", "gd1", "per_unit", 3, listed=True), 6),
        (Target("B", "gd1", "per_unit", 3, count=99, listed=True), 6),
        (Target("R", "gd1", "per_unit", 3, listed=True), 6),
        (Target("B-3", "gd1", "per_unit", 3, listed=True), None),
        (Target("GONE", "gd1", "per_unit", 3, listed=True), None),
    ],
)
def test_a_target_is_computed_where_its_count_is_known(target: Target, amount: int | None) -> None:
    assert target.amount(TREE) == amount


def test_a_union_that_is_listed_later_counts_from_then_on() -> None:
    later = UnitTree.of((*TREE.units.values(), replace(TREE.units["B-1"], code="B-9")))
    target = Target("B", "gd1", "per_unit", 1, listed=True)
    assert (target.amount(TREE), target.amount(later)) == (2, 3)


@given(st.integers(0, 10**6), st.integers(1, 6))
def test_what_is_spread_over_phases_adds_up_again_and_is_even(whole: int, parts: int) -> None:
    spread_out = spread(whole, parts)
    assert (len(spread_out), sum(spread_out)) == (parts, whole)
    assert max(spread_out) - min(spread_out) <= 1
    assert list(spread_out) == sorted(spread_out, reverse=True)
