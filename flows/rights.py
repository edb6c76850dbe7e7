"""Who may do what: one table of role, deed and relation to a unit, and the one function that reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from flows.draft import Initiative
from flows.person import Person, Role, RoleName
from flows.sieve import Desks
from flows.units import UnitTree

Deed = Literal[
    "read",
    "decide",
    "reopen",
    "trace",
    "oversee",
    "enter",
    "count",
    "push",
    "nudge",
    "export",
    "identities",
    "nominate",
    "tick",
]
Relation = Literal["same", "below"]
_HERE: frozenset[Relation] = frozenset({"same", "below"})
_OWN: frozenset[Relation] = frozenset({"same"})
_BELOW: frozenset[Relation] = frozenset({"below"})
# What is not in here nobody may do. To push is to remind officers and to announce, to nudge to remind of drafts.
# “Below” is a unit anywhere under the one the role is for.
RIGHTS: Mapping[RoleName, Mapping[Deed, frozenset[Relation]]] = {
    "verifier": {
        "read": _HERE,
        "decide": _HERE,
        "reopen": _BELOW,
        "trace": _HERE,
        "oversee": _HERE,
        "enter": _HERE,
        "count": _HERE,
        "nudge": _HERE,
        "export": _HERE,
        "nominate": _OWN,
    },
    "staff": {
        "read": _HERE,
        "trace": _HERE,
        "oversee": _HERE,
        "enter": _HERE,
        "count": _HERE,
        "push": _HERE,
        "nudge": _HERE,
        "export": _HERE,
        "nominate": _OWN,
        "tick": _HERE,
    },
    "administrator": {
        "read": _HERE,
        "trace": _HERE,
        "oversee": _HERE,
        "count": _HERE,
        "push": _HERE,
        "nudge": _HERE,
        "export": _HERE,
    },
    "supporter": {"enter": _HERE},
    # Given beside another role, never instead of one: it alone opens nothing.
    "registrar": {"identities": _HERE},
}
# A deputy decides; for everything else they are only what they are themselves.
_BY_A_DEPUTY: frozenset[Deed] = frozenset({"read", "decide", "trace"})


def granted(person: Person, deed: Deed, unit: str | None, units: UnitTree) -> Role | None:
    """Return the role by which somebody may do something in a unit, None where none allows it.

    One of their own goes before one they hold for somebody who is away, a nearer unit before one further up.
    """
    if unit is None:
        return None
    path = [one.code for one in units.path(unit)]
    fitting = [role for role in person.roles if _allows(role, deed, path)]
    return min(fitting, key=lambda role: (role.stands_for is not None, path.index(role.unit)), default=None)


def _allows(role: Role, deed: Deed, path: list[str]) -> bool:
    if role.unit not in path or (role.stands_for is not None and deed not in _BY_A_DEPUTY):
        return False
    relation: Relation = "same" if role.unit == path[0] else "below"
    return relation in RIGHTS[role.name].get(deed, frozenset())


def acting(person: Person, units: UnitTree) -> Person:
    """Return somebody with their roles for the units there are today: whatever their unit was merged into (demand 72).

    A unit that was closed for good gives no rights any more.
    """
    roles = (replace(role, unit=unit.code) for role in person.roles if (unit := units.get(role.unit)))
    return replace(person, roles=tuple(dict.fromkeys(roles)))


def deciding_role(person: Person, initiative: Initiative, units: UnitTree) -> Role | None:
    """Return the role by which somebody may decide on an initiative, None where none allows it.

    Nobody decides on what they wrote or entered, and nobody stands in there for who did (demand 62).
    """
    if has_hand_in(person, initiative):
        return None
    theirs = (initiative.author, initiative.entered_by)
    roles = tuple(role for role in person.roles if role.stands_for is None or role.stands_for not in theirs)
    return granted(replace(person, roles=roles), "decide", initiative.unit, units)


def may_decide(person: Person, initiative: Initiative, units: UnitTree) -> bool:
    """Tell whether somebody verifies for the initiative's unit and has no hand in it."""
    return deciding_role(person, initiative, units) is not None


def reopening_role(person: Person, initiative: Initiative, units: UnitTree) -> Role | None:
    """Return the role by which somebody may have a decision looked at again: at a unit above the one that decided."""
    if has_hand_in(person, initiative):
        return None
    return granted(person, "reopen", initiative.decided_as or initiative.desk or initiative.unit, units)


def may_read(person: Person, initiative: Initiative, units: UnitTree) -> bool:
    """Tell whether somebody may see an initiative: who wrote or entered it, officers of its unit and of those above."""
    return has_hand_in(person, initiative) or granted(person, "read", initiative.unit, units) is not None


def has_hand_in(person: Person, initiative: Initiative) -> bool:
    """Tell whether somebody wrote an initiative or entered it on behalf of its author."""
    return person.id in (initiative.author, initiative.entered_by)


def may_edit(person: Person, initiative: Initiative) -> bool:
    """Tell whether somebody may change answers: before handing in, when returned, and until an officer opens it."""
    if person.id != initiative.editor:
        return False
    known = initiative.as_known()
    return known.state in ("draft", "returned") or (known.state == "pending" and known.opened_at is None)


def may_read_content(reader: int, initiative: Initiative, verifiers: tuple[int, ...]) -> bool:
    """Tell whether somebody may read what a confidential initiative is about (demand 76).

    That is who wrote or entered it, and `verifiers`, the officers of the unit that verifies it; officers and staff
    above see only that it exists.
    """
    wrote = reader in (initiative.author, initiative.entered_by)
    return not initiative.confidential or wrote or reader in verifiers


def quota_units(person: Person) -> tuple[str, ...]:
    """Return the units whose figures somebody may ask for, staff's first."""
    ranking = ("staff", "administrator", "verifier")
    roles = sorted(person.roles, key=lambda role: ranking.index(role.name) if role.name in ranking else len(ranking))
    return units_for(replace(person, roles=tuple(roles)), "count")


def decides_for(person: Person) -> tuple[str, ...]:
    """Return the units somebody verifies for, those of whom they stand in for included."""
    return units_for(person, "decide")


def desks_of(person: Person) -> tuple[Desks, ...]:
    """Return the desks at which somebody decides, each without what its officer wrote or entered."""
    verifies = [role for role in person.roles if "decide" in RIGHTS[role.name]]
    own = tuple(dict.fromkeys(role.unit for role in verifies if role.stands_for is None))
    stood = dict.fromkeys((role.unit, role.stands_for) for role in verifies if role.stands_for is not None)
    others = (Desks((unit,), (person.id, officer)) for unit, officer in stood if unit not in own)
    return (*((Desks(own, (person.id,)),) if own else ()), *others)


def units_for(person: Person, deed: Deed) -> tuple[str, ...]:
    """Return the units for which somebody has a role that allows something."""
    allowed = (
        role for role in person.roles if deed in RIGHTS[role.name] and (role.stands_for is None or deed in _BY_A_DEPUTY)
    )
    return tuple(dict.fromkeys(role.unit for role in allowed))
