"""The access token that holds now: renewed early, by one process alone, and kept before it is first used."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.channel import LaterError
from bot.channels.zalo.oa.errors import MENDING, AwayError
from bot.channels.zalo.oa.oauth import OAuth, RefusedError
from bot.clock import Clock
from storage.cipher import UnreadableSecretError
from storage.database import ConflictError
from storage.zalo_grants import Grant, Pair, ZaloGrants

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=90)  # longer than a renewal can take, all its waits for the database included
ENDS_SOON = timedelta(days=14)
_EARLY = 0.8
_AGAIN = timedelta(seconds=15)
_PATIENCE = 25.0
_LOOK = 0.25
_KEEP_AGAIN = (0.1, 0.5, 2.0, 5.0)
_LOOK_AROUND = 3600.0


class Tokens:
    """Hands out the access token; of all who need a new one, in all processes, one gets it and the others wait."""

    def __init__(self, grants: ZaloGrants, oauth: OAuth, clock: Clock, given: str | None) -> None:
        """Keep tokens in `grants`; `clock` is the machine's, `given` the first refresh token of the settings."""
        self._grants, self._oauth, self._clock, self._given = grants, oauth, clock, given
        self._held: Pair | None = None
        self._unkept: tuple[Pair, str, Grant] | None = None
        self._renewing: asyncio.Task[Pair] | None = None

    async def access(self, refused: str | None = None) -> str:
        """Return an access token that holds, and not the one that Zalo has just `refused`; raises LaterError."""
        if self._held and self._held.access != refused and self._fresh(self._held):
            return self._held.access
        for _ in range(2):
            if self._renewing is None or self._renewing.done():
                self._renewing = asyncio.create_task(self._newest(refused))
                self._renewing.add_done_callback(_seen)
            # Whoever waits may be called off; the renewal goes on, or its answer and with it the token would be lost.
            pair = await asyncio.shield(self._renewing)
            if pair.access != refused:
                self._held = pair
                return pair.access
        raise LaterError("Zalo refuses the newest access token", after=MENDING)

    async def run(self, stop: asyncio.Event) -> None:
        """Renew in time even while nobody writes, and warn before the refresh token ends."""
        while not stop.is_set():
            try:
                await self.access()
            except LaterError as error:
                log.warning("zalo_without_token", why=str(error))
            if self._held and self._held.ends_at - self._clock.now() < ENDS_SOON:
                log.warning("zalo_permission_ends", at=self._held.ends_at.isoformat(timespec="minutes"))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_AROUND)

    async def close(self) -> None:
        """Wait for a renewal that is under way."""
        if self._renewing:
            await asyncio.wait({self._renewing})

    async def _newest(self, refused: str | None) -> Pair:
        try:
            return await self._shared(refused)
        except UnreadableSecretError:
            raise _unreadable() from None
        except (SQLAlchemyError, OSError, ConflictError) as error:
            raise LaterError(f"the tokens cannot be read: {type(error).__name__}") from None

    async def _shared(self, refused: str | None) -> Pair:
        """Return what some process has renewed, else renew it as the only one."""
        until = asyncio.get_running_loop().time() + _PATIENCE
        while True:
            if self._unkept and (kept := await self._keep(*self._unkept)):
                return kept
            grant = await self._grants.read()
            if grant.pair and grant.pair.access != refused and self._fresh(grant.pair):
                return grant.pair
            if self._candidates(grant):
                claimed = await self._grants.claim(self._clock.now(), LEASE)
                if claimed:
                    return await self._renewed(claimed, refused)
            if usable := self._usable(grant, refused):
                return usable
            if not self._candidates(grant):
                raise _consent(grant.refused)
            if asyncio.get_running_loop().time() > until:
                raise LaterError("the access token is being renewed", after=_AGAIN.total_seconds())
            await asyncio.sleep(_LOOK)

    async def _renewed(self, grant: Grant, refused: str | None) -> Pair:
        """Renew under the lease; what was read before it is not trusted."""
        if grant.pair and grant.pair.access != refused and self._fresh(grant.pair):
            await self._grants.release(grant.lease)
            return grant.pair
        given, why = grant.given, grant.refused
        for token in self._candidates(grant):
            given = _hash(token) if token == self._given else given
            try:
                pair = await self._oauth.refresh(token, self._clock.now())
            except RefusedError as error:
                why = f"error {error.code}" + (", after an answer that was lost" if grant.unsure else "")
            except AwayError as error:
                log.warning("zalo_not_renewed", why=str(error), unsure=error.unsure)
                await self._grants.put_off(self._clock.now() + _AGAIN, grant.lease, unsure=error.unsure)
                if usable := self._usable(grant, refused):
                    return usable
                raise LaterError(f"Zalo gives no token now: {error}", after=_AGAIN.total_seconds()) from None
            else:
                self._unkept = pair, given, grant
                return await self._kept()
        log.error("zalo_consent_needed", why=why, way_out="sangkien zalo connect")
        await self._grants.refuse(why, given, grant.lease)
        if usable := self._usable(grant, refused):
            return usable
        raise _consent(why)

    async def _kept(self) -> Pair:
        """Keep the new pair, on which everything hangs from now on; until it is, nobody uses it."""
        for seconds in (*_KEEP_AGAIN, None):
            if self._unkept is None:
                break
            try:
                if kept := await self._keep(*self._unkept):
                    return kept
                break
            except (SQLAlchemyError, OSError, ConflictError) as error:
                _report_not_kept(error)
                if seconds is None:
                    raise
                await asyncio.sleep(seconds)
        raise LaterError("somebody else renewed the access token", after=1)

    async def _keep(self, pair: Pair, given: str, spent: Grant) -> Pair | None:
        """Return the pair once it is kept, None where an administrator has put another in the place of the old one."""
        mine = await self._grants.keep(pair, given, spent)
        self._unkept = None
        if not mine:
            log.error("zalo_tokens_overtaken")
            return None
        log.info("zalo_tokens_renewed", until=pair.expires_at.isoformat(timespec="minutes"))
        return pair

    def _candidates(self, grant: Grant) -> tuple[str, ...]:
        """Return the refresh tokens that may still be good: the one kept, then another one of the settings."""
        kept = (grant.pair.refresh,) if grant.pair and not grant.refused else ()
        first = (self._given,) if self._given and _hash(self._given) != grant.given else ()
        return (*kept, *first)

    def _fresh(self, pair: Pair) -> bool:
        return self._clock.now() < pair.renewed_at + (pair.expires_at - pair.renewed_at) * _EARLY

    def _usable(self, grant: Grant, refused: str | None) -> Pair | None:
        """Return the pair that is kept where its access token still holds though it is to be renewed."""
        pair = grant.pair
        return pair if pair and pair.access != refused and self._clock.now() < pair.expires_at else None


def _consent(why: str) -> LaterError:
    said = f" ({why})" if why else ""
    return LaterError(f"an administrator must consent at Zalo again{said}", after=MENDING)


def _unreadable() -> LaterError:
    log.error("zalo_tokens_unreadable")
    return LaterError("no key given opens the tokens", after=MENDING)


def _report_not_kept(error: Exception) -> None:
    log.error("zalo_tokens_not_kept", error=type(error).__name__)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _seen(task: asyncio.Task[Pair]) -> None:
    """Look at how a renewal ended, for when everybody who waited for it was called off."""
    if not task.cancelled():
        task.exception()
