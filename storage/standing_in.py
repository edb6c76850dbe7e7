"""Tells officers, once, that a delegation has begun or is over, and how many initiatives wait (demands 57, 58)."""

from __future__ import annotations

from typing import cast

from flows.backlog import Queue
from flows.desk import news
from flows.needs import Waiting
from flows.rights import acting, desks_of
from flows.screen import Screen
from flows.sieve import View
from storage import delegations, facts, notices, people
from storage.cipher import Cipher
from storage.initiatives import Initiatives
from storage.routing import Round
from storage.routing import tell as tell_one


async def tell(this: Round, cipher: Cipher) -> int:
    """Tell both officers of each delegation that has begun or ended by itself; return how many messages that were.

    Of one that began and ended while nobody could be told, only the end is told.
    """
    told = 0
    for one in await delegations.begun_untold(this.session, this.now):
        count = await _waiting(this, cipher, one.person, reader=one.to)
        event = delegations.begun(one.id)
        told += await _tell(this, one.to, event, news.begun(one, count))
        told += await _tell(this, one.person, event, news.away(one, count))
    for one in await delegations.over_untold(this.session, this.now):
        count = await _waiting(this, cipher, one.person, reader=one.person)
        event = delegations.over(one.id)
        told += await _tell(this, one.to, event, news.over(one, count))
        told += await _tell(this, one.person, event, news.back_again(one, count))
    return told


async def _tell(this: Round, person: int, event: str, screen: Screen) -> bool:
    noted = await notices.once(this.session, person, "", event, this.now)
    return noted and await tell_one(this, person, screen)


async def _waiting(this: Round, cipher: Cipher, officer: int, *, reader: int) -> int:
    """Return how many wait for an officer, that for whom they stand in included, as a reader would find them."""
    person = acting(await people.by_id(this.session, officer, this.now), this.units)
    need = Waiting(View(tuple(desk.nor(reader) for desk in desks_of(person))))
    found = await facts.load(need, this.session, Initiatives(this.session, cipher), this.units, this.now)
    return cast("Queue", found).count
