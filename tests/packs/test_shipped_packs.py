"""Every pack that comes with the program can be used, says what its documents print, and shares codes with others."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from flows.programme import VIETNAM
from flows.screen import Action
from flows.submission import LIBRARY
from flows.units import Unit, UnitTree
from storage.packs import Pack, read_pack, sums
from tests.packs.conftest import SHIPPED

FOLDERS = sorted(folder for folder in SHIPPED.parent.iterdir() if folder.is_dir())
PACKS = {folder.name: read_pack(folder, LIBRARY) for folder in FOLDERS}
BUTTON_TEXT = 64


@pytest.fixture(params=PACKS)
def any_pack(request: pytest.FixtureRequest) -> Pack:
    return PACKS[request.param]


def tree(pack: Pack, day: date | None = None) -> UnitTree:
    return UnitTree.of(dated.unit for dated in pack.units if day is None or dated.valid_on(day))


def figures(pack: Pack) -> list[tuple[int | None, int | None, int | None]]:
    """Return what is computed, the root's own target and what is printed, for each phase and in all."""
    return [(one.known, one.own, one.printed) for one in sums(pack)]


def test_these_packs_come_with_the_program() -> None:
    assert list(PACKS) == ["01-trieu", "01-trieu-daklak", "01-trieu-gialam", "01-trieu-laichau", "75-nghin-thanhhoa"]


def test_a_pack_has_the_key_of_its_folder_and_explains_itself(any_pack: Pack) -> None:
    text = (any_pack.source / "programme.toml").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert any_pack.programme.key == any_pack.source.name
    assert text.startswith("# Chương trình “")
    assert "Sửa gì trong tệp này thì tăng “version” lên 1." in text
    assert sum(line.lstrip().startswith("#") for line in lines) > 20
    assert max(map(len, lines)) <= 125


def test_phases_follow_one_another_without_a_gap(any_pack: Pack) -> None:
    phases = any_pack.programme.phases
    assert all(earlier.closes == later.opens for earlier, later in pairwise(phases))


def test_every_choice_and_every_unit_fits_into_a_button(any_pack: Pack) -> None:
    for question, choices in any_pack.programme.choices.items():
        for choice in choices:
            assert len(Action("answer", ("999999", "pick", choice.key)).token) <= 64, question
    for dated in any_pack.units:
        assert len(dated.unit.short) <= BUTTON_TEXT
        assert len(Action("answer", ("999999", "open", f"{dated.unit.code}@99")).token) <= 64


def test_only_grassroots_unions_are_examples_and_say_so(any_pack: Pack) -> None:
    for dated in any_pack.units:
        if dated.unit.example:
            assert dated.unit.kind == "grassroots"


def test_a_code_means_the_same_unit_in_every_pack() -> None:
    meant: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for pack in PACKS.values():
        for dated in pack.units:
            unit = dated.unit
            meant[unit.code].add((unit.name, unit.short, unit.kind, unit.aliases, unit.order, unit.example))
    assert [code for code, units in meant.items() if len(units) > 1] == []
    assert {"DLK", "THA", "LCU"} <= {
        code for code in meant if sum(code in tree(one).units for one in PACKS.values()) > 1
    }


def test_a_union_above_the_grassroots_has_the_same_code_in_every_pack() -> None:
    codes: dict[str, set[str]] = defaultdict(set)
    for pack in PACKS.values():
        for dated in pack.units:
            if dated.unit.kind != "grassroots":
                codes[dated.unit.name].add(dated.unit.code)
    assert [name for name, several in codes.items() if len(several) > 1] == []


NATIONAL = PACKS["01-trieu"]
BEFORE, AFTER = date(2022, 3, 31), date(2022, 4, 1)


def kinds(units: UnitTree) -> dict[str, list[Unit]]:
    found = defaultdict(list)
    for unit in units.units.values():
        found[unit.kind].append(unit)
    return dict(found)


def test_the_national_tree_is_the_confederation_63_federations_and_20_central_unions() -> None:
    found = kinds(tree(NATIONAL))
    assert {kind: len(units) for kind, units in found.items()} == {"confederation": 1, "federation": 63, "central": 20}
    assert all(unit.parent == "TLD" for unit in [*found["federation"], *found["central"]])
    assert all(len(unit.code) == 3 and unit.code.isalpha() for unit in found["federation"])
    assert [unit.code for unit in found["central"]] == [f"TW-{number:02}" for number in range(1, 21)]


def test_one_central_union_left_in_april_2022() -> None:
    left = tree(NATIONAL, BEFORE).units.keys() - tree(NATIONAL, AFTER).units.keys()
    assert left == {"TW-20"}
    assert len(kinds(tree(NATIONAL, AFTER))["central"]) == 19


