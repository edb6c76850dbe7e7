"""Reads the buttons under a message: at most five, each with a payload of its type."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.content import InlineButton
from bot.sandbox.zalo.oa import limits
from bot.sandbox.zalo.oa.fields import address, record, text, wrong

_BUTTON = frozenset({"title", "type", "payload"})
_URLS = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Button:
    """One button; one that is `shown` sends its payload as the person's own visible message."""

    title: str
    action: str
    value: str
    shown: bool = False

    def inline(self) -> InlineButton:
        """Return the button as phones keep it."""
        return InlineButton(self.title, self.action, self.value)


def read(value: object) -> tuple[Button, ...]:
    """Return the buttons of a message; raises Refused."""
    if not isinstance(value, list) or not value:
        raise wrong("buttons is not a list of buttons")
    if len(value) > limits.BUTTONS:
        raise wrong(f"more than {limits.BUTTONS} buttons")
    return tuple(_button(one, f"buttons[{at}]") for at, one in enumerate(value))


def _button(value: object, name: str) -> Button:
    found = record(value, name, needs=_BUTTON)
    title = text(found["title"], f"{name}.title", limits.TITLE)
    payload, inside = found["payload"], f"{name}.payload"
    match found["type"]:
        case "oa.query.hide" | "oa.query.show" as kind:
            query = text(payload, inside, limits.QUERY_BYTES)
            if len(query.encode()) > limits.QUERY_BYTES:
                raise wrong(f"{inside} is longer than {limits.QUERY_BYTES} bytes")
            return Button(title, "callback_data", query, shown=kind == "oa.query.show")
        case "oa.open.url":
            target = record(payload, inside, needs=frozenset({"url"}))
            return Button(title, "url", address(target["url"], f"{inside}.url", _URLS))
        case "oa.open.phone":
            target = record(payload, inside, needs=frozenset({"phone_code"}))
            return Button(title, "url", f"tel:+{_number(target['phone_code'], inside)}")
        case "oa.open.sms":
            target = record(payload, inside, needs=frozenset({"content", "phone_code"}))
            text(target["content"], f"{inside}.content", limits.QUERY_BYTES)
            return Button(title, "url", f"sms:+{_number(target['phone_code'], inside)}")
        case other:
            raise wrong(f"{name}.type {other!r} is unknown")


def _number(value: object, name: str) -> str:
    number = text(value, f"{name}.phone_code", 15)
    if not number.isdecimal() or number.startswith("0"):
        raise wrong(f"{name}.phone_code is no number such as 84900000000")
    return number
