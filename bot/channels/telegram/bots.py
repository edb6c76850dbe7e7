"""The library's Bot with the two things it lacks: our name for it, and updates that are handed over unread."""

from __future__ import annotations

import logging
import os
from typing import Any

import structlog
import telegram
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.errors import UNREADABLE, report_refused_token
from bot.channels.telegram.transport import AiohttpRequest
from bot.files.source import TooLargeError

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

log = structlog.get_logger(__name__)


class NamedBot(telegram.Bot):
    """One of our bots, under the name the settings give it."""

    __slots__ = ("_alias", "_files")

    def __init__(
        self, alias: str, token: str, api_url: str, request: AiohttpRequest, get_updates_request: BaseRequest
    ) -> None:
        """Speak to the Bot API at `api_url`, without a slash at its end."""
        super().__init__(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=request,
            get_updates_request=get_updates_request,
        )
        self._alias = alias
        self._files = request

    @property
    def alias(self) -> str:
        """Return our own name for the bot, the `bot` of its addresses."""
        return self._alias

    async def raw_updates(self, offset: int | None, seconds: int) -> list[object]:
        """Wait at most `seconds` for updates from `offset` on and return them as they came, broken ones included.

        The library's `get_updates` raises for a whole batch if one update in it is broken, and logs its content.
        Raises telegram.error.TelegramError.
        """
        wish = {"offset": offset, "timeout": seconds, "allowed_updates": list(ALLOWED_UPDATES)}
        try:
            answer: Any = await self._post("getUpdates", wish, read_timeout=seconds + 10)
        except UNREADABLE:
            answer = None
        if not isinstance(answer, list):
            raise NetworkError("getUpdates answered without a list")
        return answer

    async def download(self, reference: str, limit: int) -> bytes:
        """Return a file of at most `limit` bytes; raises TooLargeError or telegram.error.TelegramError."""
        file = await self.get_file(reference)
        if file.file_size and file.file_size > limit:
            raise TooLargeError
        return await self._files.download(file.file_path or "", limit)


def make_bot(alias: str, token: str, api_url: str) -> NamedBot:
    """Return a bot over aiohttp, not yet opened; its long polls have connections of their own."""
    _settle_library()
    return NamedBot(alias, token, api_url.rstrip("/"), AiohttpRequest(), AiohttpRequest(connections=4))


async def open_bot(bot: telegram.Bot) -> None:
    """Open the connections of a bot and ask who it is; if Telegram cannot tell now, we start all the same.

    It is only logged, without the library's own error, which names the token.
    """
    try:
        await bot.initialize()
    except InvalidToken:
        report_refused_token(name_of(bot))
    except (TelegramError, *UNREADABLE) as error:
        log.warning("telegram_not_reached", bot=name_of(bot), error=type(error).__name__)


def name_of(bot: telegram.Bot) -> str:
    """Return what a bot is called in our logs."""
    return bot.alias if isinstance(bot, NamedBot) else "unnamed"


def username_of(bot: telegram.Bot) -> str | None:
    """Return the bot's name on Telegram without @, or None as long as Telegram has not told it."""
    try:
        return bot.username
    except RuntimeError:
        return None


def _settle_library() -> None:
    """Opt in to waits as timedelta, and keep tokens and messages, which the library's debug log shows, out of ours."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    logging.getLogger("telegram").setLevel(logging.WARNING)
