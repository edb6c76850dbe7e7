"""Which units count for others: those with units below them, and those that some stand in for that are no more."""

from __future__ import annotations

from flows.units import StandIn, Unit, UnitTree

ROOT, UPPER, LEAF = Unit("R", "R", "R", None), Unit("R-1", "R", "R", "R"), Unit("R-1-1", "R", "R", "R-1")
HEIR = Unit("R-1-2", "R", "R", "R-1")
MERGED, ABSENT = StandIn("R-1-3", "R-1-2", merged=True), StandIn("R-1-4", "R-1", merged=False)


def test_a_unit_counts_for_all_above_it_and_for_its_heir() -> None:
    tree = UnitTree.of((ROOT, UPPER, LEAF, HEIR), stand_ins=(MERGED, ABSENT))
    assert tree.holding == {"R", "R-1", "R-1-2"}
    assert tree.holders("R-1-1") == ("R-1", "R")
    assert tree.holders("R-1-2") == tree.holders("R-1-3") == ("R-1-2", "R-1", "R")
    assert tree.holders("R-1-4") == ("R-1", "R")
    assert tree.holders("of another country") == ()


def test_a_unit_that_is_alone_counts_for_itself_only() -> None:
    tree = UnitTree.of((ROOT,))
    assert (tree.holding, tree.holders("R")) == (frozenset(), ())
