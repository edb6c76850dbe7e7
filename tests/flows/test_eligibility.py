"""Which rules an initiative breaks, its phase, and what the final review counts: realistic ones and the edges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest

from flows.authors import authors, credited
from flows.draft import Initiative, Value
from flows.eligibility import Rule, broken, judge, remarks
from flows.programme import VIETNAM
from flows.written_recognition import read_recognition
from storage.packs import Pack
from tests.flows.driver import AN, BINH, World
from tests.flows.walk import go_on, hand_in, until

THRESHOLDS = (50_000_000, 100_000_000, 1_000_000_000, 30_000_000_000)


@dataclass(frozen=True)
class Sample:
    """An initiative as it might be, and what is to come of it.

    `reaches` is how many of the four thresholds its benefit reaches; `narrow` whether it would be eligible if
    applications ended on 01/9/2022 (C-1).
    """

    applied: str
    recognised: str
    benefit: int | None
    handed_in: str
    phase: str
    reaches: int
    narrow: bool = True
    counted: bool = True
    reasons: tuple[Rule, ...] = ()

    @property
    def initiative(self) -> Initiative:
        answers: dict[str, Value] = {"applied_on": self.applied, "declaration": "given"}
        if self.recognised:
            found = read_recognition(f"Quyết định số 101/QĐ ngày {self.recognised}")
            assert found.day.day
            by = {"number": found.number or "", "issuer": "Giám đốc", "by": "head"}
            answers["recognition"] = {**by, "date": found.day.day.isoformat()}
        answers["benefit"] = "Vì cộng đồng, không tính bằng tiền" if self.benefit is None else self.benefit
        return Initiative(1, AN, "01-trieu-daklak", answers=answers)

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(f"{self.handed_in}+07:00")


SAMPLES = {
    "S01": Sample("2021-10-11", "02/11/2021", 420_000_000, "2022-01-08T07:00:00", "gd1", 2),
    "S03": Sample("2022-02-14", "20/04/2022", 1_250_000_000, "2022-05-30T22:41:00", "gd1", 3),
    "S05": Sample("2022-06-01", "20/06/2022", None, "2022-07-02T12:03:00", "gd2", 0),
    "S07": Sample("2021-09-01", "15/09/2021", 86_400_000, "2022-02-11T08:00:00", "gd1", 1),
    "S09": Sample("2022-06-20", "30/08/2022", 999_000_000, "2022-09-12T20:02:00", "gd2", 2),
    "S11": Sample("2022-07-10", "01/08/2022", 75_000_000, "2022-08-20T23:10:00", "gd2", 1),
    "S13": Sample("2022-11-07", "12/12/2022", 185_000_000, "2023-01-16T18:30:00", "gd2", 2, narrow=False),
    "S15": Sample("2022-02-20", "15/03/2022", None, "2022-03-28T09:00:00", "gd1", 0),
    "S17": Sample("2021-12-06", "05/01/2022", 12_000_000, "2022-04-02T20:11:00", "gd1", 0),
    "S19": Sample("2023-01-01", "10/02/2023", None, "2023-03-08T16:16:00", "gd2", 0, narrow=False),
    "S21": Sample("2021-10-18", "20/12/2021", 18_000_000, "2022-02-28T15:40:00", "gd1", 0),
    "S23": Sample("2022-08-01", "14/10/2022", None, "2022-11-09T10:10:10", "gd2", 0),
    "S25": Sample("2023-03-20", "22/05/2023", 22_500_000, "2023-07-31T13:13:00", "gd2", 0, narrow=False),
    "S27": Sample("2021-10-04", "28/01/2022", None, "2022-04-11T20:45:00", "gd1", 0),
    "S29": Sample("2021-09-05", "28/09/2021", 240_000_000, "2022-01-09T06:50:00", "gd1", 2),
    "S31": Sample("2022-10-10", "05/12/2022", 50_000_000, "2023-01-05T12:00:00", "gd2", 1, narrow=False),
    "S33": Sample("2022-01-10", "30/03/2022", None, "2022-05-19T07:15:00", "gd1", 0),
    "S35": Sample(
        "2022-02-21",
        "",
        None,
        "2022-04-25T22:22:00",
        "gd1",
        0,
        narrow=False,
        counted=False,
        reasons=("not_recognised",),
    ),
    "S37": Sample("2023-01-09", "15/03/2023", 365_000_000, "2023-05-01T10:01:00", "gd2", 2, narrow=False),
    "S39": Sample(
        "2023-09-01", "15/08/2023", 6_800_000_000, "2023-09-01T20:00:00", "gd2", 3, narrow=False, counted=False
    ),
}


@pytest.mark.parametrize("sample", [pytest.param(sample, id=name) for name, sample in SAMPLES.items()])
def test_realistic_initiatives_are_judged_as_an_officer_would(sample: Sample, pack: Pack) -> None:
    verdict = judge(sample.initiative, pack.programme, sample.instant)
    assert verdict.broken == sample.reasons
    assert verdict.eligible == (not sample.reasons)
    assert verdict.counted == sample.counted
    assert verdict.phase
    assert verdict.phase.key == sample.phase
    assert verdict.phase.counts_from <= date.fromisoformat(sample.applied) <= verdict.phase.counts_to
    benefit = sample.initiative.benefit
    assert [benefit is not None and benefit >= limit for limit in THRESHOLDS] == [
        place < sample.reaches for place in range(len(THRESHOLDS))
    ]


@pytest.mark.parametrize("sample", [pytest.param(sample, id=name) for name, sample in SAMPLES.items()])
def test_the_window_is_the_packs_to_say(sample: Sample, pack: Pack) -> None:
    narrow = replace(pack.programme, applied=replace(pack.programme.applied, last=date(2022, 9, 1)))
    assert (not broken(sample.initiative, narrow)) == sample.narrow


EDGES: dict[str, tuple[dict[str, Value], tuple[Rule, ...]]] = {
    "applied the day before": ({"applied_on": "2021-08-31"}, ("applied_outside_window",)),
    "applied the day after": ({"applied_on": "2023-09-02"}, ("applied_outside_window",)),
    "applied on the last day": ({"applied_on": "2023-09-01"}, ()),
    "recognised the day before": (
        {"recognition": {"number": "1", "date": "2021-08-31", "issuer": "x", "by": "head"}},
        ("recognised_outside_window",),
    ),
    "recognised on the first day": (
        {"recognition": {"number": "1", "date": "2021-09-01", "issuer": "x", "by": "head"}},
        (),
    ),
    "under protection": ({"declaration": "ip_protected"}, ("ip_protected",)),
    "against public order": ({"declaration": "against_public_order"}, ("against_public_order",)),
    "two rules": (
        {"applied_on": "2021-08-31", "declaration": "ip_protected"},
        ("applied_outside_window", "ip_protected"),
    ),
}


@pytest.mark.parametrize(("answers", "rules"), [pytest.param(*case, id=name) for name, case in EDGES.items()])
def test_the_edges_of_the_rules(answers: dict[str, Value], rules: tuple[Rule, ...], pack: Pack) -> None:
    good = SAMPLES["S01"].initiative
    assert broken(replace(good, answers={**good.answers, **answers}), pack.programme) == rules


def test_what_a_programme_does_not_ask_is_not_judged(pack: Pack) -> None:
    asks_little = replace(pack.programme, questions=("full_name", "title", "description"))
    assert broken(Initiative(1, AN, "p", answers={"title": "Sàng rung"}), asks_little) == ()


@pytest.mark.parametrize(("second", "counted"), [("2023-08-31T23:59:59", True), ("2023-09-01T00:00:00", False)])
def test_the_final_review_counts_what_was_handed_in_before_its_end(second: str, counted: bool, pack: Pack) -> None:
    sample = replace(SAMPLES["S37"], handed_in=second)
    assert judge(sample.initiative, pack.programme, sample.instant).counted == counted
    assert bool(remarks(sample.initiative, pack.programme, sample.instant)) == (not counted)


def test_two_authors_with_half_each_credit_the_first_named() -> None:
    answers: dict[str, Value] = {"full_name": "PGS. Nguyễn Thế Vinh", "co_authors": ({"name": "Út", "share": 50},)}
    assert credited(authors(Initiative(1, AN, "p", answers=answers))).name == "PGS. Nguyễn Thế Vinh"


def test_before_handing_in_the_person_reads_what_an_officer_would_say(world: World) -> None:
    until(world, AN, "applied_on")
    world.says(AN, "31/8/2021")
    world.press(AN, "answer", "outside")
    go_on(world, AN)
    told = [world.reads(line, "vi") for line in world.screens[AN].lines]
    assert "Áp dụng ngoài thời gian của Chương trình: 31/8/2021." in told
    world.press(AN, "submit")
    card = [world.reads(line, "vi") for line in world.cards(BINH)[0].lines]
    assert "Lưu ý: Áp dụng ngoài thời gian của Chương trình: 31/8/2021." in card


def test_on_the_last_day_the_person_reads_that_the_review_does_not_count_it(world: World) -> None:
    world.now = datetime(2023, 9, 1, 20, tzinfo=VIETNAM)
    hand_in(world, AN)
    card = [world.reads(line, "vi") for line in world.cards(BINH)[0].lines]
    assert "Lưu ý: Nộp sau 24 giờ 00 ngày 31/8/2023: vẫn được nhận, nhưng không tính vào tổng kết." in card


def test_nothing_is_noted_where_every_rule_is_kept(world: World) -> None:
    hand_in(world, AN)
    assert not [line for line in world.cards(BINH)[0].lines if world.reads(line).startswith("Note")]
