"""Checks of Telegram: that it knows our bots, how it hands over what people write, and what time it is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
from telegram import WebhookInfo
from telegram.error import TelegramError

from bot.channels.telegram.bots import NamedBot
from bot.channels.telegram.errors import UNREADABLE
from bot.clock import Clock
from bot.command_line.checks.finding import Finding, ill, mind, well
from bot.command_line.telegram import answering, why_silent
from bot.command_line.trouble import CommandError
from bot.settings import Settings

_PATIENCE = 15
_RECENT = timedelta(hours=1)
_TOLERATED = timedelta(seconds=30)


async def check(chosen: Settings, clock: Clock, *, offline: bool) -> AsyncIterator[Finding]:
    """Yield what Telegram says about every bot, and how far the machine's clock is from its own."""
    if not (chosen.telegram_bots or chosen.zalo_oa_app_id or chosen.zalo_bot_token):
        yield ill("TELEGRAM_TOKEN is not set. Put the token that @BotFather gave you into .env.")
    if offline:
        yield mind("Telegram was not asked (--offline).")
        return
    for alias, token in chosen.telegram_bots.items():
        try:
            async with answering(alias, token, chosen.telegram_api_url) as bot:
                yield well(f"Telegram knows bot “{alias}” as @{bot.username}.")
                yield await _handed_over(bot, chosen, clock.now())
        except CommandError as error:
            yield ill(str(error))
    if chosen.telegram_bots:
        yield await _time(chosen.telegram_api_url, clock)


async def _handed_over(bot: NamedBot, chosen: Settings, now: datetime) -> Finding:
    try:
        async with asyncio.timeout(_PATIENCE):
            info = await bot.get_webhook_info()
    except (TelegramError, TimeoutError, *UNREADABLE) as error:
        return ill(why_silent(bot.alias, chosen.telegram_api_url, error))
    wanted = f"{chosen.webhook_url}/telegram/{bot.alias}" if chosen.webhook_url else ""
    if info.url != wanted:
        return ill(_elsewhere(bot.alias, info.url, wanted))
    trouble = _trouble(info, now)
    waiting = f"Updates waiting there: {info.pending_update_count}."
    if trouble:
        return ill(f"Telegram cannot reach {wanted} for bot “{bot.alias}”: {trouble}. {waiting}")
    how = f"by webhook to {wanted}" if wanted else "by polling"
    return well(f"Bot “{bot.alias}” gets its updates {how}. {waiting}")


def _elsewhere(alias: str, present: str, wanted: str) -> str:
    way_out = "Start the bot (sangkien run): it puts that right. If it runs, another program uses the same token."
    if not present:
        return f"WEBHOOK_URL is set, but Telegram has no webhook for bot “{alias}”. {way_out}"
    where = urlsplit(present).netloc
    if not wanted:
        return f"WEBHOOK_URL is not set, but Telegram has a webhook for bot “{alias}” at {where}. {way_out}"
    return f"Telegram has a webhook for bot “{alias}” at {where}, not at {wanted}. {way_out}"


def _trouble(info: WebhookInfo, now: datetime) -> str:
    """Return what went wrong at the webhook of late, empty if nothing did."""
    at = info.last_error_date
    if not info.url or at is None or now - at > _RECENT:
        return ""
    return (info.last_error_message or "unknown trouble").rstrip(".")[:200]


async def _time(api_url: str, clock: Clock) -> Finding:
    """Compare this machine's clock with the hour the server writes on its answers."""
    try:
        timeout = aiohttp.ClientTimeout(total=_PATIENCE)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(api_url, allow_redirects=False) as answer,
        ):
            there = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (aiohttp.ClientError, OSError, ValueError):
        return mind("This machine's clock was not compared: the server does not tell its time.")
    off = clock.now() - there
    if abs(off) > _TOLERATED:
        way = "ahead" if off > timedelta() else "behind"
        return ill(
            f"This machine's clock is {abs(off) // timedelta(seconds=1)} seconds {way}. "
            "Let the network set it, e.g.: timedatectl set-ntp true"
        )
    return well("This machine's clock is right.")
