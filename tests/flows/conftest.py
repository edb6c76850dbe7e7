"""The shipped pack, what a question may look at, and a world with the permanent cast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import storage
from bot.talk import Talk
from flows.fields.field import Asking
from flows.person import Person, Role
from flows.programme import VIETNAM
from flows.submission import LIBRARY
from flows.units import UnitTree
from storage.packs import Pack, read_pack
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, World

SHIPPED = Path(storage.__file__).parent / "programmes" / "01-trieu-daklak"
START = datetime(2022, 3, 21, 9, 0, tzinfo=VIETNAM)

Ask = Callable[..., Asking]


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(SHIPPED, LIBRARY)


@pytest.fixture(scope="session")
def units(pack: Pack) -> UnitTree:
    return UnitTree.of(dated.unit for dated in pack.units)


@pytest.fixture(scope="session")
def talk() -> Talk:
    return Talk.load()


@pytest.fixture(scope="session")
def asking(pack: Pack, units: UnitTree) -> Ask:
    """What a question may look at, with changes."""
    plain = Asking(pack.programme, units, START, "telegram")

    def changed(**changes: Any) -> Asking:
        programme = {
            name: changes.pop(name) for name in ("limits", "choices", "accepts_old_identity") if name in changes
        }
        return replace(plain, programme=replace(pack.programme, **programme), **changes)

    return changed


@pytest.fixture(scope="session")
def new_world(pack: Pack, units: UnitTree, talk: Talk) -> Callable[[], World]:
    """Make a world in which An works where Bình verifies; Chi verifies elsewhere; Dung is the province's staff."""

    def made() -> World:
        people = (
            Person(AN, name="An"),
            Person(BINH, name="Bình", roles=(Role("verifier", "DLK-01-017"),)),
            Person(CHI, name="Chi", roles=(Role("verifier", "DLK-02-004"),)),
            Person(DUNG, name="Dung", roles=(Role("staff", "DLK"),)),
            Person(STRANGER, name="Người lạ"),
        )
        targets = {(target.unit, target.phase): target.amount(units) for target in pack.targets}
        return World(pack.programme, units, talk, START, targets, {person.id: person for person in people})

    return made


@pytest.fixture
def world(new_world: Callable[[], World]) -> World:
    return new_world()
