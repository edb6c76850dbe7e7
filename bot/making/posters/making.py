"""Makes the code and the poster of a unit, or of all units below it, as files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count
from pathlib import Path

from bot.event import Address
from bot.making.making import HowFar, Materials, Wish
from bot.making.posters.entrance import link, picture
from bot.making.posters.words import Poster, poster_of
from flows.units import Unit
from storage import support

BELOW = "below"
"""Option of a wish: “yes” for all units below as well."""


class EntranceMakers:
    """Makes posters and codes that lead to the bot they were ordered from, whose name may become known only later."""

    def __init__(self, username: Callable[[Address | None], str | None]) -> None:
        """Take what tells the name of a bot at its platform, by an address there."""
        self._username = username

    async def make_poster(self, materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
        """Make one file of posters, a page for each unit."""
        from bot.making.posters.page import write_pages  # noqa: PLC0415 - drawing takes a second to load

        posters = await _posters(materials, wish, self._known(wish))
        file = folder / f"poster-{wish.unit}.pdf"
        loop, drawn = asyncio.get_running_loop(), count(1)

        def tell() -> None:
            asyncio.run_coroutine_threadsafe(how_far(next(drawn), len(posters)), loop).result()

        await asyncio.to_thread(write_pages, file, posters, materials.say, tell)
        return (file,)

    async def make_code(self, materials: Materials, wish: Wish, folder: Path, how_far: HowFar) -> tuple[Path, ...]:
        """Make the code of each unit as a picture of its own."""
        units, username = _units(materials, wish), self._known(wish)
        files: list[Path] = []
        for unit in units:
            file = folder / f"{unit.code}.png"
            file.write_bytes(await asyncio.to_thread(picture, link(username, unit.code)))
            files.append(file)
            await how_far(len(files), len(units))
        return tuple(files)

    def _known(self, wish: Wish) -> str:
        username = self._username(wish.ordered_from)
        if username is None:
            raise LookupError("the bot's name is not known yet")
        return username


def _units(materials: Materials, wish: Wish) -> tuple[Unit, ...]:
    """Return the unit, and those below it where they are wished for."""
    unit = materials.units.get(wish.unit)
    if unit is None:
        raise LookupError(f"there is no unit {wish.unit}")
    if wish.options.get(BELOW) != "yes":
        return (unit,)
    return tuple(materials.units.below(unit.code))


async def _posters(materials: Materials, wish: Wish, username: str) -> list[Poster]:
    units = _units(materials, wish)
    async with materials.database.transaction() as session:
        named = await support.everybody(session)
    paths = {one.code: [above.code for above in materials.units.path(one.code)] for one in units}
    return [
        poster_of(
            one,
            materials.programmes,
            materials.units,
            next((named[code] for code in paths[one.code] if code in named), None),
            address=link(username, one.code),
            now=wish.at,
        )
        for one in units
    ]
