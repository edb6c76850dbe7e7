"""Who may do what, by role and relation to a unit; asked again at every press."""

from __future__ import annotations

from dataclasses import replace

from flows.draft import Initiative
from flows.person import Person, Role, RoleName
from flows.units import UnitTree

_ENTERING: frozenset[RoleName] = frozenset({"verifier", "staff", "supporter"})


def has_role(person: Person, names: frozenset[RoleName], unit: str, units: UnitTree) -> bool:
    """Tell whether somebody has one of these roles for a unit or a unit above it."""
    return any(role.name in names and units.within(unit, role.unit) for role in person.roles)


def acting(person: Person, units: UnitTree) -> Person:
    """Return somebody with their roles for the units there are today: whatever their unit was merged into (demand 72).

    A unit that was closed for good gives no rights any more.
    """
    roles = (Role(role.name, unit.code) for role in person.roles if (unit := units.get(role.unit)))
    return replace(person, roles=tuple(dict.fromkeys(roles)))


def may_decide(person: Person, initiative: Initiative, units: UnitTree) -> bool:
    """Tell whether somebody verifies for the initiative's unit; nobody decides on what they wrote or entered."""
    if initiative.unit is None or has_hand_in(person, initiative):
        return False
    return has_role(person, frozenset({"verifier"}), initiative.unit, units)


def may_read(person: Person, initiative: Initiative, units: UnitTree) -> bool:
    """Tell whether somebody may see an initiative: who wrote or entered it, officers of its unit and of those above."""
    if has_hand_in(person, initiative):
        return True
    roles: frozenset[RoleName] = frozenset({"verifier", "staff", "administrator"})
    return initiative.unit is not None and has_role(person, roles, initiative.unit, units)


def has_hand_in(person: Person, initiative: Initiative) -> bool:
    """Tell whether somebody wrote an initiative or entered it on behalf of its author."""
    return person.id in (initiative.author, initiative.entered_by)


def may_edit(person: Person, initiative: Initiative) -> bool:
    """Tell whether somebody may change answers: before handing in, when returned, and until an officer opens it."""
    if person.id != initiative.editor:
        return False
    return initiative.state in ("draft", "returned") or (initiative.state == "pending" and initiative.opened_at is None)


def may_enter(person: Person, unit: str, units: UnitTree) -> bool:
    """Tell whether somebody may enter initiatives on behalf of the workers of a unit."""
    return has_role(person, _ENTERING, unit, units)


def enters_for(person: Person) -> tuple[str, ...]:
    """Return the units for whose workers somebody may enter initiatives."""
    return tuple(dict.fromkeys(role.unit for role in person.roles if role.name in _ENTERING))


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
    ranked = sorted((role for role in person.roles if role.name in ranking), key=lambda role: ranking.index(role.name))
    return tuple(dict.fromkeys(role.unit for role in ranked))


def decides_for(person: Person) -> tuple[str, ...]:
    """Return the units somebody verifies for."""
    return tuple(dict.fromkeys(role.unit for role in person.roles if role.name == "verifier"))
