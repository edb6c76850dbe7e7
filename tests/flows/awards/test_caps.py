"""How many a unit may put forward: 49, 50, 79, 80 unions, 1,999 and 2,000 members, exactly 150 % (C-12 as printed)."""

from __future__ import annotations

from typing import Any

import pytest

from flows.awards.caps import Allowance, allowance
from tests.flows.awards.giving import listed, said, the, union, unit

PROVINCE, THANH_HOA, NATIONAL = "01-trieu-laichau", "75-nghin-thanhhoa", "01-trieu"


def allowed(award: str, pack: str = PROVINCE, **figures: Any) -> Allowance:
    nomination = the(award, pack).nomination
    assert nomination is not None
    return allowance(nomination, unit("U1", **figures))


@pytest.mark.parametrize(
    ("unions", "at_most"), [(1, 1), (49, 1), (50, 2), (51, 2), (79, 2), (80, 3), (81, 3), (900, 3)]
)
def test_unions_by_the_number_of_unions(unions: int, at_most: int) -> None:
    assert allowed("B2", counted=150, unions=unions) == allowed("B2", counted=151, unions=unions)
    assert allowed("B2", counted=150, unions=unions).at_most == at_most


@pytest.mark.parametrize(
    ("members", "counted", "at_most"),
    [(1_999, 10, 3), (1_999, 150, 3), (2_000, 149, 0), (2_000, 150, 5), (2_001, 151, 5)],
)
def test_persons_by_share_and_members(members: int, counted: int, at_most: int) -> None:
    found = allowed("B5", counted=counted, members=members)
    assert (found.known, found.at_most) == (True, at_most)


def test_below_150_percent_no_union_is_put_forward_and_what_is_short_is_said() -> None:
    found = allowed("B2", counted=149, unions=None)
    assert (found.known, found.at_most) == (True, 0)
    assert "thiếu 1 sáng kiến để đạt 150%" in said([found.said])


@pytest.mark.parametrize(
    ("award", "figures", "said_of"),
    [
        ("B2", {"counted": 150}, "số công đoàn cơ sở"),
        ("B2", {"counted": 150, "target": None, "unions": 80}, "chỉ tiêu"),
        ("B5", {"counted": 150}, "số đoàn viên"),
        ("B5", {"counted": 149}, "số đoàn viên"),
    ],
)
def test_what_is_not_told_is_not_guessed(award: str, figures: dict[str, Any], said_of: str) -> None:
    found = allowed(award, **figures)
    assert (found.known, found.at_most) == (False, 0)
    assert "chưa có số liệu" in said([found.said])
    assert said_of in said([found.said])


@pytest.mark.parametrize(("occasion", "at_most"), [("dot1", 2), ("dot2", 4)])
def test_the_two_occasions_of_2021(occasion: str, at_most: int) -> None:
    assert allowed(occasion, THANH_HOA, target=None).at_most == at_most


@pytest.mark.parametrize("award", ["A2", "A3", "A6"])
def test_one_each_for_the_confederation(award: str) -> None:
    assert allowed(award, NATIONAL).at_most == 1


def test_the_list_names_the_allowance_of_every_unit_directly_below() -> None:
    award = listed(PROVINCE, "B2", [unit("U1", 150, unions=80), unit("U2", 150, unions=49), union("C1", "U1")])
    assert {one.unit: one.at_most for one in award.allowances} == {"U1": 3, "U2": 1}
    assert award.allowance_of("C1") is None
    assert listed(PROVINCE, "B1", [unit("U1")]).allowances == ()
