"""Adding a question is one field plus its key in a pack; everything else follows by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from flows import submission
from flows.draft import Value
from flows.fields.field import Answered, Asking, Field, Outcome, Picked, Refused
from flows.said import Said, Text
from flows.screen import N_, Line, Screen
from tests.flows.driver import AN, BINH, World
from tests.flows.walk import answer, begin, go_on


@dataclass(frozen=True)
class YearField(Field):
    """A year of four digits."""

    def ask(self, asking: Asking) -> Screen:
        return Screen((N_("Four digits, for example: 1990"),))

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        if isinstance(said, Text) and said.text.isdigit() and 1900 <= int(said.text) <= asking.now.year:
            return Answered(int(said.text))
        return Refused(N_("A year has four digits, for example: 1990"))

    def show(self, value: Value, asking: Asking) -> Line:
        return str(value)


BIRTH_YEAR = YearField("birth_year", N_("Year of birth"), help=N_("The year on your papers."))


@pytest.fixture
def asking_for_the_year(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setitem(submission.LIBRARY, "birth_year", BIRTH_YEAR)
    questions = list(world.programme.questions)
    questions.insert(2, "birth_year")
    world.programme = replace(world.programme, questions=tuple(questions))
    return world


def test_a_new_question_is_asked_refused_answered_corrected_and_shown_to_the_officer(
    asking_for_the_year: World,
) -> None:
    world = asking_for_the_year
    begin(world, AN)
    answer(world, AN, "full_name")
    answer(world, AN, "phone")
    screen = world.screens[AN]
    assert [world.reads(line) for line in (screen.title or "", *screen.lines)] == [
        "3/16 · Year of birth",
        "Four digits, for example: 1990",
    ]
    wrong = world.says(AN, "chín mươi")
    assert world.reads(wrong.screen.problem or "") == "A year has four digits, for example: 1990"
    assert world.reads(world.commands(AN, "help").screens[0].lines[0]) == "The year on your papers."
    world.says(AN, "1990")
    go_on(world, AN)
    assert world.reads(world.screens[AN].lines[2]) == "3. Year of birth: 1990"
    world.press(AN, "correct", "birth_year")
    assert world.reads(world.screens[AN].lines[0]) == "Now: 1990"
    world.says(AN, "1991")
    assert world.reads(world.screens[AN].lines[2]) == "3. Year of birth: 1991"
    world.press(AN, "submit")
    assert "Year of birth: 1991" in [world.reads(line) for line in world.cards(BINH)[0].lines]
    assert world.newest(AN).answers["birth_year"] == 1991
