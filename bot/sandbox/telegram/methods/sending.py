"""Methods that send words: messages, signs of being busy, answers to taps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.telegram import limits, markup
from bot.sandbox.telegram.errors import Reason, Refused

if TYPE_CHECKING:
    from bot.sandbox.telegram.methods.call import Call

_ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note", "cancel",
        "record_audio", "upload_audio", "pick_up_location",
    }
)  # fmt: skip


def send_message(call: Call) -> dict[str, Any]:
    """Send a text."""
    words = call.message_text()
    brought = markup.read(call.parameters.text("reply_markup"))
    chat = call.open_chat()
    reply_to = call.reply_to(chat)
    call.account.rates.spend(chat.person.user_id)
    return call.post(chat, words, markup=brought, reply_to=reply_to)


def send_chat_action(call: Call) -> bool:
    """Show that the bot is busy."""
    if call.parameters.text("action").strip().lower() not in _ACTIONS:
        raise Refused(Reason.CHAT_ACTION)
    call.open_chat().be_typing()
    return True


def answer_callback_query(call: Call) -> bool:
    """Answer a tap."""
    text = call.parameters.text("text")
    if len(text) > limits.CALLBACK_ANSWER:
        raise Refused(Reason.QUERY_TEXT_TOO_LONG)
    query_id = call.parameters.text("callback_query_id")
    if not call.account.answer_tap(query_id, text, alert=call.parameters.flag("show_alert")):
        raise Refused(Reason.QUERY_TOO_OLD)
    return True
