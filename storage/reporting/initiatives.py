"""The initiatives a document names: chosen by code or unit, the typical ones of each group; never with a secret."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.consent import PUBLISH, VERSIONS
from flows.draft import Initiative
from storage.answers import load, without_secrets
from storage.cipher import Cipher
from storage.reporting.figures import column
from storage.reporting.scope import Scope
from storage.tables import ConsentRow, InitiativeRow

_NEEDED = tuple(
    col(getattr(InitiativeRow, name)) for name in ("id", "author", "programme", "code", "unit", "phase", "answers")
)


class UnknownCodesError(Exception):
    """Some codes belong to no verified initiative of the unit and phases."""

    def __init__(self, codes: Sequence[str]) -> None:
        """Keep the codes."""
        super().__init__(", ".join(codes))
        self.codes = tuple(codes)


async def chosen(session: AsyncSession, scope: Scope, codes: Sequence[str] = ()) -> tuple[int, ...]:
    """Return the ids of verified initiatives: of some codes in their order, else all by unit and time.

    Only ids, because there may be a hundred thousand. Raises UnknownCodesError.
    """
    ident, code = col(InitiativeRow.id), col(InitiativeRow.code)
    here = (scope.inside(scope.subtree()), col(InitiativeRow.state) == "verified")
    if not codes:
        order = (col(InitiativeRow.unit), col(InitiativeRow.submitted_at), ident)
        return tuple((await session.execute(select(ident).where(*here).order_by(*order))).scalars())
    found = {
        one: number for number, one in (await session.execute(select(ident, code).where(*here, code.in_(codes)))).all()
    }
    unknown = [one for one in codes if one not in found]
    if unknown:
        raise UnknownCodesError(unknown)
    return tuple(found[one] for one in dict.fromkeys(codes))


async def several(session: AsyncSession, ids: Sequence[int], cipher: Cipher) -> tuple[Initiative, ...]:
    """Return some initiatives in the order of their ids as given; identity numbers are not even decrypted."""
    rows = await session.execute(select(*_NEEDED).where(col(InitiativeRow.id).in_(ids)))
    found = {row.id: _read(row, cipher) for row in rows.all()}
    return tuple(found[one] for one in ids if one in found)


async def typical(
    session: AsyncSession, scope: Scope, question: str, most: int, cipher: Cipher
) -> Mapping[str, tuple[Initiative, ...]]:
    """Return for each choice of a question the verified initiatives of the highest benefit in money."""
    ident, benefit, choice = col(InitiativeRow.id), col(InitiativeRow.benefit), column(question).label("choice")
    given = (
        select(ident, benefit, choice)
        .where(scope.inside(scope.subtree()), col(InitiativeRow.state) == "verified", benefit.is_not(None))
        .subquery()
    )
    place = func.row_number().over(partition_by=given.c.choice, order_by=(given.c.benefit.desc(), given.c.id))
    ranked = select(given.c.id, given.c.choice, place.label("place")).subquery()
    best = select(ranked.c.choice, ranked.c.id).where(ranked.c.place <= most).order_by(ranked.c.choice, ranked.c.place)
    places = (await session.execute(best)).all()
    found = {one.id: one for one in await several(session, [row.id for row in places], cipher)}
    grouped: dict[str, tuple[Initiative, ...]] = {}
    for row in places:
        grouped[row.choice] = (*grouped.get(row.choice, ()), found[row.id])
    return grouped


async def may_be_named(session: AsyncSession, people: Collection[int]) -> frozenset[int]:
    """Return who of some people agreed, in the present words, to being named in praise."""
    agreed = await session.execute(
        select(col(ConsentRow.person_id)).where(
            col(ConsentRow.person_id).in_(people),
            col(ConsentRow.purpose) == PUBLISH,
            col(ConsentRow.text_version) == VERSIONS[PUBLISH],
            col(ConsentRow.given),
            col(ConsentRow.withdrawn_at).is_(None),
        )
    )
    return frozenset(agreed.scalars())


def _read(row: Row[Any], cipher: Cipher) -> Initiative:
    return Initiative(
        id=row.id,
        author=row.author,
        programme=row.programme,
        state="verified",
        answers=load(without_secrets(row.answers), cipher, row.id),
        code=row.code,
        unit=row.unit,
        phase=row.phase,
    )
