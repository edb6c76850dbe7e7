"""Which officers are told for a unit now: those who verify for it, and in place of who is away, who stands in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Subquery, exists, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.delegations import in_force
from storage.tables import DelegationRow, RoleRow


def at_their_desks(now: datetime) -> Subquery:
    """Return person, unit and role of everybody to be told; whoever stands in has the units of who is away as well.

    A deputy who is away too is followed by their own; by way of how many, nobody has to say.
    """
    verifying = col(RoleRow.name) == "verifier", col(RoleRow.revoked_at).is_(None)
    person, deputy = col(DelegationRow.person_id), col(DelegationRow.to_id)
    first = select(person.label("absent"), deputy.label("deputy")).where(in_force(now)).cte("away", recursive=True)
    further = select(first.c.absent, deputy).join_from(first, DelegationRow, person == first.c.deputy)
    away = first.union(further.where(in_force(now)))
    later = aliased(away)
    here = select(col(RoleRow.person_id), col(RoleRow.unit), col(RoleRow.id)).where(
        *verifying, ~exists().where(away.c.absent == col(RoleRow.person_id))
    )
    standing_in = (
        select(away.c.deputy, col(RoleRow.unit), col(RoleRow.id))
        .join_from(away, RoleRow, col(RoleRow.person_id) == away.c.absent)
        .where(*verifying, ~exists().where(later.c.absent == away.c.deputy))
    )
    return union_all(here, standing_in).subquery("at_their_desks")
