"""Methods about the bot itself and the chats it knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.sandbox.events import CommandsChanged
from bot.sandbox.telegram import limits, payloads
from bot.sandbox.telegram.errors import Reason, Refused

if TYPE_CHECKING:
    from bot.sandbox.profile import Commands
    from bot.sandbox.telegram.methods.call import Call

_COMMAND = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})


def get_me(call: Call) -> dict[str, Any]:
    """Return the bot as a User."""
    return payloads.bot_user(call.account.identity) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
    }


def get_chat(call: Call) -> dict[str, Any]:
    """Return a chat the bot has met as a ChatFullInfo."""
    chat = call.known_chat()
    if not chat.started:
        raise Refused(Reason.CHAT_NOT_FOUND)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return payloads.private_chat(chat.person) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def set_my_commands(call: Call) -> bool:
    """Set the menu for a scope and a language."""
    given = call.parameters.json("commands", Reason.COMMANDS_JSON)
    if not isinstance(given, list):
        raise Refused(Reason.COMMANDS_JSON)
    commands = tuple(_command(one) for one in given)
    if len(commands) > limits.COMMANDS:
        raise Refused(Reason.COMMANDS_TOO_MANY)
    _set_menu(call, commands)
    return True


def delete_my_commands(call: Call) -> bool:
    """Remove the menu of a scope and a language."""
    _set_menu(call, ())
    return True


def get_my_commands(call: Call) -> list[dict[str, str]]:
    """Return the menu set for exactly this scope and language."""
    menu = call.account.profile.commands.get((_scope(call), _language(call)), ())
    return [{"command": command, "description": description} for command, description in menu]


def _set_menu(call: Call, commands: Commands) -> None:
    scope, language = _scope(call), _language(call)
    profile, chats = call.account.profile, call.account.chats.values()
    before = {chat.person.key: profile.commands_for(chat.person) for chat in chats}
    profile.commands[scope, language] = commands
    for chat in chats:
        now = profile.commands_for(chat.person)
        if now != before[chat.person.key]:
            chat.tell(CommandsChanged(now))


def _command(given: Any) -> tuple[str, str]:
    if not isinstance(given, dict):
        raise Refused(Reason.COMMAND, problem="expected an Object")
    for field in ("command", "description"):
        if not isinstance(given.get(field), str):
            raise Refused(Reason.COMMAND, problem=f'Can\'t find field "{field}"')
    command, description = given["command"].strip().removeprefix("/"), given["description"].strip()
    if not command:
        raise Refused(Reason.COMMAND_EMPTY)
    if len(command) > limits.COMMAND:
        raise Refused(Reason.COMMAND_TOO_LONG)
    if not description:
        raise Refused(Reason.COMMAND_DESCRIPTION_EMPTY)
    if len(description) > limits.COMMAND_DESCRIPTION:
        raise Refused(Reason.COMMAND_DESCRIPTION_TOO_LONG)
    if not _COMMAND.fullmatch(command):
        raise Refused(Reason.COMMAND_INVALID)
    return command, description


def _scope(call: Call) -> str:
    given = call.parameters.json("scope", Reason.COMMAND_SCOPE_JSON)
    if given is None:
        return "default"
    kind = given.get("type") if isinstance(given, dict) else None
    if kind in _SCOPES:
        return str(kind)
    if kind != "chat":
        raise Refused(Reason.COMMAND_SCOPE, problem="Unsupported type specified")
    try:
        chat = call.account.chats.get(int(given.get("chat_id", 0)))
    except ValueError:
        chat = None
    if chat is None or not chat.started:
        raise Refused(Reason.CHAT_NOT_FOUND)
    return f"chat:{chat.person.user_id}"


def _language(call: Call) -> str:
    language = call.parameters.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise Refused(Reason.LANGUAGE_CODE)
    return language


def _text(call: Call, field: str, longest: int, reason: Reason) -> str:
    text = call.parameters.text(field).strip()
    if len(text) > longest:
        raise Refused(reason)
    return text


def set_my_name(call: Call) -> bool:
    """Set the bot's name in a language."""
    name = _text(call, "name", limits.BOT_NAME, Reason.NAME_TOO_LONG)
    call.account.profile.names[_language(call)] = name
    return True


def set_my_description(call: Call) -> bool:
    """Set what an empty chat shows."""
    description = _text(call, "description", limits.BOT_DESCRIPTION, Reason.DESCRIPTION_TOO_LONG)
    call.account.profile.descriptions[_language(call)] = description
    return True


def set_my_short_description(call: Call) -> bool:
    """Set what the bot's page shows."""
    longest = limits.BOT_SHORT_DESCRIPTION
    description = _text(call, "short_description", longest, Reason.SHORT_DESCRIPTION_TOO_LONG)
    call.account.profile.short_descriptions[_language(call)] = description
    return True


def set_chat_menu_button(call: Call) -> bool:
    """Set the button beside the line one writes in, for a chat or for all."""
    given = call.parameters.json("menu_button", Reason.MENU_BUTTON_JSON) or {"type": "default"}
    if not isinstance(given, dict) or given.get("type") not in {"commands", "default", "web_app"}:
        raise Refused(Reason.MENU_BUTTON, problem="Unsupported type specified")
    chat_id = call.known_chat().person.user_id if "chat_id" in call.parameters else 0
    call.account.profile.menu_buttons[chat_id] = given
    return True
