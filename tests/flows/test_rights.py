"""Rights are a table: role × action × relation to the unit, cell by cell; a forged button learns and does nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from flows import effects as fx
from flows.draft import Initiative
from flows.person import Person, Role, RoleName
from flows.programme import VIETNAM
from flows.rights import decides_for, enters_for, may_decide, may_edit, may_enter, may_read, quota_units
from flows.units import UnitTree
from tests.flows.driver import AN, BINH, CHI, STRANGER, World
from tests.flows.tables import rows
from tests.flows.walk import document, hand_in, until

WORK = Initiative(1, AN, "01-trieu-daklak", state="pending", version=1, code="SK-22-7F0001", unit="DLK-01-017")
INSTANT = datetime(2022, 3, 21, 9, 0, tzinfo=VIETNAM)
RELATIONS = {
    "own unit": "DLK-01-017",
    "the unit above": "DLK-01",
    "the province": "DLK",
    "a sibling": "DLK-01-021",
    "another upper union": "DLK-02",
    "another grassroots union": "DLK-02-004",
    "a unit that is gone": "GONE",
}
ABOVE = {"own unit", "the unit above", "the province"}
ROLES: tuple[RoleName, ...] = ("verifier", "staff", "administrator", "supporter")
MAY: dict[str, set[str]] = {
    "read": {"verifier", "staff", "administrator"},
    "decide": {"verifier"},
    "enter": {"verifier", "staff", "supporter"},
}


def expected(action: str, role: str, relation: str) -> bool:
    """Return the cell of the table: whoever is above may what their role may."""
    return relation in ABOVE and role in MAY[action]


@pytest.mark.parametrize("action", MAY)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("relation", RELATIONS)
def test_a_role_reaches_its_unit_and_what_is_below_it(
    action: str, role: RoleName, relation: str, units: UnitTree
) -> None:
    officer = Person(BINH, roles=(Role(role, RELATIONS[relation]),))
    allowed = {
        "read": may_read(officer, WORK, units),
        "decide": may_decide(officer, WORK, units),
        "enter": may_enter(officer, WORK.unit or "", units),
    }
    assert allowed[action] == expected(action, role, relation)


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_decides_on_their_own_work_but_everybody_reads_it(
    role: RoleName, relation: str, units: UnitTree
) -> None:
    author = Person(AN, roles=(Role(role, RELATIONS[relation]),))
    assert not may_decide(author, WORK, units)
    assert may_read(author, WORK, units)


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_decides_on_what_they_entered_but_everybody_reads_it(
    role: RoleName, relation: str, units: UnitTree
) -> None:
    """Demand 62."""
    officer = Person(BINH, roles=(Role(role, RELATIONS[relation]),))
    for confirmed in (None, INSTANT):
        entered = replace(WORK, entered_by=BINH, confirmed_at=confirmed)
        assert not may_decide(officer, entered, units)
        assert may_read(officer, entered, units)


# Who may change answers, by state, for: the author; the author of what somebody entered; who entered it; anybody else.
EDITING: dict[str, tuple[Initiative, str]] = {
    "a draft": (replace(WORK, state="draft"), "edit"),
    "one that waits and nobody has opened": (WORK, "edit"),
    "one that waits and an officer has opened": (replace(WORK, opened_at=INSTANT, opened_by=CHI), ""),
    "a returned one": (replace(WORK, state="returned", opened_at=INSTANT, opened_by=CHI), "edit"),
    "a verified one": (replace(WORK, state="verified"), ""),
    "a rejected one": (replace(WORK, state="rejected"), ""),
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
    assert (quota_units(supporter), decides_for(supporter), enters_for(supporter)) == ((), (), ("DLK",))


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


FORGED = {
    "verifying": "verify:{id}:1",
    "returning": "return:{id}:1",
    "rejecting": "reject:{id}:1",
    "returning with a prepared reason": "reason:{id}:1:return:0",
    "rejecting with a prepared reason": "reason:{id}:1:reject:0",
    "opening the card": "card:{id}",
    "fetching a file": "file:{id}:0",
    "looking at one": "one:{id}",
    "asking to withdraw": "withdraw:{id}:1",
    "withdrawing": "withdraw-yes:{id}:1",
    "opening it as a draft": "draft:{id}",
    "putting it aside": "put-aside:{id}",
    "deleting it": "discard:{id}:10",
    "confirming it as one's own": "confirm:{id}",
    "denying it": "deny:{id}",
    "reopening its confirmation": "reopen:{id}",
    "figures of the province": "quota:DLK:gd1",
    "figures of a unit": "quota:DLK-01-017:gd1:all:0",
}
RECORDED = {name for name in FORGED if name not in ("putting it aside", "opening it as a draft", "deleting it")} - {
    "asking to withdraw",
    "withdrawing",
}
OFFICER_OF = {"nobody": None, "a sibling": "DLK-01-021", "another upper union": "DLK-02", "a unit that is gone": "GONE"}


@pytest.mark.parametrize("unit", rows(dict(OFFICER_OF)))
@pytest.mark.parametrize("act", FORGED)
def test_a_forged_button_of_somebody_without_the_right_does_and_tells_nothing(
    act: str, unit: str | None, world: World
) -> None:
    initiative = with_a_file(world)
    if unit:
        world.give_role(STRANGER, "verifier", unit)
    before = world.stored()
    reply = world.taps(STRANGER, FORGED[act].format(id=initiative.id))
    assert world.stored() == before
    assert reply.answers == 1
    assert not reply.of(fx.SendFile)
    assert world.session(STRANGER).doing is None
    told = everything(reply.turn.effects, world)
    for secret in ("Trần", "0900", "1234", "Cải tiến", str(initiative.code), "Cà phê", "QD-15", str(initiative.id)):
        assert secret not in told
    assert bool(reply.of(fx.Refuse)) == (act in RECORDED)


def everything(effects: tuple[fx.Effect, ...], world: World) -> str:
    """Return all that a person would see of some effects."""
    seen: list[str] = []
    for effect in effects:
        if isinstance(effect, fx.Acknowledge):
            seen.append(world.reads(effect.msg))
        if isinstance(effect, fx.Show):
            screen = effect.screen
            seen += [world.reads(line) for line in (*screen.lines, screen.title or "", screen.problem or "")]
            seen += [f"{world.reads(button.label)} {button.action.token}" for button in screen.buttons()]
    return "\n".join(seen)


@pytest.mark.parametrize("act", [name for name in FORGED if "figures" not in name])
def test_an_initiative_of_somebody_else_looks_exactly_like_none(act: str, world: World) -> None:
    initiative = with_a_file(world)
    real = world.taps(STRANGER, FORGED[act].format(id=initiative.id))
    world.says(STRANGER, "ờ")
    none = world.taps(STRANGER, FORGED[act].format(id=initiative.id - 500_000))
    assert everything(real.turn.effects, world) == everything(none.turn.effects, world)


@pytest.mark.parametrize(("number", "sent"), [("0", 1), ("1", 0), ("-1", 0), ("x", 0), ("", 0), ("²", 0)])
def test_an_officer_fetches_only_a_file_there_is(number: str, sent: int, world: World) -> None:
    initiative = with_a_file(world)
    reply = world.taps(BINH, f"file:{initiative.id}:{number}")
    assert len(reply.of(fx.SendFile)) == sent
    assert reply.answers == 1


def test_a_code_of_somebody_elses_initiative_looks_exactly_like_none(world: World) -> None:
    code = hand_in(world, AN).code or ""
    assert world.says(STRANGER, code).screens == world.says(STRANGER, "SK-22-AAAAAA").screens


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
