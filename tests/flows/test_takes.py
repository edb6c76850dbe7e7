"""Whatever is asked says what else than a choice is an answer to it, so that its choices can be typed."""

from __future__ import annotations

from typing import get_args

import pytest

from flows.beside import takes
from flows.session import Beside, Pushing
from flows.submission import LIBRARY


@pytest.mark.parametrize("kind", [one for one in get_args(Beside) if one is not Pushing])
def test_everything_asked_beside_a_form_is_known(kind: type[Beside]) -> None:
    assert takes(object.__new__(kind)) in ("choice", "words", "digits")


def test_amounts_and_days_take_a_number_for_an_answer_and_names_do_not() -> None:
    assert {key for key, field in LIBRARY.items() if field.takes == "digits"} == {
        *("applied_on", "benefit", "recognition", "sub_unit"),
    }
    assert {LIBRARY[key].takes for key in ("full_name", "title", "description", "unit")} == {"words"}
    assert {LIBRARY[key].takes for key in ("bloc", "kind", "evidence")} == {"choice"}
