"""Labels of units in a pack: columns that may be left out, one label of each kind, short enough for a button."""

from __future__ import annotations

from flows.unit import Label
from tests.packs.conftest import SHIPPED, Copy, english


def labelled(copy: Copy, *cells: str) -> None:
    """Give the first unit below the root labels, in columns behind the others."""
    header, root, first, *rest = copy.text("units.csv").rstrip("\n").split("\n")
    missing = [column for column in ("cluster", "sector", "bloc") if column not in header.split(",")]
    assert missing == ["cluster", "sector", "bloc"]
    empty = [f"{row},,," for row in (root, *rest)]
    copy.write(
        "units.csv", "\n".join((f"{header},cluster,sector,bloc", empty[0], ",".join((first, *cells)), *empty[1:], ""))
    )


def test_a_unit_has_the_labels_that_stand_in_its_row(copy: Copy) -> None:
    labelled(copy, "Cụm 1", "", "Doanh nghiệp")
    _, first, *others = copy.read().units
    assert first.unit.labels == (Label("cluster", "Cụm 1"), Label("bloc", "Doanh nghiệp"))
    assert (first.unit.label("cluster"), first.unit.label("sector")) == ("Cụm 1", "")
    assert not any(dated.unit.labels for dated in others)


def test_a_label_too_long_for_a_button_is_named(copy: Copy) -> None:
    labelled(copy, "Cụm thi đua số một gồm các huyện ở phía bắc", "", "")
    (problem,) = copy.problems()
    assert (problem.file, problem.line) == ("units.csv", 3)
    assert "“cluster” has 43 characters" in english(problem.what)


def test_no_shipped_pack_invents_a_label() -> None:
    for folder in SHIPPED.parent.iterdir():
        header = (folder / "units.csv").read_text(encoding="utf-8-sig").split("\n")[0]
        assert not {"cluster", "sector"} & set(header.split(","))
