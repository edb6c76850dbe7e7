"""Writes what phones show as the JSON that the page of phones reads; instants are in Vietnam's time."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from bot.sandbox import events

if TYPE_CHECKING:
    from bot.sandbox.content import ChatView, Message, ReplyKeyboard
    from bot.sandbox.profile import Commands
    from bot.sandbox.state import State

_HERE = timezone(timedelta(hours=7))


def instant(moment: datetime) -> str:
    """Return an instant as ISO 8601 with +07:00."""
    return moment.astimezone(_HERE).isoformat(timespec="seconds")


def state(found: State) -> dict[str, Any]:
    """Return all phones in their chat with the first bot."""
    account = found.account()
    return {
        "clock": instant(found.clock.now()),
        "bot": {"name": account.profile.names.get("") or account.identity.name, "username": account.identity.username},
        "phones": [phone(found.chat(key)) for key in found.people],
    }


def phone(view: ChatView) -> dict[str, Any]:
    """Return one phone with everything on it."""
    person = view.person
    return {
        "key": person.key,
        "name": person.name,
        "role": person.role,
        "phone": person.phone,
        "messages": [message(one) for one in view.messages if not one.deleted],
        "keyboard": keyboard(view.keyboard),
        "commands": commands(view.commands),
        "started": view.started,
        "blocked": view.blocked,
        "typing": view.typing,
    }


def message(shown: Message) -> dict[str, Any]:
    """Return one message."""
    file, contact = shown.file, shown.contact
    return {
        "id": shown.id,
        "mine": not shown.from_bot,
        "date": instant(shown.date),
        "text": shown.text,
        "entities": [
            {name: value for name, value in asdict(entity).items() if value is not None} for entity in shown.entities
        ],
        "buttons": [
            [{"text": button.text, "data": button.data, "url": button.url} for button in row] for row in shown.keyboard
        ],
        "file": file
        and {
            "kind": file.kind,
            "name": file.name,
            "size": len(file.content),
            "url": f"/sandbox/files/{file.file_id}",
        },
        "contact": contact and {"name": contact.name, "phone": f"+{contact.phone}"},
        "edited": shown.edited,
        "other": shown.other and shown.other.kind,
    }


def keyboard(shown: ReplyKeyboard | None) -> dict[str, Any] | None:
    """Return the reply keyboard."""
    if shown is None:
        return None
    rows = [
        [{"text": button.text, "contact": button.request == "request_contact"} for button in row] for row in shown.rows
    ]
    return {"rows": rows, "placeholder": shown.placeholder}


def commands(menu: Commands) -> list[dict[str, str]]:
    """Return the menu of commands."""
    return [{"command": command, "description": description} for command, description in menu]


def event(happened: events.Event, clock: datetime) -> dict[str, Any]:
    """Return one change; it names its phone unless it concerns all of them."""
    found = _what(happened.what, clock)
    return found if happened.phone is None else found | {"phone": happened.phone}


def _what(what: events.What, clock: datetime) -> dict[str, Any]:
    match what:
        case events.MessageShown():
            return {"type": "message", "message": message(what.message)}
        case events.MessageGone():
            return {"type": "deleted", "id": what.message_id}
        case events.KeyboardChanged():
            return {"type": "keyboard", "keyboard": keyboard(what.keyboard)}
        case events.Toast():
            return {"type": "toast", "text": what.text, "alert": what.alert}
        case events.TapAnswered():
            return {"type": "answered", "data": what.data, "message": what.message_id}
        case events.Typing():
            return {"type": "typing"}
        case events.ChatStateChanged():
            return {"type": "phone", "started": what.started, "blocked": what.blocked}
        case events.CommandsChanged():
            return {"type": "commands", "commands": commands(what.commands)}
        case events.ClockMoved():
            return {"type": "clock", "clock": instant(clock)}
