"""Rights are a table: role × action × relation to the unit, cell by cell, written out as people read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import get_args

import pytest

from flows import effects as fx
from flows.draft import Initiative
from flows.person import Person, Role, RoleName
from flows.programme import VIETNAM
from flows.rights import RIGHTS, Deed, decides_for, granted, may_decide, may_edit, may_read, quota_units, units_for
from flows.units import UnitTree
from tests.flows.driver import AN, BINH, CHI, STRANGER, World
from tests.flows.tables import rows
from tests.flows.walk import document, hand_in, until

WORK = Initiative(1, AN, "01-trieu-daklak", state="pending", version=1, code="SK-22-7F0001", unit="DLK-01-017")
INSTANT = datetime(2022, 3, 21, 9, 0, tzinfo=VIETNAM)
# Where the unit of the deed lies, seen from the unit of the role.
RELATIONS: dict[str, tuple[str, ...]] = {
    "same": ("DLK-01-017",),
    "below": ("DLK-01", "DLK"),
    "above": ("DLK-01-017-X",),
    "beside": ("DLK-01-021", "DLK-02", "DLK-02-004", "GONE"),
}
# yes: their own role allows it; both: as well for whoever stands in for them; -: nobody.
TABLE = """
role           deed        same  below  above  beside
verifier       read        both  both   -      -
verifier       decide      both  both   -      -
verifier       reopen      -     yes    -      -
verifier       trace       both  both   -      -
verifier       oversee     yes   yes    -      -
verifier       enter       yes   yes    -      -
verifier       count       yes   yes    -      -
verifier       push        -     -      -      -
verifier       nudge       yes   yes    -      -
verifier       export      yes   yes    -      -
verifier       identities  -     -      -      -
verifier       nominate    yes   -      -      -
verifier       tick        -     -      -      -
staff          read        both  both   -      -
staff          decide      -     -      -      -
staff          reopen      -     -      -      -
staff          trace       both  both   -      -
staff          oversee     yes   yes    -      -
staff          enter       yes   yes    -      -
staff          count       yes   yes    -      -
staff          push        yes   yes    -      -
staff          nudge       yes   yes    -      -
staff          export      yes   yes    -      -
staff          identities  -     -      -      -
staff          nominate    yes   -      -      -
staff          tick        yes   yes    -      -
administrator  read        both  both   -      -
administrator  decide      -     -      -      -
administrator  reopen      -     -      -      -
administrator  trace       both  both   -      -
administrator  oversee     yes   yes    -      -
administrator  enter       -     -      -      -
administrator  count       yes   yes    -      -
administrator  push        yes   yes    -      -
administrator  nudge       yes   yes    -      -
administrator  export      yes   yes    -      -
administrator  identities  -     -      -      -
administrator  nominate    -     -      -      -
administrator  tick        -     -      -      -
supporter      read        -     -      -      -
supporter      decide      -     -      -      -
supporter      reopen      -     -      -      -
supporter      trace       -     -      -      -
supporter      oversee     -     -      -      -
supporter      enter       yes   yes    -      -
supporter      count       -     -      -      -
supporter      push        -     -      -      -
supporter      nudge       -     -      -      -
supporter      export      -     -      -      -
supporter      identities  -     -      -      -
supporter      nominate    -     -      -      -
supporter      tick        -     -      -      -
registrar      read        -     -      -      -
registrar      decide      -     -      -      -
registrar      reopen      -     -      -      -
registrar      trace       -     -      -      -
registrar      oversee     -     -      -      -
registrar      enter       -     -      -      -
registrar      count       -     -      -      -
registrar      push        -     -      -      -
registrar      nudge       -     -      -      -
registrar      export      -     -      -      -
registrar      identities  yes   yes    -      -
registrar      nominate    -     -      -      -
registrar      tick        -     -      -      -
"""
HEADING, *ROWS = (line.split() for line in TABLE.strip().splitlines())
CELLS = [
    (role, deed, relation, cell)
    for role, deed, *cells in ROWS
    for relation, cell in zip(HEADING[2:], cells, strict=True)
]
ROLES: tuple[RoleName, ...] = get_args(RoleName)
HANDS = {"nobody's here": WORK, "written": replace(WORK, author=BINH), "entered": replace(WORK, entered_by=BINH)}


def units_with_one_below(units: UnitTree) -> UnitTree:
    """Return the tree with a unit below the grassroots union, so that something lies below it."""
    below = replace(units.units["DLK-01-017"], code="DLK-01-017-X", parent="DLK-01-017")
    return UnitTree.of((*units.units.values(), below))


def test_the_table_names_every_role_with_every_deed_once() -> None:
    assert [(role, deed) for role, deed, *_ in ROWS] == [(role, deed) for role in ROLES for deed in get_args(Deed)]
    assert set(RIGHTS) == set(ROLES)
    assert HEADING[2:] == list(RELATIONS)


@pytest.mark.parametrize(("role", "deed", "relation", "cell"), CELLS)
def test_a_cell_of_the_table_is_what_the_function_of_rights_says(
    role: RoleName, deed: Deed, relation: str, cell: str, units: UnitTree
) -> None:
    tree = units_with_one_below(units)
    for unit in RELATIONS[relation]:
        own, lent = Role(role, unit), Role(role, unit, stands_for=CHI, stands_for_name="Chi")
        assert granted(Person(BINH, roles=(own,)), deed, WORK.unit, tree) == (own if cell != "-" else None)
        assert granted(Person(BINH, roles=(lent,)), deed, WORK.unit, tree) == (lent if cell == "both" else None)


@pytest.mark.parametrize("hand", HANDS)
@pytest.mark.parametrize("case", [one for one in CELLS if one[1] in ("read", "decide")])
def test_nobody_decides_on_what_they_wrote_or_entered_but_everybody_reads_it(
    case: tuple[RoleName, Deed, str, str], hand: str, units: UnitTree
) -> None:
    """Demand 62; whoever has the officer stand in who wrote or entered it does not help either."""
    role, deed, relation, cell = case
    tree, work = units_with_one_below(units), HANDS[hand]
    for unit in RELATIONS[relation]:
        officer = Person(BINH, roles=(Role(role, unit),))
        if deed == "read":
            assert may_read(officer, work, tree) == (cell != "-" or hand != "nobody's here")
            continue
        for confirmed in (None, INSTANT):
            entered = replace(work, confirmed_at=confirmed) if work.entered_by else work
            assert may_decide(officer, entered, tree) == (cell != "-" and hand == "nobody's here")
        deputy = Person(CHI, roles=(Role(role, unit, stands_for=BINH, stands_for_name="Bình"),))
        assert may_decide(deputy, work, tree) == (cell == "both" and hand == "nobody's here")


# Who may change answers, by state, for: the author; the author of what somebody entered; who entered it; anybody else.
EDITING: dict[str, tuple[Initiative, str]] = {
    "a draft": (replace(WORK, state="draft"), "edit"),
    "one that waits and nobody has opened": (WORK, "edit"),
    "one that waits and an officer has opened": (replace(WORK, opened_at=INSTANT, opened_by=CHI), ""),
    "a returned one": (replace(WORK, state="returned", opened_at=INSTANT, opened_by=CHI, told_at=INSTANT), "edit"),
    "a returned one of which nobody is told yet": (
        replace(WORK, state="returned", opened_at=INSTANT, opened_by=CHI),
        "",
    ),
    "a verified one": (replace(WORK, state="verified", told_at=INSTANT), ""),
    "a rejected one": (replace(WORK, state="rejected", told_at=INSTANT), ""),
    "a withdrawn one": (replace(WORK, state="withdrawn"), ""),
}


@pytest.mark.parametrize(("initiative", "editable"), rows(dict(EDITING)))
def test_an_initiative_is_changed_by_whoever_looks_after_it_until_an_officer_opens_it(
    initiative: Initiative, editable: str
) -> None:
    author, officer, stranger = Person(AN), Person(BINH), Person(STRANGER, roles=(Role("verifier", "DLK"),))
    entered = replace(initiative, entered_by=BINH)
    confirmed = replace(entered, confirmed_at=INSTANT)
    assert may_edit(author, initiative) == bool(editable)
    assert (may_edit(author, entered), may_edit(officer, entered)) == (False, bool(editable))
    assert (may_edit(author, confirmed), may_edit(officer, confirmed)) == (bool(editable), False)
    assert not any(may_edit(stranger, one) for one in (initiative, entered, confirmed))


def test_the_support_team_asks_for_no_figures_and_decides_nothing() -> None:
    supporter = Person(STRANGER, roles=(Role("supporter", "DLK"),))
    assert (quota_units(supporter), decides_for(supporter), units_for(supporter, "enter")) == ((), (), ("DLK",))


def test_a_role_for_a_unit_below_does_not_reach_up(units: UnitTree) -> None:
    above = replace(WORK, unit="DLK-01")
    for role in ROLES:
        officer = Person(BINH, roles=(Role(role, "DLK-01-017"),))
        assert not may_read(officer, above, units)
        assert not may_decide(officer, above, units)


def test_a_draft_belongs_to_its_author_alone(units: UnitTree) -> None:
    draft = replace(WORK, state="draft", unit=None, code=None)
    officer = Person(BINH, roles=tuple(Role(role, "DLK") for role in ROLES))
    assert not may_read(officer, draft, units)
    assert not may_decide(officer, draft, units)


def test_several_roles_add_up(units: UnitTree) -> None:
    officer = Person(BINH, roles=(Role("verifier", "DLK-02"), Role("staff", "DLK-01")))
    assert may_read(officer, WORK, units)
    assert not may_decide(officer, WORK, units)


def with_a_file(world: World) -> Initiative:
    """Let An hand in an initiative with a file."""
    until(world, AN, "evidence")
    world.does(AN, document())
    world.press(AN, "answer", "done")
    world.press(AN, "submit")
    return world.newest(AN)


@pytest.mark.parametrize(("number", "sent"), [("0", 1), ("1", 0), ("-1", 0), ("x", 0), ("", 0), ("²", 0)])
def test_an_officer_fetches_only_a_file_there_is(number: str, sent: int, world: World) -> None:
    initiative = with_a_file(world)
    reply = world.taps(BINH, f"file:{initiative.id}:{number}")
    assert len(reply.of(fx.SendFile)) == sent
    assert reply.answers == 1


@pytest.mark.parametrize("move", ["verify", "return", "reject"])
def test_an_officer_cannot_decide_on_what_they_wrote(move: str, world: World) -> None:
    initiative = hand_in(world, BINH)
    reply = world.taps(BINH, f"{move}:{initiative.id}:1")
    assert reply.of(fx.Refuse)
    assert world.initiatives[initiative.id].state == "pending"
    assert not world.cards(BINH)
    queue = world.commands(BINH, "queue")
    assert "Nothing waits" in world.reads(queue.screen.lines[0])


@pytest.mark.parametrize("role", ["staff", "administrator"])
def test_staff_of_the_very_unit_read_but_do_not_decide(role: RoleName, world: World) -> None:
    initiative = hand_in(world, AN)
    world.give_role(STRANGER, role, "DLK-01-017")
    shown = world.says(STRANGER, initiative.code or "").screen
    assert [button.action.verb for button in shown.buttons()] == ["history"]
    assert world.taps(STRANGER, f"verify:{initiative.id}:1").of(fx.Refuse)


def test_a_role_taken_away_counts_at_the_next_press(world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"return:{initiative.id}:1")
    world.people[BINH] = replace(world.people[BINH], roles=())
    world.says(BINH, "Chưa có chữ ký của thủ trưởng")
    assert world.initiatives[initiative.id].state == "pending"
    assert world.session(BINH).doing is None
