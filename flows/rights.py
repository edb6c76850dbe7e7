"""Who may do what, by role and relation to a unit; asked again at every press."""

from __future__ import annotations

from flows.draft import Initiative
from flows.facts import Person, RoleName
from flows.units import UnitTree


def has_role(person: Person, names: frozenset[RoleName], unit: str, units: UnitTree) -> bool:
    """Tell whether somebody has one of these roles for a unit or a unit above it."""
    return any(role.name in names and units.within(unit, role.unit) for role in person.roles)


def may_decide(person: Person, initiative: Initiative, units: UnitTree) -> bool:
    """Tell whether somebody verifies for the initiative's unit; nobody decides on their own work."""
    if initiative.unit is None or initiative.author == person.id:
        return False
    return has_role(person, frozenset({"verifier"}), initiative.unit, units)


def may_read(person: Person, initiative: Initiative, units: UnitTree) -> bool:
    """Tell whether somebody may see an initiative: its author, and officers of its unit and of those above."""
    if initiative.author == person.id:
        return True
    roles: frozenset[RoleName] = frozenset({"verifier", "staff", "administrator"})
    return initiative.unit is not None and has_role(person, roles, initiative.unit, units)


def may_read_content(reader: int, initiative: Initiative, verifiers: tuple[int, ...]) -> bool:
    """Tell whether somebody may read what a confidential initiative is about (demand 76): its author, its verifiers.

    `verifiers` are the officers of the unit that verifies it; officers and staff above see only that it exists.
    """
    return not initiative.confidential or reader == initiative.author or reader in verifiers


def quota_units(person: Person) -> tuple[str, ...]:
    """Return the units whose figures somebody may ask for, staff's first."""
    ranked = sorted(person.roles, key=lambda role: ("staff", "administrator", "verifier").index(role.name))
    return tuple(dict.fromkeys(role.unit for role in ranked))


def decides_for(person: Person) -> tuple[str, ...]:
    """Return the units somebody verifies for."""
    return tuple(dict.fromkeys(role.unit for role in person.roles if role.name == "verifier"))
