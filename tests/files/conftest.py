"""A desk for each test, on each database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.files.desk import Desk, desk
from tests.flows.conftest import asking, pack, talk, units  # noqa: F401 - fixtures of flows


@pytest.fixture
async def at_desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """An at the question for files; no virus scanner is set."""
    async with desk(database_url, tmp_path) as made:
        yield made
