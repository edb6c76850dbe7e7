"""Reads a message as a bot sends it; whatever Zalo would refuse is refused here, with Zalo's code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.zalo.oa import buttons, limits
from bot.sandbox.zalo.oa.buttons import Button
from bot.sandbox.zalo.oa.errors import Reason, Refused
from bot.sandbox.zalo.oa.fields import address, record, text, units, wrong

_ELEMENT = frozenset({"title", "subtitle", "image_url"})


@dataclass(frozen=True, slots=True)
class Form:
    """The native form that asks for a name and a telephone number."""

    title: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or sticker: an uploaded one by its id, or one by its address."""

    kind: str
    attachment_id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message with at most one attachment: buttons, media, a file or a form."""

    user: str
    text: str = ""
    quoted: str = ""
    buttons: tuple[Button, ...] = ()
    media: Media | None = None
    file_token: str = ""
    form: Form | None = None


def read(body: object) -> Outgoing:
    """Return the message in a body; raises Refused."""
    whole = record(body, "body", needs=frozenset({"recipient", "message"}))
    recipient = record(whole["recipient"], "recipient", needs=frozenset({"user_id"}))
    user = text(recipient["user_id"], "recipient.user_id", 64)
    message = record(
        whole["message"], "message", needs=frozenset(), may=frozenset({"text", "attachment", "quote_message_id"})
    )
    words = message.get("text", "")
    if not isinstance(words, str):
        raise wrong("message.text is not text")
    if not words.strip() and "attachment" not in message:
        raise wrong("message.text is empty")
    if units(words) > limits.TEXT:
        raise Refused(Reason.TOO_LONG, f"message.text has {units(words)} characters, {limits.TEXT} are allowed")
    quoted = text(message["quote_message_id"], "quote_message_id", 128) if "quote_message_id" in message else ""
    attached = _attachment(message["attachment"], words) if "attachment" in message else {}
    return Outgoing(user, words, quoted, **attached)


def _attachment(value: object, words: str) -> dict[str, Any]:
    attachment = record(value, "attachment", needs=frozenset({"type", "payload"}))
    match attachment["type"]:
        case "file":
            payload = record(attachment["payload"], "attachment.payload", needs=frozenset({"token"}))
            if words:
                raise wrong("a file carries no text")
            return {"file_token": text(payload["token"], "token", 1024)}
        case "template":
            return _template(attachment["payload"], words)
        case other:
            raise wrong(f"attachment.type {other!r}")


def _template(payload: object, words: str) -> dict[str, Any]:
    if isinstance(payload, dict) and "buttons" in payload:
        found = record(payload, "attachment.payload", needs=frozenset({"buttons"}))
        if not words.strip():
            raise wrong("buttons stand under a text")
        return {"buttons": buttons.read(found["buttons"])}
    if not isinstance(payload, dict) or "template_type" not in payload:
        raise Refused(Reason.TEMPLATE_TYPE, "neither buttons nor a template")
    if payload["template_type"] == "list":
        raise Refused(Reason.MESSAGE_TYPE)
    found = record(payload, "attachment.payload", needs=frozenset({"template_type", "elements"}))
    elements = found["elements"]
    if not isinstance(elements, list) or len(elements) != 1:
        raise wrong("elements has to have exactly one element")
    match found["template_type"]:
        case "request_user_info":
            if words:
                raise wrong("a form carries no text")
            return {"form": _form(elements[0])}
        case "media":
            return {"media": _media(elements[0])}
        case other:
            raise Refused(Reason.TEMPLATE_TYPE, f"template_type {other!r}")


def _form(value: object) -> Form:
    element = record(value, "element", needs=_ELEMENT)
    address(element["image_url"], "image_url")
    title = text(element["title"], "title", limits.TITLE)
    return Form(title, text(element["subtitle"], "subtitle", limits.SUBTITLE))


def _media(value: object) -> Media:
    sizes = frozenset({"width", "height"})
    element = record(value, "element", needs=frozenset({"media_type"}), may=sizes | {"attachment_id", "url"})
    kind = element["media_type"]
    if kind not in {"image", "gif", "sticker"}:
        raise wrong(f"media_type {kind!r}")
    if kind == "gif" and not all(_is_size(element, one) for one in sizes):
        raise wrong("a gif comes with its width and height")
    if ("attachment_id" in element) == ("url" in element):
        raise wrong("either attachment_id or url")
    if "url" in element:
        return Media(kind, url=address(element["url"], "url"))
    return Media(kind, text(element["attachment_id"], "attachment_id", 1024))


def _is_size(element: Mapping[str, Any], name: str) -> bool:
    value = element.get(name)
    return isinstance(value, int) and value > 0
