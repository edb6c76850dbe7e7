"""Writes what phones show as the JSON that the page of phones reads; instants are in Vietnam's time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from bot.sandbox import events
from bot.sandbox.content import SHARE_ACTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.sandbox.content import ChatView, InlineButton, Message, ReplyKeyboard
    from bot.sandbox.hands import Hands
    from bot.sandbox.platform import Platform
    from bot.sandbox.profile import Commands

_HERE = timezone(timedelta(hours=7))


def instant(moment: datetime) -> str:
    """Return an instant as ISO 8601 with +07:00."""
    return moment.astimezone(_HERE).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Place:
    """A world on the page, and what the keys of its phones end in, such as `@zalo`."""

    world: Hands
    suffix: str


def state(places: Sequence[Place]) -> dict[str, Any]:
    """Return the phones of all worlds, one person's side by side, and of each platform what its phones have to know."""
    phones = [(place, place.world.chat(key)) for place in places for key in place.world.people]
    phones.sort(key=lambda one: one[1].person.user_id)
    return {
        "clock": instant(places[0].world.clock.now()),
        "platforms": {place.world.platform.key: platform(place.world.platform) for place in places},
        "phones": [phone(place, view) for place, view in phones],
    }


def platform(found: Platform) -> dict[str, Any]:
    """Return one platform: what its header says, its bot, and what its application lets people do."""
    return {
        "label": found.label,
        "bot": {"name": found.bot_name, "username": found.bot},
        "edits": found.edits,
        "contact": found.shares_contact,
        "documents": found.sends_documents,
    }


def phone(place: Place, view: ChatView) -> dict[str, Any]:
    """Return one phone with everything on it."""
    person = view.person
    return {
        "key": f"{person.key}{place.suffix}",
        "platform": place.world.platform.key,
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
        "buttons": [[button(one) for one in row] for row in shown.keyboard],
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


def button(shown: InlineButton) -> dict[str, Any]:
    """Return one button under a message; only one that shares a name and a number says so."""
    found = {"text": shown.text, "data": shown.data, "url": shown.url}
    return found | ({"shares": True} if shown.action == SHARE_ACTION else {})


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


def event(happened: events.Event, clock: datetime, places: Sequence[Place]) -> dict[str, Any]:
    """Return one change; it names its phone, or its platform where it concerns all phones of one."""
    found = _what(happened.what, clock)
    place = next((one for one in places if one.world.platform.bot == happened.bot), None)
    if place is None:
        return found
    if happened.phone is None:
        return found | {"platform": place.world.platform.key}
    return found | {"phone": f"{happened.phone}{place.suffix}"}


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
