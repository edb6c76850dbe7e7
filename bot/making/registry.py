"""Which maker makes which kind, and from what state of the data, where that can be told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.making.excel import initiatives
from bot.making.making import Maker, Materials, Wish
from storage import listing


@dataclass(frozen=True, slots=True)
class Making:
    """How a kind is made.

    `fingerprint` is another as soon as the files would be; without one they are made anew every time. What `splits`
    can be made as several smaller files by the option `parts`.
    """

    make: Maker
    fingerprint: Callable[[AsyncSession, Materials, Wish], Awaitable[str]] | None = None
    splits: bool = False


async def _of_initiatives(session: AsyncSession, materials: Materials, wish: Wish) -> str:
    return await listing.fingerprint(session, await initiatives.parts_of(session, materials, wish))


INITIATIVES = Making(initiatives.make, _of_initiatives, splits=True)
