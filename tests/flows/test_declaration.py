"""The declaration: one tap, and an explanation for whoever cannot give it."""

from __future__ import annotations

import pytest

from tests.flows.driver import AN, World
from tests.flows.walk import asked, until


@pytest.mark.parametrize("typed", ["Tôi cam đoan đúng như vậy", "1", "đúng", "toi cam doan"])
def test_it_is_given_by_one_tap_or_its_words(typed: str, world: World) -> None:
    until(world, AN, "declaration")
    world.says(AN, typed)
    assert world.newest(AN).answers["declaration"] == "given"
    assert asked(world, AN) == "evidence"


@pytest.mark.parametrize("typed", ["Có điều chưa đúng", "2"])
def test_a_no_explains_what_cannot_be_handed_in_and_keeps_the_draft(typed: str, world: World) -> None:
    until(world, AN, "declaration")
    before = world.stored()
    told = " ".join(world.reads(line) for line in world.says(AN, typed).screen.lines)
    assert "intellectual-property protection" in told
    assert "draft is kept" in told
    assert world.stored() == before
    assert asked(world, AN) == "declaration"
    world.press(AN, "answer", "given")
    assert world.newest(AN).answers["declaration"] == "given"


def test_anything_else_is_refused(world: World) -> None:
    until(world, AN, "declaration")
    assert world.says(AN, "ờ").screen.problem
    assert "declaration" not in world.newest(AN).answers
