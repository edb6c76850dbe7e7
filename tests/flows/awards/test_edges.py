"""Every rule of the documents at its edge: exactly there, one below, one above (decision 5, facts A to D)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.awards.predicates import above, at_least, share_finding
from tests.flows.awards.giving import BILLION, MILLION, entry, listed, met, of, said, tick, union, unit

NATIONAL, PROVINCE, DAKLAK = "01-trieu", "01-trieu-laichau", "01-trieu-daklak"
TOP = unit("TOP", 5, level=0, direct="", kind="federation")


@pytest.mark.parametrize(("counted", "above_150", "at_least_150"), [(149, 0, 0), (150, 0, 1), (151, 1, 1)])
def test_at_exactly_150_percent_a_unit_passes_from_150_on_but_not_above_150(
    counted: int, above_150: int, at_least_150: int
) -> None:
    units = [unit("U1", counted), unit("U2", 90)]
    assert ("U1" in met(listed(PROVINCE, "B1", units))) == above_150
    assert ("U1" in met(listed(PROVINCE, "B6", units, ticks=[tick("directed", "U1")]))) == at_least_150


@pytest.mark.parametrize(("counted", "expected"), [(99, False), (100, True), (101, True)])
def test_100_percent_is_enough_where_it_says_from_100_on(counted: int, expected: bool) -> None:
    units = [unit("U1", counted, highest=100 * MILLION)]
    assert of(listed(PROVINCE, "B1", units, ticks=[tick("many", "U1")]), "U1").holds is expected
    assert of(listed(DAKLAK, "D1", units, ticks=[tick("quality", "U1")]), "U1").holds is expected


@pytest.mark.parametrize(("counted", "expected"), [(199, False), (200, False), (201, True)])
def test_above_200_percent_is_not_200(counted: int, expected: bool) -> None:
    units = [unit("U1", 400), union("C1", "U1", counted)]
    clause, partner = tick("clause", "C1"), tick("partner", "C1")
    assert of(listed(NATIONAL, "A2", units, ticks=[clause]), "C1").holds is expected
    units = [unit("U1", counted), union("C1", "U1", 300)]
    assert of(listed(NATIONAL, "A3", units, ticks=[partner]), "C1").holds is expected


def test_a_target_of_seven_is_compared_without_rounding() -> None:
    """150 % of 7 is 10.5, 200 % of it 14."""
    assert (above(unit("U", 10, 7), 150), above(unit("U", 11, 7), 150)) == (False, True)
    assert (at_least(unit("U", 10, 7), 150), at_least(unit("U", 11, 7), 150)) == (False, True)
    assert (above(unit("U", 14, 7), 200), at_least(unit("U", 14, 7), 200)) == (False, True)


@given(st.integers(0, 10**7), st.integers(1, 10**6), st.sampled_from((100, 150, 200)), st.booleans())
def test_what_is_said_to_be_short_is_exactly_what_is_short(counted: int, target: int, percent: int, more: bool) -> None:
    """With that many more the condition holds, with one fewer it does not; nothing passes for being large."""
    finding = share_finding(unit("U", counted, target), percent, more=more)
    if not finding.holds:
        short = finding.said.count
        assert short is not None
        assert short > 0
        assert share_finding(unit("U", counted + short, target), percent, more=more).holds
        assert not share_finding(unit("U", counted + short - 1, target), percent, more=more).holds
    assert finding.holds == ((counted * 100 > percent * target) or (not more and counted * 100 == percent * target))


@pytest.mark.parametrize(("benefit", "expected"), [(49_500_000, False), (50_000_000, True), (50_000_001, True)])
def test_fifty_million_for_unions_and_persons_of_a_province(benefit: int, expected: bool) -> None:
    units = [unit("U1", 150), union("C1", "U1", 1, highest=benefit)]
    assert of(listed(PROVINCE, "B2", units, ticks=[tick("many", "C1")]), "C1").holds is expected
    ticks = [tick("many", "SK-1"), tick("papers", "SK-1")]
    assert of(listed(PROVINCE, "B5", units, [entry(1, benefit)], ticks), "SK-1").holds is expected


@pytest.mark.parametrize(("benefit", "expected"), [(99_999_999, False), (100_000_000, True), (100_000_001, True)])
def test_one_hundred_million_beside_100_percent(benefit: int, expected: bool) -> None:
    units = [unit("U1", 100, highest=benefit)]
    assert of(listed(PROVINCE, "B1", units, ticks=[tick("many", "U1")]), "U1").holds is expected
    assert of(listed(PROVINCE, "B1", units), "U1").holds is False


@pytest.mark.parametrize(("together", "expected"), [(10 * BILLION - 1, False), (10 * BILLION, True)])
def test_ten_billion_together(together: int, expected: bool) -> None:
    units = [unit("U1", 10, benefits=together)]
    assert of(listed(PROVINCE, "B1", units, ticks=[tick("many", "U1")]), "U1").holds is expected


@pytest.mark.parametrize(("benefit", "expected"), [(BILLION - 1, False), (BILLION, True), (BILLION + 1, True)])
def test_one_billion_for_the_person_a_unit_puts_forward(benefit: int, expected: bool) -> None:
    award = listed(NATIONAL, "A6", [unit("U1", 100)], [entry(1, benefit)], [tick("papers", "SK-1")])
    assert of(award, "SK-1").holds is expected


def test_the_person_of_most_humane_value_needs_no_money() -> None:
    ticks = [tick("papers", "SK-1"), tick("humane", "SK-1")]
    assert met(listed(NATIONAL, "A6", [unit("U1", 100)], [entry(1, None)], ticks)) == {"SK-1"}
    assert met(listed(NATIONAL, "A6", [unit("U1", 99)], [entry(1, None)], ticks)) == set()


@pytest.mark.parametrize(("benefit", "expected"), [(30 * BILLION - 1, False), (30 * BILLION, True)])
def test_thirty_billion_for_the_nation(benefit: int, expected: bool) -> None:
    ticks = [tick("national", "SK-1"), tick("papers", "SK-1")]
    assert of(listed(NATIONAL, "A5", [unit("U1")], [entry(1, benefit)], ticks), "SK-1").holds is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 8, 31), False),
        (date(2021, 9, 1), True),
        (date(2023, 8, 31), True),
        (date(2023, 9, 1), False),
        (None, None),
    ],
)
def test_papers_are_of_the_days_of_the_programme(day: date | None, expected: bool | None) -> None:
    ticks = [tick("national", "SK-1"), tick("papers", "SK-1")]
    award = listed(NATIONAL, "A5", [unit("U1")], [entry(1, 40 * BILLION, recognised_on=day)], ticks)
    assert of(award, "SK-1").holds is expected


def a_field_of(numbers: list[int], target: int = 10) -> list[object]:
    return [unit(f"U{place:02}", number, target) for place, number in enumerate(numbers, 1)]


def test_place_ten_is_in_and_eleven_is_out_and_the_first_ten_need_more_than_100_percent() -> None:
    award = listed(NATIONAL, "A1", a_field_of([*range(30, 18, -1)], target=15))  # type: ignore[arg-type]
    assert met(award) == {f"U{place:02}" for place in range(1, 11)}
    exactly = listed(NATIONAL, "A1", a_field_of([15, 14], target=15))  # type: ignore[arg-type]
    assert met(exactly) == set()


def test_two_in_tenth_place_are_both_in_and_nobody_is_in_eleventh() -> None:
    numbers = [30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 21, 20]
    award = listed(NATIONAL, "A1", a_field_of(numbers, target=15))  # type: ignore[arg-type]
    assert {"U10", "U11"} <= met(award)
    assert "U12" not in met(award)
    assert of(award, "U10").tied
    assert not of(award, "U09").tied
    assert "xếp thứ 10 về số lượng (21 sáng kiến), đồng hạng" in said(of(award, "U10").why)
    assert "xếp thứ 12 về số lượng (20 sáng kiến), cần từ thứ 10 trở lên" in said(
        [finding.said for way in of(award, "U12").ways for finding in way.lacking]
    )


def test_a_unit_in_the_first_ten_puts_forward_without_100_percent_but_gets_nothing_itself() -> None:
    """A2 names the place alone, A1 the place and more than 100 %."""
    units = [unit("U1", 50), union("C1", "U1", 30, 10)]
    ticks = [tick("clause", "C1")]
    assert met(listed(NATIONAL, "A2", units, ticks=ticks)) == {"C1"}
    assert met(listed(NATIONAL, "A1", units)) == set()


def test_the_highest_over_fulfilment_of_each_cluster_and_nobody_where_none_exceeds_its_target() -> None:
    units = [
        unit("U1", 120, cluster="Khối 1"),
        unit("U2", 119, cluster="Khối 1"),
        unit("U3", 100, cluster="Khối 2"),
        unit("U4", 130),
        unit("U5", 13, 10, cluster="Khối 3"),
        unit("U6", 130, cluster="Khối 3"),
        unit("U7", 500, None, cluster="Khối 3"),
    ]
    award = listed(PROVINCE, "B1", units)
    assert met(award) == {"U1", "U5", "U6"}
    assert [of(award, code).tied for code in ("U1", "U5", "U6")] == [False, True, True]
    assert of(award, "U4").holds is None
    assert "chưa có số liệu" in said(of(award, "U4").missing)


def test_all_who_bring_the_most_are_named_and_marked_as_a_tie() -> None:
    entries = [entry(1, 500), entry(2, 500), entry(3, 499), entry(4, None)]
    ticks = [tick("papers", f"SK-{number}") for number in range(1, 5)]
    award = listed(PROVINCE, "B4", [unit("U1")], entries, ticks)
    assert met(award) == {"SK-1", "SK-2"}
    assert all(one.tied for one in award.met)
    assert met(listed(PROVINCE, "B4", [unit("U1")], entries[1:], ticks)) == {"SK-2"}


def test_two_initiatives_of_one_person_that_bring_the_same_are_no_tie() -> None:
    entries = [entry(1, 500, author=7), entry(2, 500, author=7)]
    award = listed(PROVINCE, "B4", [unit("U1")], entries, [tick("papers", "SK-1")])
    (candidate,) = award.candidates
    assert (candidate.holds, candidate.tied) == (True, False)


def test_without_a_target_nothing_is_guessed() -> None:
    units = [unit("U1", 900, None), unit("U2", 900, None, uncounted=True), unit("U3", 900, 0)]
    award = listed(PROVINCE, "B6", units, ticks=[tick("directed", code) for code in ("U1", "U2", "U3")])
    assert [one.holds for one in award.candidates] == [None, None, None]
    assert all("chưa có số liệu" in said(one.missing) for one in award.candidates)


def test_what_no_figures_tell_takes_a_tick_and_its_reason_is_shown() -> None:
    without = listed(PROVINCE, "B3", [TOP])
    assert met(without) == set()
    assert "chưa đánh dấu" in said(of(without, "TOP").missing)
    award = listed(PROVINCE, "B3", [TOP], ticks=[tick("advised", "TOP")])
    assert "(Hồ Thị Dung đánh dấu: đã xem hồ sơ)" in said(of(award, "TOP").why)


def test_persons_of_daklak_come_by_ticks_alone() -> None:
    entries = [entry(1, 90), entry(2, 80)]
    ticks = [tick("valued", "SK-1"), tick("unrewarded", "SK-1"), tick("valued", "SK-2")]
    award = listed(DAKLAK, "D2", [unit("U1")], entries, ticks)
    assert met(award) == {"SK-1"}
    assert "Chưa được khen thưởng" in said(of(award, "SK-2").missing)


def test_why_and_what_is_missing_in_words_a_union_officer_reads() -> None:
    award = listed(PROVINCE, "B1", [unit("U1", 147, cluster="K"), unit("U2", 151, cluster="K"), unit("U3", 149)])
    assert said(of(award, "U1").missing) == "147/100 chỉ tiêu (147%), thiếu 4 sáng kiến để trên 150%"
    assert said(of(award, "U2").why) == ("151/100 chỉ tiêu (151%), trên 150%; tỷ lệ vượt chỉ tiêu cao nhất K (151%)")
    assert said(of(award, "U3").missing) == (
        "149/100 chỉ tiêu (149%), thiếu 2 sáng kiến để trên 150%; "
        "chưa có số liệu: chưa biết đơn vị thuộc cụm, khối thi đua nào"
    )
    assert said(of(award, "U1").missing, "en") == (
        "147/100 of the target (147%): 4 initiatives short of being above 150%"
    )


def test_who_meets_the_rule_comes_first_then_those_without_figures_then_the_others() -> None:
    units = [unit("U1", 10, cluster="K"), unit("U2", 900, None, cluster="K"), unit("U3", 151), unit("U4", 999)]
    assert [one.code for one in listed(PROVINCE, "B1", units).candidates] == ["U4", "U3", "U2", "U1"]
