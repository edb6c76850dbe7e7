"""Units counted by labels: whatever the tree, each initiative falls to one label or to none, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

from flows import labels
from flows.tallies import Tally
from flows.unit import Label, Unit
from flows.units import UnitTree


def unit(code: str, parent: str | None, cluster: str = "") -> Unit:
    return Unit(code, code, code, parent, labels=(Label("cluster", cluster),) if cluster else ())


def figures(tree: UnitTree, own: dict[str, int]) -> dict[str, Tally]:
    """Return the figures of all units from what each has itself."""
    sums = {code: sum(own.get(one.code, 0) for one in tree.below(code)) for code in tree.units}
    return {code: Tally(code, None, number, 0, number + 1) for code, number in sums.items()}


def cut(tree: UnitTree, own: dict[str, int]) -> dict[str, int]:
    parts = labels.balanced(tree, "T", "cluster", figures(tree, own))
    return {part.name: part.verified for part in parts}


def test_units_beside_one_another_and_one_without_a_cluster() -> None:
    tree = UnitTree.of([unit("T", None), unit("A", "T", "Cụm 1"), unit("B", "T", "Cụm 2"), unit("C", "T")])
    assert cut(tree, {"T": 1, "A": 2, "B": 4, "C": 8}) == {"Cụm 1": 2, "Cụm 2": 4, "": 9}


def test_what_lies_below_has_the_label_of_what_it_lies_under_unless_it_has_one_of_its_own() -> None:
    several = [unit("T", None), unit("A", "T", "Cụm 1"), unit("A1", "A"), unit("A2", "A", "Cụm 2")]
    tree = UnitTree.of([*several, unit("A2x", "A2"), unit("A2y", "A2x", "Cụm 1"), unit("A3", "A", "Cụm 1")])
    own = {"T": 1, "A": 2, "A1": 4, "A2": 8, "A2x": 16, "A2y": 32, "A3": 64}
    assert cut(tree, own) == {"Cụm 1": 2 + 4 + 32 + 64, "Cụm 2": 8 + 16, "": 1}


def test_a_unit_is_not_in_its_own_clusters_and_others_are_not_looked_at() -> None:
    tree = UnitTree.of([unit("R", None), unit("T", "R", "Cụm 9"), unit("A", "T", "Cụm 1"), unit("X", "R", "Cụm 8")])
    assert labels.names(tree, "T", "cluster") == ("Cụm 1",)
    assert cut(tree, {"X": 100, "T": 1, "A": 2}) == {"Cụm 1": 2, "": 1}


def test_clusters_are_named_as_vietnamese_sorts_them_and_kinds_are_kept_apart() -> None:
    one = replace(unit("A", "T", "Đông"), labels=(Label("cluster", "Đông"), Label("sector", "Dệt may")))
    tree = UnitTree.of([unit("T", None), one, unit("B", "T", "Dak"), unit("C", "T", "Ea")])
    assert labels.names(tree, "T", "cluster") == ("Dak", "Đông", "Ea")
    assert labels.names(tree, "T", "sector") == ("Dệt may",)
    assert labels.names(tree, "T", "bloc") == ()
