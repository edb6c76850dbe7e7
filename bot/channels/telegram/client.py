"""The Telegram channel: carries screens to chats through one or several bots."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import assert_never

import structlog
import telegram
from telegram.constants import CallbackQueryLimit, ParseMode
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.capabilities import TELEGRAM
from bot.channels.channel import Erase, LaterError, Outgoing, PassFile, Picture, Post, Redraw, Say, SendText, UploadFile
from bot.channels.telegram.bots import NamedBot, open_bot, username_of
from bot.channels.telegram.errors import TOKEN_WAIT, UNREADABLE, lacks_method, report_refused_token, verdict
from bot.channels.telegram.links import start_link
from bot.channels.telegram.render import Rendered, render, render_redrawn
from bot.event import Address
from bot.files.source import TooLargeError

log = structlog.get_logger(__name__)

_LONGEST_UPLOAD = 180.0  # 45 MB over a slow line
_ORDINARY_EDIT_REFUSALS = ("message is not modified", "message to edit not found", "message can't be edited")


class TelegramChannel:
    """Reaches people through our bots, each under its own name; open it before use, close it after."""

    capabilities = TELEGRAM

    def __init__(self, bots: Mapping[str, NamedBot]) -> None:
        """Speak through these bots, by the names that addresses use."""
        self._bots = dict(bots)

    async def open(self) -> None:
        """Open the connections of all bots; one that Telegram refuses or that cannot be reached is only logged."""
        await asyncio.gather(*(open_bot(bot) for bot in self._bots.values()))

    async def close(self) -> None:
        """Close the connections of all bots."""
        await asyncio.gather(*(bot.shutdown() for bot in self._bots.values()))

    def entrance(self, address: Address) -> str:
        """Return how a link begins that opens the bot of an address, empty as long as its name is not known."""
        bot = self._bots.get(address.bot)
        username = username_of(bot) if bot else None
        return start_link(username, "") if username else ""

    async def deliver(self, address: Address, outgoing: Outgoing, say: Say) -> str | None:
        """Send one thing and return Telegram's id of the message; raise LaterError or NeverError."""
        bot = self._bots.get(address.bot)
        if bot is None:
            log.error("telegram_bot_unknown", bot=address.bot)
            raise LaterError("no bot of that name", after=TOKEN_WAIT)
        try:
            return await _send(bot, address, outgoing, say)
        except (TelegramError, *UNREADABLE) as error:
            if isinstance(error, InvalidToken) and not lacks_method(error):
                report_refused_token(address.bot)
            raise verdict(error) from None

    async def fetch(self, address: Address, reference: str, limit: int) -> bytes:
        """Return a file that somebody sent to one of our bots; raise LaterError, NeverError or TooLargeError."""
        bot = self._bots.get(address.bot)
        if bot is None:
            raise LaterError("no bot of that name", after=TOKEN_WAIT)
        try:
            return await bot.download(reference, limit)
        except (TelegramError, *UNREADABLE) as error:
            if isinstance(error, BadRequest) and "file is too big" in error.message.lower():
                raise TooLargeError from None
            if isinstance(error, InvalidToken) and lacks_method(error):
                raise LaterError("the server cannot hand over files", after=TOKEN_WAIT) from None
            raise verdict(error) from None

    async def acknowledge(self, address: Address, press: str, text: str | None, *, stays: bool = False) -> None:
        """Stop the spinner of a pressed button; an answer that comes too late is nobody's loss."""
        try:
            short = text[: CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH] if text else None
            await self._bots[address.bot].answer_callback_query(press, text=short, show_alert=stays or None)
        except (TelegramError, *UNREADABLE) as error:
            log.info("telegram_press_not_acknowledged", bot=address.bot, error=type(error).__name__)


async def _send(bot: telegram.Bot, address: Address, outgoing: Outgoing, say: Say) -> str | None:
    match outgoing:
        case Post():
            return await _post(bot, address.chat, outgoing, say)
        case Redraw():
            return await _redraw(bot, address, outgoing, say)
        case Erase():
            await _erase(bot, address, outgoing)
            return None
        case PassFile():
            return await _pass_file(bot, address.chat, outgoing)
        case UploadFile():
            return await _upload_file(bot, address.chat, outgoing)
        case SendText():
            content = telegram.InputFile(outgoing.text.encode(), filename=outgoing.name)
            return str((await bot.send_document(address.chat, content)).message_id)
    assert_never(outgoing)


async def _post(bot: telegram.Bot, chat: str, post: Post, say: Say) -> str:
    """Send a screen; with a picture as its caption, or after it where it is too long for that."""
    rendered = render(post.screen, say)
    shown = await _picture(bot, chat, post.picture, rendered) if post.picture else None
    if shown and rendered.is_caption:
        return shown
    message = await bot.send_message(
        chat,
        rendered.text_html,
        parse_mode=ParseMode.HTML,
        reply_markup=rendered.markup,
        link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
    )
    return str(message.message_id)


async def _picture(bot: telegram.Bot, chat: str, picture: Picture, rendered: Rendered) -> str | None:
    """Send a picture, with the words under it if they are short enough; None where Telegram takes no such picture."""
    caption = rendered if rendered.is_caption else None
    try:
        message = await bot.send_photo(
            chat,
            picture.content,
            filename=picture.name,
            caption=caption.text_html if caption else None,
            parse_mode=ParseMode.HTML if caption else None,
            reply_markup=caption.markup if caption else None,
        )
    except BadRequest as error:
        log.warning("telegram_picture_refused", description=error.message)
        return None
    return str(message.message_id)


async def _redraw(bot: telegram.Bot, address: Address, redraw: Redraw, say: Say) -> str:
    text_html, keyboard = render_redrawn(redraw.screen, say)
    chat, message = address.chat, int(redraw.message)
    try:
        await bot.edit_message_text(
            text_html,
            chat_id=chat,
            message_id=message,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        )
    except BadRequest as error:
        if not error.message.lower().startswith(_ORDINARY_EDIT_REFUSALS):
            log.warning("telegram_edit_refused", bot=address.bot, description=error.message)
    return redraw.message


async def _erase(bot: telegram.Bot, address: Address, erase: Erase) -> None:
    try:
        await bot.delete_message(address.chat, int(erase.message))
    except BadRequest as error:
        log.info("telegram_delete_refused", bot=address.bot, description=error.message)


async def _pass_file(bot: telegram.Bot, chat: str, file: PassFile) -> str:
    # Wrapped, because the library takes a bare text for the path of a local file first.
    if file.kind == "photo":
        photo = telegram.PhotoSize(file.reference, file.reference, width=0, height=0)
        return str((await bot.send_photo(chat, photo)).message_id)
    document = telegram.Document(file.reference, file.reference)
    return str((await bot.send_document(chat, document)).message_id)


async def _upload_file(bot: telegram.Bot, chat: str, file: UploadFile) -> str:
    send = bot.send_photo if file.kind == "photo" else bot.send_document
    return str((await send(chat, file.content, filename=file.name, write_timeout=_LONGEST_UPLOAD)).message_id)
