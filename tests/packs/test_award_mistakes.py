"""What may be wrong in awards.toml, each named with its line and the way out, all at once."""

from __future__ import annotations

import pytest

from bot.talk import Talk
from flows.awards.rules import CapRow, Nomination, RankAtMost, ShareAbove, Ticked
from storage.packs.awards import FILE, read_awards
from storage.packs.pack import Report

RIGHT = """
[ticks]
many = "Có nhiều sáng kiến"

[[awards]]
key = "B1"
name = "Bằng khen"
who = "direct"
document = "HD 82"
clause = "III.1"
rule = "B1"
all_of = { ticks = ["many"] }
any_of = [{ rank_at_most = 10, share_above = 100 }, { share_above = 150 }]

[awards.nomination]
until = 2023-09-09
caps = [{ unions_from = 80, share_at_least = 150, at_most = 3 }, { at_most = 1 }]
"""


def problems(source: str) -> list[str]:
    report, talk = Report(FILE), Talk.load()
    read_awards(source, report)
    return [f"{problem.line}: {talk.say(problem.what, 'en')}" for problem in report.problems]


def test_a_right_file_is_read_as_it_says() -> None:
    report = Report(FILE)
    (award,) = read_awards(RIGHT, report).awards
    assert report.problems == ()
    assert award.always == (Ticked("many"),)
    assert award.ways == ((ShareAbove(100), RankAtMost(10)), (ShareAbove(150),))
    assert isinstance(award.nomination, Nomination)
    assert award.nomination.caps == (CapRow(3, unions_from=80, share_at_least=150), CapRow(1))
    assert str(award.nomination.until) == "2023-09-09"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('who = "direct"', 'who = "everybody"', "An award is for one of: top, direct, grassroots, person, initiative."),
        ('who = "direct"', 'who = "person"', "is no condition on what this is for (person)."),
        ('["many"]', '["most"]', "Nothing says what “most” means. Add a line like this under [ticks]: most = "),
        ("{ share_above = 150 }]", "{}]", "An empty way in “any_of” is open to everybody."),
        ("share_above = 150 }", "share_abov = 150 }", "There is no setting “share_abov” here. Did you mean"),
        ("share_above = 150 }", "share_above = 150.5 }", "“share_above” cannot be understood as it is written."),
        ("share_above = 150 }", "highest_in_cluster = false }", "“highest_in_cluster” can only be true."),
        ('key = "B1"', 'key = "Bằng khen"', "The key of an award is at most 12 letters"),
        ('clause = "III.1"\n', "", "“clause” is missing."),
        ("at_most = 3", "at_least = 3", "“at_most” is missing."),
        ("at_most = 3", "at_most = 0", "“at_most” must be 1 or more."),
        ("until = 2023-09-09", 'until = "9/9/2023"', "“until” cannot be understood as it is written."),
        ('many = "Có nhiều sáng kiến"', 'many = ""', "“many” is empty."),
        ("[[awards]]", "[[award]]", "There is no setting “award” here."),
        ("any_of = [", "any_of = ", "The file cannot be read from here on."),
    ],
)
def test_every_mistake_is_named_with_the_way_out(right: str, wrong: str, said: str) -> None:
    assert right in RIGHT
    found = problems(RIGHT.replace(right, wrong, 1))
    assert any(said in one for one in found), found


def test_the_line_of_a_mistake_is_that_of_its_award() -> None:
    (first, *_) = problems(RIGHT.replace('clause = "III.1"\n', "", 1))
    assert first.startswith("5: ")


def test_two_awards_of_one_key_and_a_tick_nobody_asks_for_are_named() -> None:
    twice = RIGHT + RIGHT.replace('[ticks]\nmany = "Có nhiều sáng kiến"\n', "").replace('"B1"', '"b1"', 1)
    assert any("Another award has the key “b1” already." in one for one in problems(twice))
    unasked = RIGHT.replace("[ticks]\n", '[ticks]\nfew = "Ít"\n')
    assert any("No award asks for the tick “few”." in one for one in problems(unasked))


def test_conditions_on_initiatives_are_none_on_units() -> None:
    wrong = RIGHT.replace("share_above = 150 }", "highest_benefit = true }").replace(
        "{ rank_at_most", "{ recognised_from = 2021-09-01, recognised_to = 2023-08-31, rank_at_most"
    )
    said = [one for one in problems(wrong) if "is no condition on what this is for (direct)" in one]
    assert len(said) == 2
