"""Polls the Bot Platform, which hands an update over once and forgets it: it is taken before the next is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from typing import Any

import structlog

from bot.channels.zalo.bots.api import BOT, NO_UPDATE, BotApi, RefusedError, SilentError
from bot.channels.zalo.bots.errors import TOKEN_WAIT, report_refused_token
from bot.channels.zalo.bots.inbound import understand
from bot.event import Event

Take = Callable[[Event], Awaitable[None]]
Wait = Callable[[asyncio.Event, float], Awaitable[None]]

# As short as can be: a poll is never broken off, because the platform would hand what comes next to nobody. So a stop
# takes as long at most.
LONG_POLL = 1
PATIENCE = 45.0
PAUSE = 0.5
LONGEST_WAIT = 60.0
LAST_TRIES = 3
_IN_THE_WAY = (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT)  # a webhook, or another that polls

log = structlog.get_logger(__name__)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait some seconds, or until we are to stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def poll(
    api: BotApi, take: Take, arrived: Callable[[], datetime], *, stop: asyncio.Event, wait: Wait = pause
) -> None:
    """Ask for one update after the other and have each taken until `stop` is set; `arrived` tells the present instant.

    A poll that is under way when we are to stop is waited for, and what it brings is still taken.
    """
    failures, webhook_in_the_way = 0, True
    clock = asyncio.get_running_loop().time
    while not stop.is_set():
        began = clock()
        try:
            update = await _next(api, drop_webhook=webhook_in_the_way)
        except (RefusedError, SilentError) as error:
            failures += 1
            webhook_in_the_way = isinstance(error, RefusedError) and error.code in _IN_THE_WAY
            await wait(stop, _hold_off(error, failures))
            continue
        failures, webhook_in_the_way = 0, False
        event = understand(update, BOT, arrived()) if update else None
        if event:
            await take_until_done(event, take, stop=stop, wait=wait)
        elif clock() - began < PAUSE:
            await wait(stop, PAUSE)


async def take_until_done(
    event: Event, take: Take, *, stop: asyncio.Event, wait: Wait, most: int | None = None
) -> bool:
    """Have an event taken, again and again with growing waits, at most so often; return whether it was.

    Nobody will hand it over again. Told to stop, we try a few times more at once and then name the loss.
    """
    failures, last = 0, 0
    while not await _try_take(event, take):
        failures += 1
        if most is not None and failures >= most:
            return False
        if stop.is_set():
            last += 1
            if last >= LAST_TRIES:
                log.error("zalo_event_lost", bot=event.address.bot, event_id=event.id)
                return False
        await wait(stop, backoff(failures))
    return True


def backoff(failures: int) -> float:
    """Return the seconds to wait after so many failures."""
    return min(LONGEST_WAIT, 2.0 ** min(failures - 1, 10))


async def _next(api: BotApi, *, drop_webhook: bool) -> dict[str, Any] | None:
    """Return the next update, None where nothing came."""
    if drop_webhook:
        try:
            await api.call("deleteWebhook")
        except (RefusedError, SilentError) as error:
            log.info("zalo_webhook_not_deleted", why=str(error))
    try:
        return await api.call("getUpdates", {"timeout": str(LONG_POLL)}, PATIENCE)
    except RefusedError as error:
        if error.code == NO_UPDATE:
            return None
        raise


def _hold_off(error: RefusedError | SilentError, failures: int) -> float:
    """Return the seconds to wait after a failed poll, and leave word for the operator."""
    if isinstance(error, RefusedError) and error.code == HTTPStatus.UNAUTHORIZED:
        report_refused_token()
        return TOKEN_WAIT
    seconds = backoff(failures)
    log.warning("zalo_poll_failed", why=str(error), seconds=seconds)
    return seconds


async def _try_take(event: Event, take: Take) -> bool:
    """Return whether an event was taken; only the name of an error is logged, its text may hold what was said."""
    try:
        await take(event)
    except Exception as error:  # noqa: BLE001 - whatever failed, the event is in our hands alone
        reason = type(error).__name__
    else:
        return True
    log.error("zalo_event_not_taken", bot=event.address.bot, event_id=event.id, error=reason)
    return False
