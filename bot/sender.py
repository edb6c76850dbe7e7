"""The outbox loop: per chat in order, answers before cards, limits obeyed, nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import structlog

from bot.channels.channel import Channel, Erase, LaterError, NeverError, Outgoing, PassFile, Post, Redraw
from bot.clock import Clock
from bot.event import Address
from bot.metrics import Metrics
from bot.talk import Talk
from flows.screen import Line
from storage import outbox
from storage.database import Database
from storage.outbox import Parcel

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
_AT_ONCE = 32
_LONGEST_WAIT = 300.0
_LOOK_AGAIN = 5.0


class Sender:
    """Sends what turns have stored; a process killed while sending sends it again."""

    def __init__(
        self, database: Database, channels: Mapping[str, Channel], talk: Talk, clock: Clock, metrics: Metrics
    ) -> None:
        """Take the channels to send on; `clock` is the machine's."""
        self._database, self._channels, self._talk = database, channels, talk
        self._clock, self._metrics = clock, metrics
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at the outbox now."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; what is under way then is finished first."""
        while not stop.is_set():
            self._woken.clear()
            if await self._round() == 0:
                await self._rest(stop)

    async def drain(self) -> None:
        """Send everything that is due now, then return."""
        while await self._round():
            pass

    async def _rest(self, stop: asyncio.Event) -> None:
        """Wait until woken, stopped, or something put off is due."""
        now = self._clock.now()
        due = await outbox.next_due(self._database, now)
        seconds = _LOOK_AGAIN if due is None else min(_LOOK_AGAIN, max(0.02, (due - now).total_seconds()))
        waiting = [asyncio.create_task(self._woken.wait()), asyncio.create_task(stop.wait())]
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()

    async def _round(self) -> int:
        parcels = await outbox.claim(self._database, self._clock.now(), LEASE, _AT_ONCE)
        await asyncio.gather(*(self._send(parcel) for parcel in parcels))
        return len(parcels)

    async def _send(self, parcel: Parcel) -> None:
        place = parcel.place
        channel = self._channels.get(place.channel)
        if channel is None:
            await self._later(parcel, "the channel is switched off", None)
            return

        def say(line: Line) -> str:
            return self._talk.say(line, parcel.language)

        try:
            message = await channel.deliver(Address(place.channel, place.bot, place.chat), _outgoing(parcel), say)
        except LaterError as later:
            await self._later(parcel, str(later), later.after)
        except NeverError as never:
            await outbox.give_up(self._database, parcel, str(never), unreachable=never.unreachable)
            self._metrics.sent.labels("dead").inc()
            log.warning("message_given_up", outbox=parcel.id, why=str(never), unreachable=never.unreachable)
        except Exception as error:
            log.exception("message_failed", outbox=parcel.id)
            await self._later(parcel, type(error).__name__, None)
        else:
            await outbox.sent(self._database, parcel, message)
            self._metrics.sent.labels("sent").inc()

    async def _later(self, parcel: Parcel, why: str, after: float | None) -> None:
        seconds = after if after is not None else min(_LONGEST_WAIT, 2.0 ** min(parcel.attempts, 9))
        await outbox.put_off(self._database, parcel, self._clock.now() + timedelta(seconds=seconds), why)
        self._metrics.sent.labels("put off").inc()
        log.info("message_put_off", outbox=parcel.id, why=why, seconds=seconds, attempts=parcel.attempts)


def _outgoing(parcel: Parcel) -> Outgoing:
    match parcel.kind:
        case "post":
            return Post(parcel.screen)
        case "redraw":
            return Redraw(parcel.message or "", parcel.screen)
        case "erase":
            return Erase(parcel.message or "")
        case "file":
            return PassFile(parcel.body["reference"], parcel.body["name"], parcel.body["kind"])
