"""A bot of ours that Telegram knows, as commands need it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.bots import NamedBot, make_bot
from bot.channels.telegram.errors import UNREADABLE
from bot.command_line.trouble import CommandError

_PATIENCE = 15


@asynccontextmanager
async def answering(alias: str, token: str, api_url: str) -> AsyncIterator[NamedBot]:
    """Open a bot that has been told who it is; raises CommandError, which never names the token, where it is not."""
    bot = make_bot(alias, token, api_url)
    try:
        async with asyncio.timeout(_PATIENCE):
            await bot.initialize()
    except (TelegramError, TimeoutError, *UNREADABLE) as error:
        await bot.shutdown()
        raise CommandError(why_silent(alias, api_url, error)) from None
    try:
        yield bot
    finally:
        await bot.shutdown()


def why_silent(alias: str, api_url: str, error: Exception) -> str:
    """Return what it means that Telegram did not answer as it should; the library's own words may hold the token."""
    if isinstance(error, InvalidToken):
        return f"Telegram refuses the token of bot “{alias}”. Copy it again from @BotFather into TELEGRAM_TOKEN."
    return (
        f"Telegram does not answer at {urlsplit(api_url).netloc} ({type(error).__name__}). "
        "Is this machine online, is TELEGRAM_API_URL right?"
    )
