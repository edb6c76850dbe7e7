"""Reads and checks reply_markup: inline keyboards, reply keyboards, their removal and forced replies."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Any

from bot.sandbox.content import InlineButton, ReplyButton, ReplyKeyboard, Rows
from bot.sandbox.telegram import limits
from bot.sandbox.telegram.errors import Reason, Refused
from bot.sandbox.telegram.spans import checked_link

_log = logging.getLogger(__name__)

_INLINE_ACTIONS = (
    "url", "login_url", "callback_data", "web_app", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_REPLY_REQUESTS = (
    "request_contact", "request_location", "request_poll", "request_users", "request_chat", "web_app",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Markup:
    """What a message brings along; at most one of the three is set."""

    inline: Rows = ()
    keyboard: ReplyKeyboard | None = None
    clears: bool = False
    """A ReplyKeyboardRemove or a ForceReply: the reply keyboard goes away."""

    @property
    def is_reply(self) -> bool:
        """Whether it concerns the place of the phone's letters."""
        return self.clears or self.keyboard is not None


def read(source: str) -> Markup:
    """Return the checked markup; an empty source is none at all.

    Raises Refused.
    """
    if not source:
        return Markup()
    try:
        value = json.loads(source)
    except ValueError:
        raise Refused(Reason.MARKUP_JSON) from None
    if value is None:
        return Markup()
    if not isinstance(value, dict):
        raise Refused(Reason.MARKUP_NOT_OBJECT)
    if "inline_keyboard" in value:
        return Markup(inline=_inline(value, source))
    if "keyboard" in value:
        return _reply(value)
    if value.get("remove_keyboard") or value.get("force_reply"):
        _placeholder(value)
        return Markup(clears=True)
    return Markup()


def inline_only(source: str) -> Rows:
    """Return the inline keyboard of an edit, which takes no other markup.

    Raises Refused.
    """
    markup = read(source)
    if markup.is_reply:
        raise Refused(Reason.MARKUP_NOT_INLINE)
    return markup.inline


def _rows(value: dict[str, Any], field: str, kind: str) -> list[list[Any]]:
    rows = value[field]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused(Reason.MARKUP_NOT_ROWS, field=field, type=kind)
    return rows


def _inline(value: dict[str, Any], source: str) -> Rows:
    given = _rows(value, "inline_keyboard", "InlineKeyboardMarkup")
    rows = tuple(tuple(_inline_button(button) for button in row) for row in given)
    compact = json.dumps(json.loads(source), ensure_ascii=False, separators=(",", ":"))
    if sum(map(len, rows)) > limits.INLINE_BUTTONS or len(compact.encode()) > limits.MARKUP_BYTES:
        raise Refused(Reason.MARKUP_TOO_LONG)
    if any(len(row) > limits.INLINE_BUTTONS_IN_A_ROW for row in rows):
        _log.warning("an inline keyboard has more than %d buttons in a row", limits.INLINE_BUTTONS_IN_A_ROW)
    return tuple(row for row in rows if row)


def _text(button: Any, reason: Reason, kind: str) -> str:
    if not isinstance(button, dict):
        raise Refused(reason, problem=f"{kind} must be an Object")
    if "text" not in button:
        raise Refused(reason, problem='Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise Refused(reason, problem='Field "text" must be of type String')
    return button["text"].strip()


def _inline_button(button: Any) -> InlineButton:
    text = _text(button, Reason.INLINE_BUTTON, "InlineKeyboardButton")
    action = next((name for name in _INLINE_ACTIONS if name in button), None)
    if action is None:
        raise Refused(Reason.INLINE_BUTTON, problem="Text buttons are unallowed in the inline keyboard")
    if not text:
        raise Refused(Reason.INLINE_BUTTON_BLANK)
    return InlineButton(text, action, _inline_value(action, button[action]))


def _inline_value(action: str, value: Any) -> Any:
    if action == "callback_data":
        if not isinstance(value, str):
            raise Refused(Reason.INLINE_BUTTON, problem='Field "callback_data" must be of type String')
        if not 1 <= len(value.encode()) <= limits.CALLBACK_DATA_BYTES:
            raise Refused(Reason.BUTTON_DATA)
    if action == "url":
        try:
            return checked_link(str(value))
        except ValueError as problem:
            raise Refused(Reason.INLINE_BUTTON_URL, url=value, problem=problem) from None
    if action == "copy_text":
        copied = value.get("text", "") if isinstance(value, dict) else ""
        if not 1 <= len(copied) <= limits.COPY_TEXT:
            raise Refused(Reason.BUTTON_COPY_TEXT)
    return value


def _reply(value: dict[str, Any]) -> Markup:
    given = _rows(value, "keyboard", "ReplyKeyboardMarkup")
    rows = tuple(
        tuple(_reply_button(button) for button in row)[: limits.REPLY_BUTTONS_IN_A_ROW] for row in given if row
    )
    placeholder = _placeholder(value)
    if not rows:
        return Markup()
    if sum(map(len, rows)) > limits.REPLY_BUTTONS:
        raise Refused(Reason.MARKUP_TOO_LONG)
    return Markup(keyboard=ReplyKeyboard(rows, bool(value.get("one_time_keyboard")), placeholder))


def _reply_button(button: Any) -> ReplyButton:
    if isinstance(button, str):
        button = {"text": button}
    text = _text(button, Reason.REPLY_BUTTON, "KeyboardButton")
    if not text:
        raise Refused(Reason.REPLY_BUTTON_BLANK)
    return ReplyButton(text, next((name for name in _REPLY_REQUESTS if button.get(name)), None))


def _placeholder(value: dict[str, Any]) -> str | None:
    placeholder = value.get("input_field_placeholder") or None
    if placeholder is not None and len(str(placeholder)) > limits.PLACEHOLDER:
        raise Refused(Reason.PLACEHOLDER)
    return placeholder
