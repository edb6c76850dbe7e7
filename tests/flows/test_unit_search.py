"""Units by typed words, in the pack of Đắk Lắk and among fifty thousand invented ones (demands 27, 28, 29)."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import normalize

import pytest

from bench.units import invented
from flows.unit import Unit
from flows.units import StandIn, UnitTree
from tests.flows.tables import rows

MANY = 50_000
TYPED_ON_A_PHONE = {
    "bmt": "DLK-01",
    "tp bmt": "DLK-01",
    "Ban Mê Thuột": "DLK-01",
    "buon ma thuot": "DLK-01",
    "cu m gar": "DLK-05",
    "CƯM’GAR": "DLK-05",
    "ea h'leo": "DLK-06",
    "m drak": "DLK-15",
    "M'Đrắk": "DLK-15",
    "krong pak": "DLK-13",
    "Krông A Na": "DLK-09",
    "krongana": "DLK-09",
    "eakar": "DLK-07",
    "lak": "DLK-14",
    "daklak": "DLK",
    "Ðắk Lắk": "DLK",
    "truowng mam non hoa sen": "DLK-01-032",
    "cty ca phe": "DLK-01-017",
}
NOTHING = ["'; DROP TABLE unit;--", "%", "_", "\x00", "../DLK-01", "*", "xyz qwerty", "1 2 3 4 5 6 7 8 9"]
DA_NANG = {
    "without accents": "lien doan lao dong da nang",
    "decomposed": normalize("NFD", "Liên đoàn Lao động Đà Nẵng"),
    "in capitals": "LIÊN ĐOÀN LAO ĐỘNG ĐÀ NẴNG",
    "with the kind of province": "Liên đoàn Lao động tỉnh Đà Nẵng",
    "abbreviated": "ldld da nang",
    "in one word": "danang",
    "with a slip": "lien doan lao dong da nangg",
}


@pytest.fixture(scope="module")
def country(units: UnitTree) -> UnitTree:
    """The pack of Đắk Lắk below the confederation."""
    top = Unit("TLD", "Tổng Liên đoàn Lao động Việt Nam", "Tổng LĐLĐ", None)
    below = [replace(unit, parent=unit.parent or "TLD") for unit in units.units.values()]
    return UnitTree.of((top, *below))


@pytest.fixture(scope="module")
def many() -> UnitTree:
    return UnitTree.of(invented(MANY))


def codes(tree: UnitTree, words: str, top: str = "TLD") -> list[str]:
    return [unit.code for unit in tree.search(words, top=top)]


@pytest.mark.parametrize(("typed", "code"), TYPED_ON_A_PHONE.items())
def test_the_unit_that_is_meant_comes_first(typed: str, code: str, country: UnitTree) -> None:
    assert codes(country, typed)[0] == code


@pytest.mark.parametrize("typed", NOTHING)
def test_what_names_no_unit_finds_none(typed: str, country: UnitTree, many: UnitTree) -> None:
    assert codes(country, typed) == []
    assert codes(many, typed) == []


def test_a_word_that_five_units_have_lists_the_five_in_vietnamese_order(country: UnitTree) -> None:
    assert codes(country, "krông") == ["DLK-09", "DLK-10", "DLK-11", "DLK-12", "DLK-13"]


@pytest.mark.parametrize("typed", rows({name: (typed,) for name, typed in DA_NANG.items()}))
def test_demand_27_any_spelling_finds_the_federation_first(typed: str, many: UnitTree) -> None:
    assert many.search(typed, top="TLD")[0].name == "Liên đoàn Lao động tỉnh Đà Nẵng"


def test_demand_28_among_fifty_thousand_units_at_most_five_are_found_each_with_its_path(many: UnitTree) -> None:
    for typed in ("truong", "mam non", "cty may", "hoa sen", "con"):
        found = many.search(typed, top="TLD")
        assert len(found) == 5
        for unit in found:
            above = many.above(unit)
            assert above is not None
            assert above.code == "TLD" or above.short in many.placed(unit, "TLD")


def test_demand_29_units_of_one_name_are_told_apart_by_their_paths(many: UnitTree) -> None:
    found = many.search("Liên đoàn Lao động huyện Châu Thành", top="TLD")
    assert {unit.short for unit in found} == {"LĐLĐ huyện Châu Thành"}
    assert len({many.placed(unit, "TLD") for unit in found}) == len(found) == 5


def test_only_units_below_the_top_are_found_however_many_there_are_elsewhere(many: UnitTree) -> None:
    found = many.search("truong mam non", top="T42")
    assert len(found) == 5
    assert all(many.within(unit.code, "T42") for unit in found)
    assert many.search("Liên đoàn Lao động tỉnh Đà Nẵng", top="T42") == ()


def test_the_very_accents_that_were_typed_come_first() -> None:
    names = ["Công ty Hoa Binh", "Công ty Hoà Bình", "Công ty Hoa Bình", "Công ty Hòa Bình"]
    tree = UnitTree.of((Unit("T", "T", "T", None), *(Unit(f"U{n}", name, name, "T") for n, name in enumerate(names))))
    assert {codes(tree, "hoà bình", "T")[0], codes(tree, "hoà bình", "T")[1]} == {"U1", "U3"}
    assert codes(tree, "hoa bình", "T")[0] == "U2"
    assert len(codes(tree, "hoa binh", "T")) == 4


def test_units_of_a_merged_unit_are_found_below_the_one_that_took_over(units: UnitTree) -> None:
    merged = UnitTree.of(
        (unit for unit in units.units.values() if unit.code != "DLK-02"), 0, (StandIn("DLK-02", "DLK-11", True),)
    )
    assert codes(merged, "binh minh may", "DLK") == ["DLK-02-004"]
    assert merged.path("DLK-02-004")[1].code == "DLK-11"


def test_very_long_text_is_searched_like_any_other(many: UnitTree) -> None:
    assert codes(many, "công đoàn " * 400) == codes(many, "công đoàn")
    assert codes(many, "a" * 4_000) == []
