"""Tables of cases whose names read as sentences."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from _pytest.mark.structures import ParameterSet


def rows(cases: Mapping[str, object]) -> list[ParameterSet]:
    """Return the cases of a table by their names."""
    return [pytest.param(*(case if isinstance(case, tuple) else (case,)), id=name) for name, case in cases.items()]
