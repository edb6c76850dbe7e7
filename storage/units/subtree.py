"""Everything below some units, as a part of a query: it grows with the subtree, never with a list of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import CTE, String, case, cast, literal, null, select, union_all

from storage.units.rows import UNIT
from storage.units.trees import on


def below(tops: Sequence[str], day: date, name: str = "below") -> CTE:
    """Return the codes of some units and of everything below them on a day, with what stands for which below.

    `child` is the unit directly below the top that a code lies under, NULL for the top itself. A unit that does not
    exist on the day lies where its stand-in does, so that what was handed in for it is counted there, once. Several in
    one query need different names.
    """
    given = [select(literal(top, String).label("code"), cast(null(), String).label("child")) for top in tops]
    start = union_all(*given).subquery()
    found = select(start.c.code, start.c.child).cte(name, recursive=True)
    child = case(
        (found.c.child.is_not(None), found.c.child),
        (UNIT.c.presence == "there", UNIT.c.code),
        else_=null(),
    )
    deeper = (
        select(UNIT.c.code, child)
        .join_from(found, UNIT, UNIT.c.parent == found.c.code)
        .where(on(day), UNIT.c.code.not_in(tops))
    )
    return found.union(deeper)
