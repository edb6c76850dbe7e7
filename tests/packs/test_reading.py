"""A pack reads the same however an office program saved it, and its sums show what the documents do not agree on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest

from flows.programme import Window
from storage.packs import DatedUnit, Pack, Sum, Target, read_pack, sums
from storage.packs.toml_lines import TomlLines
from tests.packs.conftest import QUESTIONS, SHIPPED, Copy

FILES = ("programme.toml", "units.csv", "targets.csv")


def same(one: Pack, other: Pack) -> bool:
    return replace(one, source=other.source) == other


def test_a_file_with_a_mark_before_utf_8_and_windows_line_ends_reads_the_same(copy: Copy, pack: Pack) -> None:
    for file in FILES:
        copy.write(file, "\ufeff" + copy.text(file).replace("\n", "\r\n"))
    assert (copy.folder / "units.csv").read_bytes().startswith(b"\xef\xbb\xbfcode,")
    assert b"\r\n" in (copy.folder / "programme.toml").read_bytes()
    assert same(copy.read(), pack)


def test_letters_with_separate_accents_and_stray_spaces_read_the_same(copy: Copy, pack: Pack) -> None:
    copy.write("units.csv", normalize("NFD", copy.text("units.csv")).replace(",DLK,", ", DLK\u00a0,"))
    copy.write("programme.toml", normalize("NFD", copy.text("programme.toml")))
    assert same(copy.read(), pack)


def test_empty_lines_and_lines_of_commas_are_passed_over(copy: Copy, pack: Pack) -> None:
    copy.append("units.csv", "\n,,,,,,,,,\n")
    copy.append("targets.csv", "\n,,,")
    assert same(copy.read(), pack)


def test_a_text_with_a_comma_stands_between_quotation_marks(copy: Copy) -> None:
    copy.append("units.csv", 'DLK-19-009,DLK-19,"Công đoàn Điện, Nước (ví dụ)",,grassroots, Điện nước | ,9,,,yes')
    unit = copy.read().units[-1].unit
    assert (unit.name, unit.short) == ("Công đoàn Điện, Nước (ví dụ)", "Công đoàn Điện, Nước (ví dụ)")
    assert unit.aliases == ("Điện nước",)


def test_a_unit_exists_on_its_first_and_its_last_day(copy: Copy) -> None:
    copy.append("units.csv", "DLK-19-009,DLK-19,Công đoàn Điện,,grassroots,,9,2022-01-01,2022-05-31,no")
    dated = copy.read().units[-1]
    days = [date(2021, 12, 31), date(2022, 1, 1), date(2022, 5, 31), date(2022, 6, 1)]
    assert [dated.valid_on(day) for day in days] == [False, True, True, False]
    assert DatedUnit(dated.unit).valid_on(date.min)


def test_phases_are_put_in_the_order_they_open(copy: Copy, pack: Pack) -> None:
    text = copy.text("programme.toml")
    start, middle = text.index("[[phases]]"), text.rindex("[[phases]]")
    end = text.index("# Quy trình, bước 3 (1).\n")
    copy.write("programme.toml", text[:start] + text[middle:end] + text[start:middle] + text[end:])
    assert same(copy.read(), pack)


def test_a_library_may_have_other_questions_that_are_chosen(copy: Copy) -> None:
    copy.change("programme.toml", '"title",', '"colour",')
    copy.change("programme.toml", "title = 200", "colour = 200")
    copy.change("programme.toml", "title = [", "colour = [")
    copy.append("programme.toml", '[[choices.colour]]\nkey = "r"\nlabel = "Đỏ"\nshort = "Đỏ"')
    pack = read_pack(copy.folder, (*QUESTIONS, "colour"), choosing=("colour",))
    assert pack.programme.choices["colour"][0].label == "Đỏ"


def test_a_sum_shows_where_it_differs_from_what_is_printed(copy: Copy) -> None:
    copy.change("targets.csv", "DLK-01,gd1,fixed,190\n", "")
    copy.change("targets.csv", "DLK-02,gd1,fixed,70", "DLK-02,gd1,per_unit,1")
    copy.change("programme.toml", "gd2 = 3500\n", "")
    first, second, whole = sums(copy.read())
    assert first == Sum("gd1", known=1240, missing=("DLK-01",), own=1500, printed=1500, uncounted=("DLK-02",))
    assert (first.difference, first.own_difference, first.agrees) == (-260, -260, False)
    assert (second.printed, second.difference, second.agrees) == (None, None, True)
    assert (whole.known, whole.missing, whole.uncounted, whole.difference) == (4740, ("DLK-01",), ("DLK-02",), -260)


def test_rules_take_their_counts_from_the_units_and_a_rule_for_all_phases_is_spread(copy: Copy) -> None:
    units, targets = copy.text("units.csv").splitlines(), copy.text("targets.csv")
    counts = {"DLK-01": ",152,", "DLK-02": ",,1001"}
    copy.write(
        "units.csv",
        "\n".join([f"{units[0]},unions,members", *(row + counts.get(row.split(",")[0], ",,") for row in units[1:])]),
    )
    targets = targets.replace("DLK-01,gd1,fixed,190", "DLK-01,gd1,per_unit,2")
    targets = targets.replace("DLK-02,gd1,fixed,70\nDLK-02,gd2,fixed,165", "DLK-02,total,per_member,3")
    targets = targets.replace("DLK-03,gd1,fixed,45\nDLK-03,gd2,fixed,90", "DLK-03,total,per_unit,3")
    copy.write("targets.csv", targets)
    read = {(one.unit, one.phase): one for one in copy.read().targets}
    assert read["DLK-01", "gd1"] == Target("DLK-01", "gd1", "per_unit", 2, count=152)
    assert read["DLK-02", "gd1"] == Target("DLK-02", "gd1", "per_member", 3, count=501, spread=True)
    assert read["DLK-02", "gd2"] == Target("DLK-02", "gd2", "per_member", 3, count=500, spread=True)
    assert read["DLK-03", "gd2"] == Target("DLK-03", "gd2", "per_unit", 3, spread=True)
    first, second, _ = sums(copy.read())
    assert (first.known, second.known) == (1500 - 190 + 304 - 70 + 1503 - 45, 3500 - 165 + 1500 - 90)
    assert first.uncounted == second.uncounted == ("DLK-03",)


def test_a_rule_may_count_the_unions_that_are_listed(copy: Copy) -> None:
    rows = copy.text("targets.csv").splitlines()
    copy.write("targets.csv", "\n".join([f"{rows[0]},count", *(f"{row}," for row in rows[1:])]))
    copy.change("targets.csv", "DLK-01,gd1,fixed,190,", "DLK-01,gd1,per_unit,2,listed")
    assert sums(copy.read())[0].uncounted == ("DLK-01",)
    copy.write("units.csv", copy.text("units.csv").replace(",yes", ",no"))
    assert sums(copy.read())[0].known == 1500 - 190 + 2 * 3


def test_above_the_root_may_stand_a_unit_that_another_pack_brings(copy: Copy) -> None:
    copy.change("units.csv", "DLK,,", "DLK,TLD,")
    root = copy.read().units[0].unit
    assert (root.code, root.parent) == ("DLK", "TLD")


def test_where_nothing_is_set_below_the_root_nothing_differs_from_what_is_printed(copy: Copy) -> None:
    copy.write("targets.csv", "unit,phase,kind,value\nDLK,gd1,fixed,1499\n")
    first, second, whole = sums(copy.read())
    assert (first.known, first.difference, first.own_difference, first.own_less_printed) == (None, None, None, -1)
    assert (second.own, second.own_less_printed, second.agrees) == (None, None, False)
    assert (whole.known, whole.own) == (None, None)


def test_a_file_of_many_units_is_read_line_by_line_without_looking_back(tmp_path: Path) -> None:
    for file in FILES:
        (tmp_path / file).write_bytes((SHIPPED / file).read_bytes())
    chain = "".join(f"X-{number},{f'X-{number - 1}' if number else 'DLK'},Đơn vị,,,,,,,\n" for number in range(20_000))
    with (tmp_path / "units.csv").open("a", encoding="utf-8") as units:
        units.write(chain)
    assert len(read_pack(tmp_path, QUESTIONS).units) == 20_036


TOML = """\
key = "x" # limits = 1

