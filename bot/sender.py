"""The outbox loop: per chat in order, answers before cards, limits obeyed, nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.channel import (
    Capabilities,
    Channel,
    Erase,
    LaterError,
    NeverError,
    Outgoing,
    PassFile,
    Post,
    Redraw,
    Say,
    SendText,
    UploadFile,
)
from bot.clock import Clock
from bot.event import Address
from bot.leasing import LeaseLoop, Work
from bot.logs import place_of
from bot.metrics import Metrics
from bot.pace import Pace
from bot.pictures.painter import Painter
from bot.talk import Talk
from flows.screen import Line
from storage import delivery, leases, letters
from storage.cipher import Cipher
from storage.database import Database
from storage.objects import Objects, ObjectsAwayError
from storage.outbox import BROADCAST, Parcel

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
_LONGEST_SENDING = 45.0  # within the lease, or another process would send the same thing meanwhile
_LONGEST_UPLOADING = 240.0  # of what was made here, which may be large; the lease is held for as long
_STORE_AGAIN = (0.1, 0.5, 2.0, 5.0)
_AT_ONCE = 32
_BROADCASTS_AT_ONCE = 16
_BROADCASTS_A_SECOND = 20  # of the 30 that a bot may send, so that a third is always left to answers
_HELD_BACK = timedelta(milliseconds=50)
_LONGEST_WAIT = 300.0


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
        objects: Objects | None = None,
        made: Objects | None = None,
    ) -> None:
        """Take the channels to send on.

        `clock` is the machine's, `cipher` opens documents that wait encrypted, `objects` holds the contents of
        files people sent, `made` those of files made here.
        """
        self._database, self._channels, self._talk = database, channels, talk
        self._clock, self._metrics, self._cipher, self._objects = clock, metrics, cipher, objects
        self._broadcasting, self._pace = 0, Pace(_BROADCASTS_A_SECOND, clock.now())
        self._painter = Painter()
        self._made = made
        self._loop = LeaseLoop(Work("outbox", _AT_ONCE, self._claim, self._send, self._next_due, clock.now))
        self.wake, self.run, self.drain = self._loop.wake, self._loop.run, self._loop.drain

    async def _claim(self, room: int) -> Sequence[Parcel]:
        """Lease what may be sent; broadcasts never fill all the room there is, nor all that the platform takes."""
        now = self._clock.now()
        allowed = min(_BROADCASTS_AT_ONCE - self._broadcasting, self._pace.room(now))
        parcels = await leases.claim(self._database, now, LEASE, room, broadcasts=allowed)
        broadcasts = sum(parcel.lane == BROADCAST for parcel in parcels)
        self._broadcasting += broadcasts
        self._pace.take(broadcasts)
        return parcels

    async def _next_due(self) -> datetime | None:
        """Return when to look again; while broadcasts are held back that is soon, whatever else is due."""
        now = self._clock.now()
        if not self._pace.room(now):
            return now + _HELD_BACK
        return await leases.next_due(self._database, now)

    async def _send(self, parcel: Parcel) -> None:
        try:
            await self._send_and_store(parcel)
        finally:
            self._broadcasting -= parcel.lane == BROADCAST

    async def _send_and_store(self, parcel: Parcel) -> None:
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
            return partial(self._switched_off, parcel)
        if parcel.kind in ("redraw", "erase") and not channel.capabilities.edits:
            return partial(self._sent, parcel, None)

        def say(line: Line) -> str:
            return self._talk.say(line, parcel.language)

        try:
            longest = _LONGEST_SENDING
            if parcel.body.get("made"):
                longest = _LONGEST_UPLOADING
                await leases.hold(self._database, parcel, self._clock.now() + 2 * timedelta(seconds=longest))
            async with asyncio.timeout(longest):
                message = await self._delivered(channel, parcel, say)
        except ObjectsAwayError as error:
            return partial(self._later, parcel, str(error), None)
        except LaterError as error:
            return partial(self._later, parcel, str(error), error.after)
        except NeverError as error:
            return partial(self._never, parcel, str(error), unreachable=error.unreachable)
        except Exception as error:  # noqa: BLE001 - whatever it is, the message waits and is tried again
            log.warning("message_failed", outbox=parcel.id, error=type(error).__name__, at=place_of(error))
            return partial(self._later, parcel, type(error).__name__, None)
        return partial(self._sent, parcel, message)

    async def _delivered(self, channel: Channel, parcel: Parcel, say: Say) -> str | None:
        """Deliver one thing; a file whose reference the platform does not know (any more) is sent with its content."""
        place, body = parcel.place, parcel.body
        address = Address(place.channel, place.bot, place.chat)
        outgoing = _outgoing(parcel, self._cipher, channel.capabilities)
        if isinstance(outgoing, Post):
            outgoing = await self._dressed(channel.capabilities, parcel, outgoing, say)
        if body.get("made"):
            content = await self._made.get(body["sha256"]) if self._made else None
            if content is None:
                raise NeverError("its time is over")
            return await channel.deliver(address, UploadFile(content, body["name"], body["kind"]), say)
        if parcel.kind != "file" or not self._objects or not body.get("sha256"):
            return await channel.deliver(address, outgoing, say)
        if body["channel"] == place.channel:
            try:
                return await channel.deliver(address, outgoing, say)
            except NeverError as error:
                if error.unreachable:
                    raise
                log.info("file_reference_refused", outbox=parcel.id, why=str(error))
        content = await self._objects.get(body["sha256"])
        if content is None:
            raise NeverError("neither the platform nor the store has this file")
        return await channel.deliver(address, UploadFile(content, body["name"], body["kind"]), say)

    async def _dressed(self, can: Capabilities, parcel: Parcel, post: Post, say: Say) -> Post:
        """Return a message with its picture, and with what tells its choices from those of another one."""
        if post.screen.chart and can.pictures:
            post = replace(post, picture=await self._painter.paint(post.screen.chart, say))
        if not can.numbered:
            return post
        asks = parcel.body.get("asks") or not post.screen.rows
        return replace(post, letter="" if asks else await letters.give(self._database, parcel), nonce=_nonce(parcel))

    async def _sent(self, parcel: Parcel, message: str | None) -> None:
        await leases.sent(self._database, parcel, message)
        self._metrics.sent.labels("sent").inc()

    async def _never(self, parcel: Parcel, why: str, *, unreachable: bool) -> None:
        await delivery.give_up(self._database, parcel, why, unreachable=unreachable)
        self._metrics.sent.labels("dead").inc()
        log.warning("message_given_up", outbox=parcel.id, why=why, unreachable=unreachable)

    async def _switched_off(self, parcel: Parcel) -> None:
        """Have the person told on another channel, else wait until this one is there again."""
        if await delivery.leave(self._database, parcel, self._channels):
            self.wake()
        else:
            await self._later(parcel, "the channel is switched off", None)

    async def _later(self, parcel: Parcel, why: str, after: float | None) -> None:
        seconds = after if after is not None else min(_LONGEST_WAIT, 2.0 ** min(parcel.attempts, 9))
        await leases.put_off(self._database, parcel, self._clock.now() + timedelta(seconds=seconds), why)
        self._metrics.sent.labels("put off").inc()
        log.info("message_put_off", outbox=parcel.id, why=why, seconds=seconds, attempts=parcel.attempts)


def _outgoing(parcel: Parcel, cipher: Cipher, can: Capabilities) -> Outgoing:
    match parcel.kind:
        case "post":
            return Post(can.fitted(parcel.screen))
        case "redraw":
            return Redraw(parcel.message or "", can.fitted(parcel.screen))
        case "erase":
            return Erase(parcel.message or "")
        case "file":
            return PassFile(parcel.body["reference"], parcel.body["name"], parcel.body["kind"])
        case "document":
            document = parcel.document(cipher)
            return SendText(document.name, document.text)


def _nonce(parcel: Parcel) -> str:
    """Return what tells one message's buttons from another's."""
    return f"{parcel.id:x}"
