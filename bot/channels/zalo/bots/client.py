"""The channel of Zalo's Bot Platform: screens as numbered words, pictures by their address, files by links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never
from unicodedata import normalize

import structlog

from bot.channels.capabilities import ZALO_BOT
from bot.channels.channel import (
    Capabilities,
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
from bot.channels.plain import parted, written
from bot.channels.zalo.bots.api import BOT, BotApi, RefusedError, SilentError
from bot.channels.zalo.bots.errors import TOKEN_WAIT, report_refused_token, verdict
from bot.channels.zalo.downloads import Downloads
from bot.event import Address
from bot.handouts import Handouts
from flows.screen import N_, At, Msg

log = structlog.get_logger(__name__)
_BAD_REQUEST, _UNAUTHORIZED = 400, 401


class ZaloBotChannel:
    """Reaches people through our bot; open it before use, close it after."""

    def __init__(self, api: BotApi, downloads: Downloads, handouts: Handouts | None) -> None:
        """Speak through `api`; without `handouts`, which needs a public address, there are words alone."""
        self._api, self._downloads, self._handouts = api, downloads, handouts
        self.capabilities: Capabilities = ZALO_BOT
        if handouts:
            self.capabilities = replace(ZALO_BOT, pictures=True, caption_length=ZALO_BOT.text_length, pages=True)

    async def open(self) -> None:
        """Open the connections and ask who we are; if Zalo cannot tell now, we start all the same."""
        await self._api.open()
        try:
            await self._api.who()
        except RefusedError as error:
            if error.code == _UNAUTHORIZED:
                report_refused_token()
            else:
                log.warning("zalo_bot_refused", why=str(error))
        except SilentError as error:
            log.warning("zalo_bot_not_reached", why=str(error))

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()

    async def deliver(self, address: Address, outgoing: Outgoing, say: Say) -> str | None:
        """Send one thing and return Zalo's id of its last message; raise LaterError or NeverError.

        Nothing that was sent can be changed or taken back here, so that those two do nothing.
        """
        if address.bot != BOT:
            raise LaterError("no bot of that name", after=TOKEN_WAIT)
        try:
            return await self._send(address.chat, outgoing, say)
        except (RefusedError, SilentError) as error:
            raise verdict(error) from None

    async def fetch(self, address: Address, reference: str, limit: int) -> bytes:
        """Return a picture that somebody sent; its reference is where Zalo keeps it for a while."""
        return await self._downloads.fetch(reference, limit)

    async def acknowledge(self, address: Address, press: str, text: str | None, *, stays: bool = False) -> None:
        """Do nothing: there are no buttons that could spin."""

    async def _send(self, chat: str, outgoing: Outgoing, say: Say) -> str | None:
        match outgoing:
            case Redraw() | Erase():
                return None
            case Post():
                return await self._post(chat, outgoing, say)
            case PassFile():
                raise NeverError("Zalo takes no file by the reference it came with")
            case UploadFile():
                return await self._file(chat, outgoing, say)
            case SendText():
                return await self._say(chat, tuple(parted(outgoing.text.strip(), self.capabilities.text_length)))
        assert_never(outgoing)

    async def _post(self, chat: str, post: Post, say: Say) -> str | None:
        """Send a screen; a picture takes the first of its words along, so that it costs no message of its own."""
        texts = tuple(one.text for one in written(post, self.capabilities, say))
        asks = bool(post.screen.rows)
        if post.picture and self._handouts:
            address = await self._handouts.drawn(post.picture.content)
            try:
                shown = await self._photo(chat, address, texts[0])
            except SilentError as error:
                if not (asks and error.unsure):
                    raise
                log.warning("zalo_answer_lost", why=str(error))
                return await self._say(chat, texts[1:], asks=asks)
            if shown:
                return await self._say(chat, texts[1:], asks=asks) or shown
        return await self._say(chat, texts, asks=asks)

    async def _say(self, chat: str, texts: Sequence[str], *, asks: bool = False) -> str | None:
        """Send messages in order; one that asks something is not sent again where only Zalo's answer was lost.

        Whoever has not got it can write any word and is asked again, which is better than being asked twice.
        """
        last = None
        for text in texts:
            try:
                sent = await self._api.call("sendMessage", {"chat_id": chat, "text": normalize("NFC", text)})
            except SilentError as error:
                if not (asks and error.unsure):
                    raise
                log.warning("zalo_answer_lost", why=str(error))
            else:
                last = _id_of(sent)
        return last

    async def _photo(self, chat: str, address: str, caption: str) -> str | None:
        """Send a picture by its address; None where Zalo does not take it."""
        words = {"caption": normalize("NFC", caption)} if caption else {}
        try:
            return _id_of(await self._api.call("sendPhoto", {"chat_id": chat, "photo": address, **words}))
        except RefusedError as error:
            if error.code != _BAD_REQUEST:
                raise
            log.warning("zalo_picture_refused", why=str(error))
        return None

    async def _file(self, chat: str, file: UploadFile, say: Say) -> str | None:
        """Show a picture somebody sent, tell where any other file is fetched, or where else it can be had."""
        if self._handouts is None:
            return await self._say(chat, (say(_nowhere(file.name)),))
        if file.kind == "photo":
            shown = await self._photo(chat, self._handouts.photo(file.content), "")
            if shown:
                return shown
        lent = self._handouts.lend(file.content)
        lines = (
            N_(
                "Zalo does not carry the file “{name}”. Fetch it here, until {until}:",
                name=file.name,
                until=At(lent.until),
            ),
            lent.address,
            N_("The page asks for this code: {code}", code=lent.code),
        )
        return await self._say(chat, ("\n".join(say(line) for line in lines),))


def _nowhere(name: str) -> Msg:
    return N_(
        "Zalo does not carry the file “{name}”. It is kept with the initiative and can be opened where this bot is on "
        "Telegram; whoever runs the bot can also set its public address (WEBHOOK_URL), then a link comes here.",
        name=name,
    )


def _id_of(sent: Mapping[str, object]) -> str | None:
    given = sent.get("message_id")
    return str(given) if given else None
