"""Fetches updates by long polling and hands them over: one person's in order, different people's at once, none lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime

import structlog
import telegram
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.bots import NamedBot, username_of
from bot.channels.telegram.errors import TOKEN_WAIT, UNREADABLE, report_refused_token, seconds_of
from bot.channels.telegram.inbound import read
from bot.event import Event

Take = Callable[[Event], Awaitable[None]]
Wait = Callable[[asyncio.Event, float], Awaitable[None]]

LONG_POLL = 25
PAUSE = 0.5
LONGEST_WAIT = 60.0

log = structlog.get_logger(__name__)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait some seconds, or until we are to stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


def understand(raw: object, bot: telegram.Bot, name: str, arrived: datetime) -> Event | None:
    """Return the event in an update as it came, or None where there is none for us; a broken one is logged unseen."""
    try:
        if not isinstance(raw, dict):
            raise TypeError("an update is an object")
        return read(telegram.Update.de_json(raw, bot), name, arrived, username=username_of(bot))
    except (*UNREADABLE, ArithmeticError, OSError, RecursionError, TelegramError) as error:
        reason = type(error).__name__
    log.error("telegram_update_unreadable", bot=name, update=_id_of(raw), error=reason)
    return None


async def poll(
    bot: NamedBot, take: Take, arrived: Callable[[], datetime], *, stop: asyncio.Event, wait: Wait = pause
) -> None:
    """Fetch updates and have each taken until `stop` is set; what was not taken is fetched again at the next start.

    `arrived` tells the present instant. Telegram is told that a batch is done only after all of it was taken, so a
    `take` that fails is repeated, with growing waits, and holds back the batches behind it.
    """
    offset: int | None = None
    failures = 0
    webhook_in_the_way = True
    clock = asyncio.get_running_loop().time
    while not stop.is_set():
        began = clock()
        try:
            batch = await _unless_stopped(stop, _next_batch(bot, offset, drop_webhook=webhook_in_the_way))
        except TelegramError as error:
            failures += 1
            webhook_in_the_way = isinstance(error, Conflict)
            await wait(stop, _hold_off(bot, error, failures))
            continue
        failures = 0
        webhook_in_the_way = False
        events = [event for raw in batch or () if (event := understand(raw, bot, bot.alias, arrived()))]
        if not await _hand_over(events, take, stop, wait):
            continue
        behind = max((number + 1 for raw in batch or () if (number := _id_of(raw)) is not None), default=offset)
        if behind == offset and clock() - began < PAUSE:
            await wait(stop, PAUSE)
        offset = behind


async def _next_batch(bot: NamedBot, offset: int | None, *, drop_webhook: bool) -> list[object]:
    if drop_webhook:
        try:
            await bot.delete_webhook(drop_pending_updates=False)
        except (TelegramError, *UNREADABLE) as error:
            log.info("telegram_webhook_not_deleted", bot=bot.alias, error=type(error).__name__)
    return await bot.raw_updates(offset, LONG_POLL)


async def _unless_stopped(stop: asyncio.Event, work: Awaitable[list[object]]) -> list[object] | None:
    """Return what work returns, or None when we are to stop before that."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)


def _hold_off(bot: NamedBot, error: TelegramError, failures: int) -> float:
    """Return the seconds to wait after a failed poll, and leave word for the operator."""
    seconds = _backoff(failures)
    if isinstance(error, RetryAfter):
        seconds = max(seconds, seconds_of(error))
    if isinstance(error, InvalidToken):
        report_refused_token(bot.alias)
        return TOKEN_WAIT
    log.warning("telegram_poll_failed", bot=bot.alias, error=type(error).__name__, seconds=seconds)
    return seconds


def _backoff(failures: int) -> float:
    return min(LONGEST_WAIT, 2.0 ** min(failures - 1, 10))


async def _hand_over(events: Sequence[Event], take: Take, stop: asyncio.Event, wait: Wait) -> bool:
    """Return whether all events were taken; only being stopped leaves some untaken."""
    queues: dict[str, list[Event]] = {}
    for event in events:
        queues.setdefault(event.user, []).append(event)
    async with asyncio.TaskGroup() as group:
        people = [group.create_task(_take_in_order(queue, take, stop, wait)) for queue in queues.values()]
    return all(person.result() for person in people)


async def _take_in_order(queue: Sequence[Event], take: Take, stop: asyncio.Event, wait: Wait) -> bool:
    for event in queue:
        failures = 0
        while not await try_take(event, take):
            failures += 1
            await wait(stop, _backoff(failures))
            if stop.is_set():
                return False
    return True


async def try_take(event: Event, take: Take) -> bool:
    """Return whether an event was taken; only the name of an error is logged, its text may hold what was said."""
    try:
        await take(event)
    except Exception as error:  # noqa: BLE001 - whatever failed, the update must come again
        reason = type(error).__name__
    else:
        return True
    log.error("telegram_update_not_taken", bot=event.address.bot, update=event.id, error=reason)
    return False


def _id_of(raw: object) -> int | None:
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) else None