[limits]
  title=1
[[phases]]
opens = 1
[[ phases ]] # again
opens = 2
[[choices.bloc]]
[a]
"b c" = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("key",), 1),
        (("limits",), 3),
        (("limits", "title"), 4),
        (("limits", "unknown"), 3),
        (("unknown",), 1),
        (("phases",), 5),
        (("phases", 0, "opens"), 6),
        (("phases", 1), 7),
        (("phases", 1, "opens"), 8),
        (("choices", "bloc", 0, "key"), 9),
        (("a", "b c"), 11),
    ],
)
def test_the_line_of_a_key_is_found(path: tuple[str | int, ...], line: int) -> None:
    assert TomlLines.of(TOML).line(path) == line


def test_the_line_of_a_text_in_a_list_is_found() -> None:
    lines = TomlLines.of("other = ['b']\nkeys = [\n  'a',\n  \"b\",\n]")
    assert lines.line_of_text(("keys",), "b") == 4
    assert lines.line_of_text(("keys",), "unknown") == 2


def test_windows_may_be_left_open_and_left_out(copy: Copy) -> None:
    copy.change("programme.toml", "applied_to = 2023-09-01\n", "")
    assert copy.read().programme.applied == Window(first=date(2021, 9, 1))
    text = copy.text("programme.toml")
    start, end = text.index("[windows]"), text.index("[limits]")
    copy.write("programme.toml", text[:start] + text[end:])
    copy.change("programme.toml", "counts_until = 2023-09-01T00:00:00+07:00\n", "")
    programme = copy.read().programme
    assert (programme.applied, programme.recognised, programme.counts_until) == (Window(), Window(), None)
