"""The channel of Zalo's Official Account: carries screens to people as words, with up to five buttons or a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never
from unicodedata import normalize

import structlog

from bot.channels.capabilities import ZALO_OA
from bot.channels.channel import (
    Capabilities,
    Erase,
    LaterError,
    NeverError,
    Outgoing,
    PassFile,
    Picture,
    Post,
    Redraw,
    Say,
    SendText,
    UploadFile,
)
from bot.channels.plain import Form, Key, Words, parted, written
from bot.channels.zalo.downloads import Downloads
from bot.channels.zalo.oa.api import OpenApi
from bot.channels.zalo.oa.errors import AwayError, Deed, ZaloError, report, verdict
from bot.channels.zalo.oa.uploads import upload_of
from bot.channels.zalo.oa.window import LastSeen, require_open
from bot.clock import Clock
from bot.event import Address
from flows.screen import N_, Msg

log = structlog.get_logger(__name__)
_LONGEST_TITLE = 100
_TOO_LOW = -224


@dataclass(frozen=True, slots=True)
class Choices:
    """What the operator decides: whether there are buttons, whether a message may cost money, and a public address.

    `pages` says that links to pages of ours can be opened; `picture` is the public address of the picture on a form,
    and without one there are no forms.
    """

    buttons: bool = True
    paid: bool = False
    pages: bool = False
    picture: str = ""


class ZaloOaChannel:
    """Reaches people through our Official Account; open it before use, close it after."""

    def __init__(self, api: OpenApi, downloads: Downloads, last_seen: LastSeen, clock: Clock, choices: Choices) -> None:
        """Speak through `api`; `last_seen` tells when somebody wrote last, by the same `clock`."""
        self._api, self._downloads, self._last_seen = api, downloads, last_seen
        self._clock, self._choices = clock, choices
        self.capabilities: Capabilities = replace(
            ZALO_OA,
            buttons=choices.buttons,
            pages=choices.pages,
            asks_contact=ZALO_OA.asks_contact if choices.picture else None,
        )

    async def open(self) -> None:
        """Open the connections."""
        await self._api.open()

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()

    async def deliver(self, address: Address, outgoing: Outgoing, say: Say) -> str | None:
        """Send one thing and return Zalo's id of the message; raise LaterError or NeverError.

        Nothing that was sent can be changed or taken back here, so that those two do nothing.
        """
        if isinstance(outgoing, Redraw | Erase):
            return None
        if isinstance(outgoing, PassFile):
            raise NeverError("Zalo takes no file by the reference it came with")
        longest = self.capabilities.window
        if longest is not None:
            seen_at = await self._last_seen(address)
            require_open(seen_at, self._clock.now(), longest, paid=self._choices.paid)
        try:
            return await self._send(address.chat, outgoing, say)
        except ZaloError as error:
            report(error)
            raise verdict(error) from None
        except AwayError as error:
            raise LaterError(f"Zalo does not answer: {error}") from None

    async def fetch(self, address: Address, reference: str, limit: int) -> bytes:
        """Return a file that somebody sent us; its reference is where Zalo keeps it for a while."""
        return await self._downloads.fetch(reference, limit)

    async def acknowledge(self, address: Address, press: str, text: str | None, *, stays: bool = False) -> None:
        """Do nothing: a press is a message here, and no button spins."""

    async def _send(self, user: str, outgoing: Post | UploadFile | SendText, say: Say) -> str | None:
        match outgoing:
            case Post():
                return await self._post(user, outgoing, say)
            case UploadFile():
                sent = await self._uploaded(user, outgoing.content, outgoing.name)
                return sent or await self._api.send(user, {"text": say(_not_carried(outgoing.name))})
            case SendText():
                texts = parted(outgoing.text.strip(), self.capabilities.text_length)
                return await self._say(user, [Words(text) for text in texts])
        assert_never(outgoing)

    async def _post(self, user: str, post: Post, say: Say) -> str | None:
        """Send a screen; a picture takes the first of its words along, so that it costs no message of its own.

        Under a picture there can be no buttons; every choice has its number in the words.
        """
        messages, asks = written(post, self.capabilities, say), bool(post.screen.rows)
        if post.picture and len(messages[0].text) <= self.capabilities.caption_length:
            try:
                shown = await self._picture(user, post.picture, messages[0].text)
            except AwayError as error:
                if not (asks and error.unsure):
                    raise
                log.warning("zalo_answer_lost", why=str(error))
                return await self._say(user, messages[1:], asks=asks)
            if shown:
                return await self._say(user, messages[1:], asks=asks) or shown
        return await self._say(user, messages, asks=asks)

    async def _say(self, user: str, messages: Sequence[Words], *, asks: bool = False) -> str | None:
        """Send messages in order; one that asks something is not sent again where only Zalo's answer was lost.

        Whoever has not got it can write any word and is asked again, which is better than being asked twice.
        """
        last = None
        for words in messages:
            try:
                last = await self._words(user, words)
            except AwayError as error:
                if not (asks and error.unsure):
                    raise
                log.warning("zalo_answer_lost", why=str(error))
        return last

    async def _words(self, user: str, words: Words) -> str:
        """Send one message; where its form or its buttons are refused the same without, all of it can be typed."""
        plain = {"text": normalize("NFC", words.text)}
        if words.form:
            try:
                return await self._api.send(user, {"attachment": _form(words.form, self._choices.picture)})
            except ZaloError as error:
                if _too_low(error, "zalo_form_refused"):
                    self.capabilities = replace(self.capabilities, asks_contact=None)
        if words.keys and self.capabilities.buttons:
            try:
                return await self._api.send(user, {**plain, "attachment": _buttons(words.keys)})
            except ZaloError as error:
                if _too_low(error, "zalo_buttons_refused"):
                    self.capabilities = replace(self.capabilities, buttons=False)
        return await self._api.send(user, plain)

    async def _picture(self, user: str, picture: Picture, caption: str) -> str | None:
        """Send a picture that was drawn; None where Zalo does not take it: its words say the same."""
        try:
            return await self._uploaded(user, picture.content, picture.name, caption)
        except ZaloError as error:
            if error.meaning.deed not in (Deed.PLAIN, Deed.NEVER, Deed.AGAIN):
                raise
            log.warning("zalo_picture_refused", code=error.code)
        return None

    async def _uploaded(self, user: str, content: bytes, name: str, caption: str = "") -> str | None:
        """Upload a file and send it, once more if it has expired between the two; None for one Zalo does not carry."""
        upload = await upload_of(content, name)
        if upload is None:
            return None
        for last in (False, True):
            reference = await self._api.upload(upload.kind, upload.content, upload.name)
            message = _file(reference) if upload.kind == "file" else _media(reference, caption)
            try:
                return await self._api.send(user, message)
            except ZaloError as error:
                if last or error.meaning.deed is not Deed.AGAIN:
                    raise
        raise AssertionError("the second time either works or raises")


def _too_low(error: ZaloError, event: str) -> bool:
    """Tell whether the package is too low for what was refused, which stays so; raises what words cannot mend."""
    if error.meaning.deed is not Deed.PLAIN:
        raise error
    log.warning(event, code=error.code, why=error.meaning.why)
    return error.code == _TOO_LOW


def _not_carried(name: str) -> Msg:
    return N_(
        "Zalo does not carry “{name}”: only photos, PDF and Word files of at most 5 MB. "
        "It is kept here; open this bot on Telegram to see it.",
        name=name,
    )


def _form(form: Form, picture: str) -> dict[str, Any]:
    element = {"title": form.title, "subtitle": form.words, "image_url": picture}
    return {"type": "template", "payload": {"template_type": "request_user_info", "elements": [element]}}


def _buttons(keys: Sequence[Key]) -> dict[str, Any]:
    shown = [{"title": key.title[:_LONGEST_TITLE], "type": "oa.query.hide", "payload": key.payload} for key in keys]
    return {"type": "template", "payload": {"buttons": shown}}


def _media(attachment: str, caption: str) -> dict[str, Any]:
    element = {"media_type": "image", "attachment_id": attachment}
    shown = {"attachment": {"type": "template", "payload": {"template_type": "media", "elements": [element]}}}
    return {"text": normalize("NFC", caption), **shown} if caption else shown


def _file(token: str) -> dict[str, Any]:
    return {"attachment": {"type": "file", "payload": {"token": token}}}
