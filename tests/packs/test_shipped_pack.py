"""What stands in the pack of Đắk Lắk is what its plan prints."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from flows.programme import VIETNAM, Retention, Window
from flows.screen import Action
from flows.submission import LIBRARY
from flows.units import UnitTree
from storage.packs import Pack, Sum, Target, sums
from tests.packs.conftest import SHIPPED, Copy


def test_the_plan_names_twenty_one_units_under_the_province(pack: Pack) -> None:
    below = [dated.unit for dated in pack.units if dated.unit.parent == "DLK"]
    assert [unit.code for unit in below] == [f"DLK-{number:02}" for number in range(1, 22)]
    assert [unit.order for unit in below] == list(range(1, 22))
    assert not any(unit.example for unit in below)


def test_names_keep_the_apostrophe_of_the_plan(pack: Pack) -> None:
    names = {dated.unit.code: dated.unit.short for dated in pack.units}
    assert names["DLK-05"] == "LĐLĐ huyện Cư M’gar"
    assert names["DLK-15"] == "LĐLĐ huyện M’Drắk"


def test_every_grassroots_union_is_marked_as_an_example(pack: Pack) -> None:
    assert all(dated.unit.example == (dated.unit.kind == "grassroots") for dated in pack.units)


def test_two_kindergartens_share_a_name_under_different_unions(pack: Pack) -> None:
    names = Counter(dated.unit.name for dated in pack.units)
    assert [name for name, times in names.items() if times > 1] == ["Công đoàn Trường Mầm non Hoa Sen"]


def test_a_few_words_find_both_coffee_unions_and_nothing_else(pack: Pack) -> None:
    tree = UnitTree.of(dated.unit for dated in pack.units)
    assert {unit.code for unit in tree.search("ca phe bmt", top="DLK")} == {"DLK-01-017", "DLK-05-003"}


def test_both_phases_add_up_to_the_printed_totals(pack: Pack) -> None:
    assert sums(pack) == (
        Sum("gd1", known=1500, missing=(), own=1500, printed=1500),
        Sum("gd2", known=3500, missing=(), own=3500, printed=3500),
        Sum("total", known=5000, missing=(), own=5000, printed=5000),
    )
    assert all(one.agrees for one in sums(pack))


def test_a_row_of_the_plan_is_kept_as_printed(pack: Pack) -> None:
    assert Target("DLK-05", "gd1", "fixed", 80) in pack.targets
    assert Target("DLK-05", "gd2", "fixed", 230) in pack.targets


def test_the_second_phase_opens_when_the_first_one_closes(pack: Pack) -> None:
    midnight = datetime(2022, 6, 1, tzinfo=VIETNAM)
    before, after = pack.programme.phases
    assert before.closes == after.opens == midnight
    assert before.opens == datetime(2022, 1, 8, 7, tzinfo=VIETNAM)
    assert after.closes == datetime(2023, 9, 2, tzinfo=VIETNAM)
    assert (before.counts_from, before.counts_to) == (date(2021, 9, 1), date(2022, 5, 31))
    assert (after.counts_from, after.counts_to) == (date(2022, 6, 1), date(2023, 9, 1))


def test_the_programme_says_what_it_asks_and_how_long_answers_may_be(pack: Pack) -> None:
    programme = pack.programme
    assert programme.key == SHIPPED.name
    assert programme.questions[0] == "full_name"
    assert programme.questions[-1] == "evidence"
    assert programme.limits == {"description": 2000, "title": 200}
    assert (programme.decision_days, programme.accepts_old_identity, programme.code_prefix) == (3, True, "SK")


def test_the_five_groups_keep_the_wording_of_the_form(pack: Pack) -> None:
    groups = pack.programme.choices["target_group"]
    assert [(group.key, len(group.label), len(group.label.encode())) for group in groups] == [
        ("1", 16, 22),
        ("2", 62, 74),
        ("3", 100, 137),
        ("4", 54, 75),
        ("5", 115, 150),
    ]


def test_every_choice_and_every_unit_fits_into_a_button(pack: Pack) -> None:
    for question, choices in pack.programme.choices.items():
        for choice in choices:
            assert len(choice.short) <= 40
            Action("pick", (question, choice.key))
    for dated in pack.units:
        Action("pick", ("unit", dated.unit.code))


def test_there_are_prepared_reasons_to_return_and_to_reject(pack: Pack) -> None:
    assert "Thiếu văn bản công nhận" in pack.programme.reasons["return"]
    assert "Thiếu văn bản công nhận" in pack.programme.reasons_of["evidence"]
    assert len(pack.programme.reasons["reject"]) == 8
    assert pack.programme.duplicate_reason == "Trùng với {code}"


def test_what_was_applied_and_recognised_in_the_programmes_time_is_taken(pack: Pack) -> None:
    programme = pack.programme
    assert programme.applied == Window(date(2021, 9, 1), date(2023, 9, 1))
    assert programme.recognised == Window(date(2021, 9, 1), date(2023, 9, 1))
    assert programme.counts_until == datetime(2023, 9, 1, tzinfo=VIETNAM)


def test_it_asks_what_its_rules_need(pack: Pack) -> None:
    needed = {"applied_on", "recognition", "benefit", "co_authors", "declaration"}
    assert needed <= set(pack.programme.questions)
    assert set(pack.programme.questions) <= set(LIBRARY)


def test_personal_data_outlives_the_programme_as_long_as_the_pack_says(pack: Pack) -> None:
    assert pack.programme.retention == Retention(drafts_days=90, identity_days_after_close=365) == Retention()
    assert pack.programme.ends == datetime(2023, 9, 2, tzinfo=VIETNAM)


def test_a_pack_may_leave_out_how_long_or_say_a_part_of_it(copy: Copy) -> None:
    copy.change("programme.toml", "drafts_days = 90\n", "")
    copy.change("programme.toml", "identity_days_after_close = 365", "identity_days_after_close = 30")
    assert copy.read().programme.retention == Retention(90, 30)
    copy.change("programme.toml", "identity_days_after_close = 30\n", "")
    copy.change("programme.toml", "[retention]\n", "")
    assert copy.read().programme.retention == Retention()
