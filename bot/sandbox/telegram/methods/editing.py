"""Methods that change or delete what stands in a chat."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.sandbox.chat import same_content
from bot.sandbox.telegram import limits, markup
from bot.sandbox.telegram.errors import Reason, Refused

if TYPE_CHECKING:
    from bot.sandbox.chat import Chat
    from bot.sandbox.content import Message
    from bot.sandbox.telegram.methods.call import Call


def edit_message_text(call: Call) -> dict[str, Any]:
    """Change the words of a text; without reply_markup its buttons go."""
    words = call.message_text()
    chat, message = _editable(call)
    if not message.text or message.file is not None:
        raise Refused(Reason.EDIT_NO_TEXT)
    return _changed(call, chat, message, text=words.text, entities=words.entities)


def edit_message_caption(call: Call) -> dict[str, Any]:
    """Change the caption of a file; without reply_markup its buttons go."""
    words = call.caption()
    chat, message = _editable(call)
    if message.file is None:
        raise Refused(Reason.EDIT_NO_CAPTION)
    return _changed(call, chat, message, text=words.text, entities=words.entities)


def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    """Change or remove the buttons."""
    chat, message = _editable(call)
    return _changed(call, chat, message)


def _editable(call: Call) -> tuple[Chat, Message]:
    message_id = call.parameters.integer("message_id", 0)
    if message_id <= 0:
        raise Refused(Reason.EDIT_NO_ID)
    chat = call.open_chat()
    message = chat.present(message_id)
    if message is None:
        raise Refused(Reason.EDIT_NOT_FOUND)
    if not message.from_bot or message.fixed:
        raise Refused(Reason.EDIT_FORBIDDEN)
    return chat, message


def _changed(call: Call, chat: Chat, message: Message, **content: Any) -> dict[str, Any]:
    keyboard = markup.inline_only(call.parameters.text("reply_markup"))
    changed = replace(message, keyboard=keyboard, **content)
    if same_content(message, changed):
        raise Refused(Reason.NOT_MODIFIED)
    call.account.rates.spend(chat.person.user_id)
    words_changed = (message.text, message.entities) != (changed.text, changed.entities)
    changed = replace(
        changed,
        edit_date=call.state.clock.now().replace(microsecond=0),
        edited=message.edited or words_changed,
    )
    chat.show(changed)
    return call.account.rendered(chat, changed)


def delete_message(call: Call) -> bool:
    """Delete one message of either side, up to 48 hours old."""
    chat = call.known_chat()
    message = chat.present(call.parameters.integer("message_id", 0))
    if message is None:
        raise Refused(Reason.DELETE_NOT_FOUND)
    if not _is_young(call, message):
        raise Refused(Reason.DELETE_TOO_LATE)
    chat.remove(message.id)
    return True


def delete_messages(call: Call) -> bool:
    """Delete up to a hundred messages; those that are not there are skipped."""
    ids = call.parameters.json("message_ids", Reason.DELETE_IDS_JSON)
    if not ids:
        raise Refused(Reason.DELETE_NO_IDS)
    if not isinstance(ids, list) or not all(isinstance(one, int) for one in ids):
        raise Refused(Reason.DELETE_IDS_JSON)
    if len(ids) > limits.DELETE_AT_ONCE:
        raise Refused(Reason.DELETE_TOO_MANY)
    chat = call.known_chat()
    found = [message for one in ids if (message := chat.present(one)) is not None]
    if not all(_is_young(call, message) for message in found):
        raise Refused(Reason.DELETE_TOO_LATE)
    for message_id in {message.id: None for message in found}:
        chat.remove(message_id)
    return True


def _is_young(call: Call, message: Message) -> bool:
    return call.state.clock.now() - message.date < limits.DELETE_WITHIN
