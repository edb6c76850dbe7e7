"""Each mistake somebody may make in a pack is named with its file, its line and a way out."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.packs.conftest import Copy, english

PROGRAMME, UNITS, TARGETS = "programme.toml", "units.csv", "targets.csv"


class Mistake(NamedTuple):
    """Something written instead of what stands in a file, and the words of the sentence that must name it.

    The line named is that of the change unless `place` is found elsewhere.
    """

    file: str
    old: str
    new: str
    words: str
    place: str = ""


MISTAKES = (
    Mistake(PROGRAMME, 'root = "DLK"', 'root = "DLK', "cannot be read from here"),
    Mistake(PROGRAMME, "version = 4", "version = 4\nversion = 5", "stands twice", place="version = 5"),
    Mistake(PROGRAMME, "version = 4", "versoin = 1\nversion = 4", "mean “version”"),
    Mistake(PROGRAMME, "[limits]", "[colours]\n[limits]", "no setting “colours”"),
    Mistake(PROGRAMME, "counts_to = 2022-05-31", "bis = 1", "Settings here are: closes, counts_from"),
    Mistake(PROGRAMME, 'short_name = "01', 'name2 = "01', 'line like this: short_name = "…"', place="# Chương trình"),
    Mistake(PROGRAMME, "version = 4", "version = 0", "must be 1 or more"),
    Mistake(PROGRAMME, "version = 4", "version = true", "like this: version = 3"),
    Mistake(PROGRAMME, "decision_days = 3", 'decision_days = "3"', "like this: decision_days = 3"),
    Mistake(PROGRAMME, "identity = true", "identity = 1", "like this: accepts_old_identity = true"),
    Mistake(PROGRAMME, 'workers = ["2"]', 'workers = ["9"]', "“9” is the key of no choice"),
    Mistake(PROGRAMME, 'root = "DLK"', "root = 66", 'like this: root = "…"'),
    Mistake(PROGRAMME, 'root = "DLK"', 'root = "  "', "“root” is empty"),
    Mistake(PROGRAMME, 'root = "DLK"', 'root = "Đắk Lắk"', "capital letters without accents"),
    Mistake(PROGRAMME, 'root = "DLK"', 'root = "DKL"', "“DKL” is no unit of units.csv"),
    Mistake(PROGRAMME, 'prefix = "SK"', 'prefix = "sk1"', "four capital letters"),
    Mistake(PROGRAMME, 'key = "01-trieu', 'key = "01 triệu', "small letters"),
    Mistake(PROGRAMME, '"title",', '"titel",', "no question “titel”"),
    Mistake(PROGRAMME, '"phone",', '"phone", "phone",', "“phone” stands twice"),
    Mistake(PROGRAMME, '"phone",', '"phone", 7,', "like this: questions", place="questions = ["),
    Mistake(PROGRAMME, "applied_from = 2021-09-01", "applied_from = 2024-09-01", "before", place="applied_to"),
    Mistake(PROGRAMME, "applied_from = 2021-09-01", "applied_form = 2021-09-01", "mean “applied_from”"),
    Mistake(PROGRAMME, "applied_to = 2023-09-01", 'applied_to = "1/9/2023"', "like this: applied_to = 2022-05-31"),
    Mistake(PROGRAMME, "counts_until = 2023-09-01T00:00:00+07:00", "counts_until = 2023-09-01", "counts_until = 2022"),
    Mistake(PROGRAMME, "title = 200", "sub_unit = 200", "“sub_unit” is none of this"),
    Mistake(PROGRAMME, "drafts_days = 90", "drafts_days = 13", "must be 14 or more"),
    Mistake(PROGRAMME, "identity_days_after_close = 365", "identity_days_after_close = -1", "must be 0 or more"),
    Mistake(PROGRAMME, "drafts_days = 90", "draft_days = 90", "mean “drafts_days”"),
    Mistake(PROGRAMME, "drafts_days = 90", 'drafts_days = "90"', "like this: drafts_days = 14"),
    Mistake(PROGRAMME, "title = 200", "title = 0", "must be 1 or more"),
    Mistake(PROGRAMME, "title = 200", "title = -5", "must be 1 or more"),
    Mistake(PROGRAMME, "title = 200", "title = 20.5", "like this: title = 3"),
    Mistake(PROGRAMME, "opens = 2022-01", "opens = 2022-07", "closes before it opens", place="closes = 2022"),
    Mistake(PROGRAMME, "opens = 2022-01-08T07:00:00+07:00", "opens = 2022-01-08T07:00:00", "no time zone"),
    Mistake(PROGRAMME, "opens = 2022-01-08T07:00:00+07:00", "opens = 2022-01-08", "like this: opens = 2022-01-08T07"),
    Mistake(PROGRAMME, "opens = 2022-06-01", "opens = 2022-05-01", "opens before “giai đoạn 1” closes"),
    Mistake(PROGRAMME, "counts_to = 2022-05-31", "counts_to = 2021-05-31", "a day before “counts_from”"),
    Mistake(PROGRAMME, "counts_to = 2022-05-31", "counts_to = 2022-05-31T00:00:00+07:00", "= 2022-05-31"),
    Mistake(PROGRAMME, 'key = "office"', 'key = "enterprise"', "has the key “enterprise” already"),
    Mistake(PROGRAMME, 'key = "enterprise"', 'key = "a:b"', "The key of a choice may hold"),
    Mistake(PROGRAMME, 'short = "Doanh nghiệp"', f'short = "{"Doanh " * 7}"', "has 41 characters"),
    Mistake(PROGRAMME, 'label = "Doanh nghiệp"', 'label = ""', "“label” is empty"),
    Mistake(PROGRAMME, '[[choices.bloc]]\nkey = "enterprise"', "[[choices.bloc]]", 'like this: key = "…"'),
    Mistake(PROGRAMME, "return = [", "retrun = [", "no prepared reasons for “retrun”"),
    Mistake(PROGRAMME, 'title = ["', 'sub_unit = ["', "“sub_unit” is none of this"),
    Mistake(PROGRAMME, "phone = [", "phone = 1 #", 'like this: phone = ["…", "…"]'),
    Mistake(
        PROGRAMME, 'duplicate = "Trùng với {code}"', 'duplicate = "Trùng"', "write {code} there", place="duplicate ="
    ),
    Mistake(PROGRAMME, '"Mô tả chưa nêu lợi ích"', '""', "like this: return", place="return = ["),
    Mistake(PROGRAMME, "gd2 = 3500", "gd3 = 3500", "belongs to no phase"),
    Mistake(PROGRAMME, "gd2 = 3500", "gd2 = -1", "must be 0 or more"),
    Mistake(UNITS, "code,parent", "code;parent", "The first line must name the columns"),
    Mistake(UNITS, "Krông Ana,upper", "Krông Ana,x,upper", "11 columns instead of 10"),
    Mistake(UNITS, "Krông Ana,upper", "Krông Ana upper", "9 columns instead of 10"),
    Mistake(UNITS, "DLK-21-007,", "DLK-20-005,", "“DLK-20-005” stands on line 36 already"),
    Mistake(UNITS, "DLK-21-007,", "dlk 21 007,", "cannot be a unit's code"),
    Mistake(UNITS, "DLK-21-007,", f"DLK-{'7' * 29},", "at most 32"),
    Mistake(UNITS, "007,DLK-21,", "007,DLK-22,", "parent of “DLK-21-007” is “DLK-22”"),
    Mistake(UNITS, "007,DLK-21,", "007,,", "Only the root “DLK”"),
    Mistake(UNITS, "DLK,,", "DLK,DLK-01,", "its “parent” must be empty"),
    Mistake(UNITS, "DLK-17,Công đoàn Bến xe Phương Nam (ví dụ)", "DLK-17,", "“DLK-17-002” has no name"),
    Mistake(UNITS, "grassroots,,17,", "grassroots,,a7,", "“order” is “a7”"),
    Mistake(UNITS, ",7,,,yes", ",7,31/5/2022,,yes", "“valid_from” is “31/5/2022”"),
    Mistake(UNITS, ",7,,,yes", ",7,,2022-02-30,yes", "“valid_to” is “2022-02-30”"),
    Mistake(UNITS, ",7,,,yes", ",7,20220531,,yes", "“valid_from” is “20220531”"),
    Mistake(UNITS, ",7,,,yes", ",7,2022-05-31,2022-01-01,yes", "“valid_to” is a day before"),
    Mistake(UNITS, ",7,,,yes", ",7,,,ja", "Write yes, no or nothing"),
    Mistake(UNITS, "DLK-21-007,", '"DLK-21-007,', "do not pair up"),
    Mistake(TARGETS, "unit,phase", "unit,time", "unit,phase,kind,value. It says: unit,time"),
    Mistake(TARGETS, "DLK-21,gd2", "DLK-22,gd2", "no unit “DLK-22”"),
    Mistake(TARGETS, "DLK-21,gd2", "DLK-21,gd3", "Phases are: gd1, gd2"),
    Mistake(TARGETS, "DLK-21,gd2", "DLK-20,gd2", "“gd2” on line 43 already"),
    Mistake(TARGETS, "fixed,215", "exact,215", "fixed, per_unit, per_member"),
    Mistake(TARGETS, "fixed,215", "fixed,-215", "never below zero"),
    Mistake(TARGETS, "fixed,215", "fixed,1.215", "digits only"),
    Mistake(TARGETS, "fixed,215", "fixed,", "“value” is “”"),
    Mistake(TARGETS, "fixed,215", f"fixed,{'9' * 5000}", "digits only"),
    Mistake(TARGETS, "DLK-21,gd2", "DLK-21,total", "“total” on line 44 already"),
    Mistake(TARGETS, "DLK-21,gd1", "DLK-21,total", "spread over all phases"),
    Mistake(TARGETS, "kind,value", "kind,value,counts", "Behind them may stand: count."),
    Mistake(
        UNITS, "valid_to,example", "valid_to,example,member", "stand: unions,members,successor,cluster,sector,bloc."
    ),
    Mistake(UNITS, "valid_to,example", "valid_to,example,members,members", "Behind them may stand: unions,members,"),
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.file}: {mistake.new[:30]}")
def test_a_mistake_is_named_with_its_file_and_line(copy: Copy, mistake: Mistake) -> None:
    changed = copy.change(mistake.file, mistake.old, mistake.new)
    line = copy.line(mistake.file, mistake.place) if mistake.place else changed
    named = [(problem.file, problem.line, english(problem.what)) for problem in copy.problems()]
    assert any((file, at) == (mistake.file, line) and mistake.words in what for file, at, what in named), named


def with_column(copy: Copy, file: str, name: str, cells: dict[str, str]) -> None:
    """Add a column behind the others, empty but for the rows that begin with these words."""
    rows = copy.text(file).splitlines()
    behind = (next((cell for begin, cell in cells.items() if row.startswith(f"{begin},")), "") for row in rows[1:])
    wider = (f"{row},{cell}" for row, cell in zip(rows[1:], behind, strict=True))
    copy.write(file, "\n".join((f"{rows[0]},{name}", *wider, "")))


OPTIONAL = (
    Mistake(UNITS, "DLK-01", "unions", "“unions” is “nhiều”. Write how many", place="nhiều"),
    Mistake(UNITS, "DLK-01", "members", "“members” is “1.200”. Write how many", place="1.200"),
    Mistake(TARGETS, "DLK-01,gd1", "count", "“count” is “listed”. Write listed to count the unions", place="listed"),
    Mistake(TARGETS, "DLK-01,gd1", "count", "“count” is “152”. Write listed", place="152"),
)


@pytest.mark.parametrize("mistake", OPTIONAL, ids=lambda mistake: f"{mistake.new}: {mistake.place}")
def test_a_mistake_in_an_optional_column_is_named(copy: Copy, mistake: Mistake) -> None:
    """Here `old` begins the row, `new` is the column and `place` what is written there."""
    with_column(copy, mistake.file, mistake.new, {mistake.old: mistake.place})
    (problem,) = copy.problems()
    assert (problem.file, problem.line) == (mistake.file, copy.line(mistake.file, f"{mistake.old},"))
    assert mistake.words in english(problem.what)


def test_a_rule_for_all_phases_and_one_for_a_phase_do_not_go_together_in_either_order(copy: Copy) -> None:
    copy.change(TARGETS, "DLK-21,gd1,fixed,85", "DLK-21,total,per_member,1")
    (problem,) = copy.problems()
    assert (problem.file, problem.line) == (TARGETS, copy.line(TARGETS, "DLK-21,gd2"))


@pytest.mark.parametrize("file", [PROGRAMME, UNITS, TARGETS])
def test_a_missing_file_is_the_only_problem(copy: Copy, file: str) -> None:
    (copy.folder / file).unlink()
    (problem,) = copy.problems()
    assert (problem.file, problem.line) == (file, 0)
    assert "cannot be opened" in english(problem.what)


@pytest.mark.parametrize(("file", "words"), [(PROGRAMME, "01 triệu sáng kiến –"), (UNITS, "DLK-02,DLK,")])
def test_letters_that_are_not_utf_8_are_named_by_their_line(copy: Copy, file: str, words: str) -> None:
    line = copy.line(file, words)
    lines = (copy.folder / file).read_bytes().split(b"\n")
    lines[line - 1] = lines[line - 1].replace("–".encode(), b"\x96").replace("ị".encode(), b"\xde")
    (copy.folder / file).write_bytes(b"\n".join(lines))
    (problem,) = copy.problems()
    assert (problem.file, problem.line) == (file, line)
    assert "UTF-8" in english(problem.what)


def test_units_in_a_circle_are_named_once_and_whole(copy: Copy) -> None:
    copy.change(UNITS, "DLK-01,DLK,", "DLK-01,DLK-02,")
    copy.change(UNITS, "DLK-02,DLK,", "DLK-02,DLK-03,")
    copy.change(UNITS, "DLK-03,DLK,", "DLK-03,DLK-01,")
    (problem,) = copy.problems()
    assert (problem.file, problem.line) == (UNITS, 3)
    assert "DLK-01 → DLK-02 → DLK-03 → DLK-01" in english(problem.what)


def test_a_question_that_needs_choices_and_has_none_is_named(copy: Copy) -> None:
    text = copy.text(PROGRAMME)
    start, end = text.index("[[choices.bloc]]"), text.index("[[choices.target_group]]")
    copy.write(PROGRAMME, text[:start] + text[end:])
    (problem,) = copy.problems()
    assert problem.line == copy.line(PROGRAMME, '"bloc"')
    assert "Add one block [[choices.bloc]]" in english(problem.what)


@pytest.mark.parametrize(
    ("key", "words"),
    [("gd1", "has the key “gd1” already"), ("total", "stands for all"), ("gđ 2", "key of a phase may")],
)
def test_a_key_no_phase_may_have_is_named(copy: Copy, key: str, words: str) -> None:
    line = copy.change(PROGRAMME, 'key = "gd2"', f'key = "{key}"')
    mine = [problem for problem in copy.problems() if words in english(problem.what)]
    assert [problem.line for problem in mine] == [line]


def test_a_programme_without_phases_is_refused_once(copy: Copy) -> None:
    text = copy.text(PROGRAMME)
    start, end = text.index("[[phases]]"), text.index("# Quy trình, bước 3 (1).\n")
    copy.write(PROGRAMME, text[:start] + text[end:])
    (problem,) = copy.problems()
    assert "[[phases]]" in english(problem.what)


def test_a_pack_with_several_mistakes_names_them_all(copy: Copy) -> None:
    copy.change(PROGRAMME, "title = 200", "title = 0")
    copy.change(PROGRAMME, "decision_days = 3", "")
    copy.change(PROGRAMME, 'short = "Khối cơ quan"', 'short = ""')
    copy.change(UNITS, "DLK-01-017,DLK-01,", "DLK-01-017,DLK-99,")
    copy.change(UNITS, "DLK-21-007,", "DLK-21/007,")
    copy.append(TARGETS, "DLK-98,gd1,fixed,5")
    copy.append(TARGETS, "DLK-01,gd3,fixed,-5")
    assert [(problem.file, problem.line) for problem in copy.problems()] == [
        (PROGRAMME, 1),
        (PROGRAMME, copy.line(PROGRAMME, "title = 0")),
        (PROGRAMME, copy.line(PROGRAMME, 'short = ""')),
        (UNITS, copy.line(UNITS, "DLK-99")),
        (UNITS, copy.line(UNITS, "DLK-21/007")),
        (TARGETS, copy.line(TARGETS, "DLK-98")),
        (TARGETS, copy.line(TARGETS, "gd3")),
        (TARGETS, copy.line(TARGETS, "gd3")),
    ]


def test_one_mistake_does_not_make_the_lines_that_lean_on_it_wrong(copy: Copy) -> None:
    copy.change(UNITS, "DLK-01,DLK,", "DLK-01,DLK,x,")
    (problem,) = copy.problems()
    assert (problem.file, problem.line) == (UNITS, 3)


def test_nothing_is_called_missing_that_may_stand_in_an_unreadable_part(copy: Copy) -> None:
    copy.change(UNITS, "DLK-02,DLK,", 'DLK-02,"DLK,')
    (problem,) = copy.problems()
    assert (problem.file, problem.line) == (UNITS, 4)


def test_a_programme_without_questions_is_refused_once(copy: Copy) -> None:
    text = copy.text(PROGRAMME)
    start, end = text.index("questions = ["), text.index("# Số ngày làm việc")
    copy.write(PROGRAMME, text[:start] + text[end:])
    (problem,) = copy.problems()
    assert "“questions” is missing" in english(problem.what)
