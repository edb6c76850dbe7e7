"""Whoever speaks or is spoken to, and what they are for the units of the union."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

RoleName = Literal["verifier", "staff", "administrator", "supporter", "registrar"]


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is for a unit and everything below it; `stands_for*` is the officer who has them stand in."""

    name: RoleName
    unit: str
    stands_for: int | None = None
    stands_for_name: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever is speaking; `consents` are the purposes whose present text they agreed to and did not take back.

    `came_back` tells that nothing could be delivered to them where they wrote now, `account` which of theirs that is.
    """

    id: int
    language: str = "vi"
    name: str = ""
    roles: tuple[Role, ...] = ()
    consents: frozenset[str] = frozenset()
    came_back: bool = False
    account: int = field(default=0, compare=False)

    @property
    def own_roles(self) -> tuple[Role, ...]:
        """Return the roles that are theirs, without those of officers for whom they stand in."""
        return tuple(role for role in self.roles if role.stands_for is None)