def test_cities_come_first_then_provinces_by_the_alphabet_then_central_unions() -> None:
    below = tree(NATIONAL).children("TLD")
    assert [unit.code for unit in below[:7]] == ["CTO", "DNG", "HNI", "HPG", "HCM", "AGG", "BRV"]
    assert [unit.code for unit in below[-2:]] == ["TW-19", "TW-20"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("HCM", "HCM"),
        ("TP.HCM", "HCM"),
        ("tphcm", "HCM"),
        ("Sài Gòn", "HCM"),
        ("sai gon", "HCM"),
        ("ho chi minh", "HCM"),
        ("Hà Nội", "HNI"),
        ("ha noi", "HNI"),
        ("Huế", "TTH"),
        ("thừa thiên - huế", "TTH"),
        ("BR-VT", "BRV"),
        ("brvt", "BRV"),
        ("vũng tàu", "BRV"),
        ("đắk lắk", "DLK"),
        ("Đắc Lắc", "DLK"),
        ("daklak", "DLK"),
        ("đắc nông", "DNO"),
        ("kontum", "KTM"),
        ("bắc cạn", "BKN"),
        ("hoà bình", "HBH"),
        ("EVN", "TW-13"),
        ("dầu khí", "TW-12"),
        ("NN&PTNT", "TW-07"),
        ("TKV", "TW-14"),
        ("giao thông vận tải", "TW-08"),
    ],
)
def test_people_find_the_level_below_the_confederation_as_they_call_it(typed: str, code: str) -> None:
    assert next(iter(tree(NATIONAL).search(typed, top="TLD"))).code == code


def test_every_province_is_found_by_its_bare_name_alone() -> None:
    units = tree(NATIONAL)
    for unit in kinds(units)["federation"]:
        assert units.search(unit.aliases[0], top="TLD")[0] == unit


def test_the_national_targets_are_those_of_the_programme() -> None:
    assert figures(NATIONAL) == [
        (None, 300_000, 300_000),
        (None, 700_000, 700_000),
        (None, 1_000_000, 1_000_000),
    ]


def test_dak_lak_adds_up() -> None:
    assert figures(PACKS["01-trieu-daklak"]) == [(1500,) * 3, (3500,) * 3, (5000,) * 3]


GIA_LAM = PACKS["01-trieu-gialam"]


def test_gia_lam_is_computed_as_far_as_its_table_goes() -> None:
    assert figures(GIA_LAM) == [(992, 2771, 2771), (792, 2571, 2571), (1784, 5342, 5342)]
    assert [one.difference for one in sums(GIA_LAM)] == [-1779, -1779, -3558]
    assert all(one.uncounted == ("HNI-12-010", "HNI-12-020", "HNI-12-030") for one in sums(GIA_LAM))


def test_the_rows_of_gia_lam_are_units_and_its_companies_are_no_examples() -> None:
    units = tree(GIA_LAM)
    assert GIA_LAM.programme.root == "HNI-12"
    assert [unit.kind for unit in units.children("HNI-12")] == ["bloc"] * 4 + ["grassroots"] * 7
    assert not any(unit.example for unit in units.units.values())
    amounts = {(one.unit, one.phase): one.amount(units) for one in GIA_LAM.targets}
    assert (amounts["HNI-12-041", "gd1"], amounts["HNI-12-041", "gd2"]) == (152, 152)
    assert (amounts["HNI-12-042", "gd1"], amounts["HNI-12-042", "gd2"]) == (400, 300)
    assert [unit.code for unit in units.search("ladoda", top="HNI-12")] == ["HNI-12-044"]


def test_the_programme_of_2021_asks_what_was_asked_then_and_closes_by_itself() -> None:
    programme = PACKS["75-nghin-thanhhoa"].programme
    assert programme.limits["description"] == 1000
    assert not {"identity", "evidence", "target_group"} & set(programme.questions)
    (phase,) = programme.phases
    assert phase.closes == datetime(2021, 4, 21, tzinfo=VIETNAM)
    assert programme.phase_at(datetime(2021, 4, 20, 23, 59, 59, tzinfo=VIETNAM)) == phase
    assert programme.phase_at(datetime(2021, 4, 21, tzinfo=VIETNAM)) is None
    assert figures(PACKS["75-nghin-thanhhoa"]) == [(None, 7500, None), (None, 7500, 7500)]


def test_lai_chau_has_no_targets_because_none_are_printed() -> None:
    pack = PACKS["01-trieu-laichau"]
    assert (pack.targets, dict(pack.printed)) == ((), {})
    assert "hết 24h00 ngày 31/8/2023" in Path(pack.source / "programme.toml").read_text(encoding="utf-8")
