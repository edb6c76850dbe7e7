"""Every move from every state, written out as people read it."""

from __future__ import annotations

from typing import get_args

import pytest

from flows.draft import State
from flows.effects import Move
from flows.states import MOVES, allowed, target

TABLE = """
move      draft    pending    verified  returned   rejected  withdrawn
submit    pending  -          -         -          -         -
resubmit  -        -          -         pending    -         -
correct   -        pending    -         -          -         -
verify    -        verified   -         -          -         -
return    -        returned   -         -          -         -
reject    -        rejected   -         -          -         -
withdraw  -        withdrawn  -         withdrawn  -         -
move      -        pending    -         -          -         -
undo      -        -          pending   pending    pending   -
reopen    -        -          pending   -          pending   -
escalate  -        pending    -         -          -         -
"""
HEADING, *ROWS = (line.split() for line in TABLE.strip().splitlines())
CELLS = [(move, state, cell) for move, *cells in ROWS for state, cell in zip(HEADING[1:], cells, strict=True)]


def test_the_table_names_every_move_and_every_state_once() -> None:
    assert sorted(move for move, *_ in ROWS) == sorted(get_args(Move)) == sorted(MOVES)
    assert HEADING[1:] == list(get_args(State))


@pytest.mark.parametrize(("move", "state", "cell"), CELLS)
def test_a_move_is_allowed_from_a_state_as_the_table_says(move: Move, state: State, cell: str) -> None:
    assert allowed(move, state) == (cell != "-")
    if cell != "-":
        assert target(move) == cell
