"""The outbox loop: per chat in order, answers before cards, limits obeyed, nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.channel import Channel, Erase, LaterError, NeverError, Outgoing, PassFile, Post, Redraw, SendText
from bot.clock import Clock
from bot.event import Address
from bot.logs import place_of
from bot.metrics import Metrics
from bot.talk import Talk
from flows.screen import Line, Screen
from storage import outbox
from storage.cipher import Cipher
from storage.database import Database
from storage.outbox import Parcel

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
_LONGEST_SENDING = 45.0  # within the lease, or another process would send the same thing meanwhile
_LONGEST_PARTING = 8.0  # whoever stops us with SIGTERM sends SIGKILL after ten seconds or more
_STORE_AGAIN = (0.1, 0.5, 2.0, 5.0)
_AT_ONCE = 32
_LONGEST_WAIT = 300.0
_LOOK_AGAIN = 5.0


class Sender:
    """Sends what turns have stored; a process killed while sending sends it again."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        talk: Talk,
        clock: Clock,
        metrics: Metrics,
        *,
        cipher: Cipher,
    ) -> None:
        """Take the channels to send on; `clock` is the machine's, `cipher` opens documents that wait encrypted."""
        self._database, self._channels, self._talk = database, channels, talk
        self._clock, self._metrics, self._cipher = clock, metrics, cipher
        self._woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Look at the outbox now."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; what is under way then is finished first, if it does not take too long.

        One slow chat holds nobody else back, and a database that is away for a while is waited for.
        """
        while not stop.is_set():
            self._woken.clear()
            try:
                resting = 0.0 if await self._begin() else await self._idle_seconds()
            except (SQLAlchemyError, OSError) as error:
                log.warning("outbox_not_reached", error=type(error).__name__)
                resting = _LOOK_AGAIN
            if resting:
                await self._rest(stop, resting)
        await self._part()

    async def drain(self) -> None:
        """Send everything that is due now, then return."""
        while await self._begin():
            await asyncio.gather(*self._under_way)

    async def _begin(self) -> bool:
        """Begin to send what may be sent now; False if there was nothing or no room for more."""
        room = _AT_ONCE - len(self._under_way)
        parcels = await outbox.claim(self._database, self._clock.now(), LEASE, room) if room else ()
        for parcel in parcels:
            sending = asyncio.create_task(self._send(parcel))
            self._under_way.add(sending)
            sending.add_done_callback(self._ended)
        return bool(parcels)

    def _ended(self, sending: asyncio.Task[None]) -> None:
        self._under_way.discard(sending)
        self.wake()

    async def _idle_seconds(self) -> float:
        """Return how long nothing can be begun unless somebody wakes us."""
        if len(self._under_way) == _AT_ONCE:
            return _LOOK_AGAIN
        now = self._clock.now()
        due = await outbox.next_due(self._database, now)
        return _LOOK_AGAIN if due is None else min(_LOOK_AGAIN, max(0.02, (due - now).total_seconds()))

    async def _rest(self, stop: asyncio.Event, seconds: float) -> None:
        """Wait until woken, stopped, or the time is over."""
        waiting = [asyncio.create_task(self._woken.wait()), asyncio.create_task(stop.wait())]
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()

    async def _part(self) -> None:
        """Let what is under way finish; what does not is sent again at the next start."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_LONGEST_PARTING)
            for sending in late:
                sending.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _send(self, parcel: Parcel) -> None:
        """Send one thing and store what became of it; a database that is away for a moment is tried again."""
        store = await self._deliver(parcel)
        for seconds in _STORE_AGAIN:
            try:
                return await store()
            except (SQLAlchemyError, OSError) as error:
                log.warning("outcome_not_stored", outbox=parcel.id, error=type(error).__name__)
            await asyncio.sleep(seconds)
        return None

    async def _deliver(self, parcel: Parcel) -> Callable[[], Awaitable[None]]:
        """Try to send one thing; return what writes down how it went."""
        place = parcel.place
        channel = self._channels.get(place.channel)
        if channel is None:
            return partial(self._later, parcel, "the channel is switched off", None)

        def say(line: Line) -> str:
            return self._talk.say(line, parcel.language)

        try:
            async with asyncio.timeout(_LONGEST_SENDING):
                outgoing = _outgoing(parcel, self._cipher, pops_up=channel.capabilities.pops_up)
                message = await channel.deliver(Address(place.channel, place.bot, place.chat), outgoing, say)
        except LaterError as error:
            return partial(self._later, parcel, str(error), error.after)
        except NeverError as error:
            return partial(self._never, parcel, str(error), unreachable=error.unreachable)
        except Exception as error:  # noqa: BLE001 - whatever it is, the message waits and is tried again
            log.warning("message_failed", outbox=parcel.id, error=type(error).__name__, at=place_of(error))
            return partial(self._later, parcel, type(error).__name__, None)
        return partial(self._sent, parcel, message)

    async def _sent(self, parcel: Parcel, message: str | None) -> None:
        await outbox.sent(self._database, parcel, message)
        self._metrics.sent.labels("sent").inc()

    async def _never(self, parcel: Parcel, why: str, *, unreachable: bool) -> None:
        await outbox.give_up(self._database, parcel, why, unreachable=unreachable)
        self._metrics.sent.labels("dead").inc()
        log.warning("message_given_up", outbox=parcel.id, why=why, unreachable=unreachable)

    async def _later(self, parcel: Parcel, why: str, after: float | None) -> None:
        seconds = after if after is not None else min(_LONGEST_WAIT, 2.0 ** min(parcel.attempts, 9))
        await outbox.put_off(self._database, parcel, self._clock.now() + timedelta(seconds=seconds), why)
        self._metrics.sent.labels("put off").inc()
        log.info("message_put_off", outbox=parcel.id, why=why, seconds=seconds, attempts=parcel.attempts)


def _outgoing(parcel: Parcel, cipher: Cipher, *, pops_up: bool) -> Outgoing:
    match parcel.kind:
        case "post":
            return Post(_fitted(parcel, pops_up=pops_up))
        case "redraw":
            return Redraw(parcel.message or "", _fitted(parcel, pops_up=pops_up))
        case "erase":
            return Erase(parcel.message or "")
        case "file":
            return PassFile(parcel.body["reference"], parcel.body["name"], parcel.body["kind"])
        case "document":
            document = parcel.document(cipher)
            return SendText(document.name, document.text)


def _fitted(parcel: Parcel, *, pops_up: bool) -> Screen:
    return parcel.screen if pops_up else parcel.screen.without_pop_ups()
