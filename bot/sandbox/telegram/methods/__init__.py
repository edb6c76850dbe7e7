"""The methods of the Bot API that the sandbox knows, by their names in lower case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.telegram.methods import editing, identity, media, receiving, sending

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.sandbox.telegram.methods.call import Call

METHODS: Mapping[str, Callable[[Call], Any]] = {
    name.lower(): method
    for name, method in {
        "getMe": identity.get_me,
        "getUpdates": receiving.get_updates,
        "setWebhook": receiving.set_webhook,
        "deleteWebhook": receiving.delete_webhook,
        "getWebhookInfo": receiving.get_webhook_info,
        "sendMessage": sending.send_message,
        "sendPhoto": media.send_photo,
        "sendDocument": media.send_document,
        "sendMediaGroup": media.send_media_group,
        "sendChatAction": sending.send_chat_action,
        "editMessageText": editing.edit_message_text,
        "editMessageCaption": editing.edit_message_caption,
        "editMessageReplyMarkup": editing.edit_message_reply_markup,
        "deleteMessage": editing.delete_message,
        "deleteMessages": editing.delete_messages,
        "answerCallbackQuery": sending.answer_callback_query,
        "getFile": media.get_file,
        "getChat": identity.get_chat,
        "setMyCommands": identity.set_my_commands,
        "getMyCommands": identity.get_my_commands,
        "deleteMyCommands": identity.delete_my_commands,
        "setMyName": identity.set_my_name,
        "setMyDescription": identity.set_my_description,
        "setMyShortDescription": identity.set_my_short_description,
        "setChatMenuButton": identity.set_chat_menu_button,
    }.items()
}
"""A method returns its result, an Answer, or something to await for one of them; it raises Refused."""
