"""The methods of the Bot Platform: what each takes, and what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from bot.addresses import is_loopback
from bot.sandbox import pictures
from bot.sandbox.chat import Chat
from bot.sandbox.content import Attachment, Message, Other
from bot.sandbox.files import FileStore
from bot.sandbox.zalo.bots.refusals import Reason, Refused
from bot.sandbox.zalo.bots.state import Webhook, milliseconds, name_of
from bot.sandbox.zalo.bots.world import ZaloBotWorld

TEXT = CAPTION = 2_000
SHORTEST_SECRET, LONGEST_SECRET = 8, 256
LONGEST_POLL = 50.0
_PICTURES = ("image/jpeg", "image/png", "image/webp")

Loaded = tuple[bytes, str]
"""Content and media type."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: whose world, with what parameters; `load` fetches an address of this machine, None for no picture."""

    world: ZaloBotWorld
    given: Mapping[str, Any]
    load: Callable[[str], Awaitable[Loaded | None]]
    stopping: Callable[[], bool]

    def text(self, name: str, least: int, most: int) -> str:
        """Return a text of a length that is allowed."""
        value = self.given.get(name)
        if not isinstance(value, str):
            raise Refused(Reason.MISSING, name=name)
        if not least <= len(value) <= most:
            raise Refused(Reason.LENGTH, name=name, length=len(value), least=least, most=most)
        return value

    def chat(self) -> Chat:
        """Return the chat that is written to."""
        return self.world.reachable(self.text("chat_id", 1, 64))


Method = Callable[[Call], Awaitable[object]]


async def _get_me(call: Call) -> object:
    number = call.world.token.partition(":")[0]
    return {"id": number, "account_name": "bot.sangkien", "account_type": "BASIC", "can_join_groups": False}


async def _get_updates(call: Call) -> object:
    """Hand over one event and forget it: there is nothing by which a bot could say that it has taken it."""
    world = call.world
    try:
        seconds = float(call.given.get("timeout", 30))
    except (TypeError, ValueError):
        raise Refused(Reason.TIMEOUT) from None
    if world.webhook is not None:
        raise Refused(Reason.WEBHOOK_ACTIVE)
    if world.polled:
        raise Refused(Reason.POLLED_TWICE)
    world.polled = True
    world.changes.wake()
    try:
        await world.changes.wait(
            lambda: world.has_news or world.webhook is not None or call.stopping(), min(max(seconds, 0), LONGEST_POLL)
        )
    except TimeoutError:
        raise Refused(Reason.NO_UPDATE) from None
    finally:
        world.polled = False
        world.changes.wake()
    if world.webhook is not None:
        raise Refused(Reason.WEBHOOK_ACTIVE)
    event = world.take_one()
    if event is None:
        raise Refused(Reason.NO_UPDATE)
    return event


async def _set_webhook(call: Call) -> object:
    url = call.text("url", 1, 2_048)
    secret = call.text("secret_token", SHORTEST_SECRET, LONGEST_SECRET)
    if not _is_public(url):
        raise Refused(Reason.WEBHOOK_URL)
    return _changed(call.world, Webhook(url, secret))


async def _delete_webhook(call: Call) -> object:
    return _changed(call.world, None)


async def _get_webhook_info(call: Call) -> object:
    world = call.world
    return {"url": world.webhook.url if world.webhook else "", "updated_at": milliseconds(world.webhook_changed_at)}


def _changed(world: ZaloBotWorld, webhook: Webhook | None) -> object:
    world.webhook, world.webhook_changed_at = webhook, world.clock.now()
    world.changes.wake()
    return {"url": webhook.url if webhook else "", "updated_at": milliseconds(world.webhook_changed_at)}


async def _send_message(call: Call) -> object:
    text = call.text("text", 1, TEXT)
    if call.given.get("parse_mode") not in (None, "markdown", "html"):
        raise Refused(Reason.PARSE_MODE)
    return _sent(call.world.send(call.chat(), text=text))


async def _send_photo(call: Call) -> object:
    """Fetch the picture where it is on this machine; the sandbox goes nowhere else and takes the rest on trust."""
    url = call.text("photo", 1, 2_048)
    caption = call.text("caption", 0, CAPTION) if "caption" in call.given else ""
    chat = call.chat()
    if not _is_public(url):
        raise Refused(Reason.PHOTO)
    content, mime = b"", "image/jpeg"
    if is_loopback(urlsplit(url).hostname or ""):
        loaded = await call.load(url)
        if loaded is None or loaded[1] not in _PICTURES or pictures.size(loaded[0]) is None:
            raise Refused(Reason.PHOTO)
        content, mime = loaded
    file = FileStore(0).keep(Attachment("photo.jpg", content, mime), "photo")
    return _sent(call.world.send(chat, text=caption, file=file))


async def _send_sticker(call: Call) -> object:
    sticker = call.text("sticker", 1, 256)
    return _sent(call.world.send(call.chat(), other=Other("sticker", {"sticker": sticker})))


async def _send_chat_action(call: Call) -> object:
    if call.given.get("action") != "typing":
        raise Refused(Reason.ACTION)
    call.chat().be_typing()
    return {}


def _sent(message: Message) -> object:
    return {"message_id": name_of(message.id), "date": milliseconds(message.date)}


def _is_public(url: str) -> bool:
    """Tell whether an address is https, or on this machine, where the sandbox is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    here = parts.scheme == "http" and is_loopback(parts.hostname or "")
    return bool(parts.hostname) and (parts.scheme == "https" or here)


METHODS: Mapping[str, tuple[Method, frozenset[str]]] = MappingProxyType(
    {
        "getMe": (_get_me, frozenset()),
        "getUpdates": (_get_updates, frozenset({"timeout"})),
        "setWebhook": (_set_webhook, frozenset({"url", "secret_token"})),
        "deleteWebhook": (_delete_webhook, frozenset()),
        "getWebhookInfo": (_get_webhook_info, frozenset()),
        "sendMessage": (_send_message, frozenset({"chat_id", "text", "parse_mode", "text_styles"})),
        "sendPhoto": (_send_photo, frozenset({"chat_id", "photo", "caption"})),
        "sendSticker": (_send_sticker, frozenset({"chat_id", "sticker"})),
        "sendChatAction": (_send_chat_action, frozenset({"chat_id", "action"})),
    }
)
"""Each with all it may be given: whatever else is sent along, such as a keyboard, is refused."""
