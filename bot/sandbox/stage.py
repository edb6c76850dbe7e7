"""Plays people: every act of a dialogue on its phone, and what the phone shows then as the dialogue writes it."""

from __future__ import annotations

import re

from bot.sandbox.content import Attachment, Message, StoredFile
from bot.sandbox.events import Event, Toast
from bot.sandbox.hands import Hands
from bot.sandbox.samples import natured
from bot.sandbox.script import Act

_LABEL = re.compile(r"^\[(.+)\]$")
_ASIDE = re.compile(r"^\((?P<what>[^)]*?)\)$", re.DOTALL)
_EDITS = re.compile(r"^edits(?: “(?P<old>.+)”)?: (?P<new>.+)$", re.DOTALL)
_MIME = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class Stage:
    """The phones of a world in the hands of a dialogue's people."""

    def __init__(self, world: Hands) -> None:
        """Take over a world's phones."""
        self.world = world
        self.toasts: list[tuple[str, str]] = []
        self._pressed: dict[str, tuple[int, str]] = {}
        self._seen: dict[str, int] = {}
        self.redrawn: dict[str, set[int]] = {}
        world.changes.subscribe(self._notice)

    def act(self, act: Act) -> None:
        """Do what a person does; raises LookupError where a button is not there."""
        person, text = act.person, act.text
        self.redrawn.clear()
        self.toasts = [toast for toast in self.toasts if toast[0] != person]
        label, aside = _LABEL.match(text), _ASIDE.match(text)
        if label:
            self._press(person, label[1])
        elif text.startswith("/start"):
            self.world.start(person, text.removeprefix("/start").strip())
        elif aside:
            self._aside(person, aside["what"])
        else:
            self.world.say(person, text)

    def hear(self, person: str) -> list[str]:
        """Return and forget the words that answered somebody's presses."""
        heard = [text for who, text in self.toasts if who == person]
        self.toasts = [toast for toast in self.toasts if toast[0] != person]
        return heard

    def unread(self, person: str) -> list[Message]:
        """Return the bot's new messages on a phone, oldest first."""
        seen = self._seen.get(person, 0)
        shown = self.world.chat(person).messages
        return [one for one in shown if one.from_bot and not one.deleted and one.id > seen]

    def read(self, person: str, message: Message) -> None:
        """Note that a message has been read."""
        self._seen[person] = message.id

    def lines(self, person: str, message: Message) -> tuple[str, ...]:
        """Return a message as a dialogue writes it: its words, then its buttons row by row."""
        words = message.text.split("\n") if message.text else []
        if message.file:
            words = [_named(message.file) if not words else _measured(message.file), *words]
        rows = [" ".join(f"[{button.text}]" for button in row) for row in message.keyboard]
        keyboard = self.world.chat(person).keyboard
        newest = self.world.last_bot_message(person)
        if not rows and keyboard and newest and newest.id == message.id:
            rows = [" ".join(f"[{button.text}]" for button in row) for row in keyboard.rows]
        return (*(line.strip() for line in words), *rows)

    def _press(self, person: str, label: str) -> None:
        keyboard, newest = self.world.chat(person).keyboard, self.world.last_bot_message(person)
        keys = {button.text for row in keyboard.rows for button in row} if keyboard else set()
        if label in keys and newest and not newest.keyboard:
            self.world.press(person, label)
            return
        for message in reversed(self.world.chat(person).messages):
            wanted = next((one for row in message.keyboard for one in row if one.text == label), None)
            if message.from_bot and not message.deleted and wanted and wanted.data:
                self._pressed[person] = (message.id, wanted.data)
                self.world.tap(person, message.id, wanted.data)
                return
        raise LookupError(f"{person} sees no button [{label}]")

    def _aside(self, person: str, what: str) -> None:
        word, _, rest = what.partition(" ")
        count = re.match(r"^([\d.]+) characters", what)
        if count:
            self.world.say(person, passage(int(count[1].replace(".", ""))))
        elif word == "contact":
            self.world.share_contact(person, of_other=rest or None)
        elif word in ("photo", "document", "album"):
            names, _, caption = rest.partition(": ")
            files = [picked(name.strip(), as_document=word == "document") for name in names.split(",")]
            self.world.send_album(person, files, caption)
        elif word in ("edits", "edits:"):
            self._edit(person, what)
        elif word == "again":
            self.world.tap_data(person, *self._pressed[person])
        elif word == "forges":
            message = self.world.last_bot_message(person)
            self.world.tap_data(person, message.id if message else 0, rest)
        elif word == "blocks":
            self.world.block(person)
        elif word == "unblocks":
            self.world.unblock(person)
        else:
            self.world.send_other(person, word)

    def _edit(self, person: str, what: str) -> None:
        """Change an own message into other words: the newest one, or the newest that said what is quoted."""
        edit = _EDITS.match(what)
        own = [one for one in self.world.chat(person).messages if not one.from_bot and one.text and not one.deleted]
        said = [one for one in own if edit and edit["old"] in (None, one.text)]
        if not edit or not said:
            raise LookupError(f"{person} said nothing that could be edited like this: {what}")
        self.world.edit(person, said[-1].id, edit["new"])

    def _notice(self, event: Event) -> None:
        match event.what:
            case Toast() if event.phone:
                self.toasts.append((event.phone, event.what.text))
            case _:
                message = getattr(event.what, "message", None)
                if isinstance(message, Message) and message.edited and message.from_bot and event.phone:
                    self.redrawn.setdefault(event.phone, set()).add(message.id)


def _named(file: StoredFile) -> str:
    return f"({file.kind} {file.name})"


def _measured(file: StoredFile) -> str:
    """Return a file that has words under it; of a picture only its size in pixels can be told."""
    return f"(ảnh {file.width} × {file.height})" if file.kind == "photo" else _named(file)


def passage(length: int) -> str:
    """Return a Vietnamese text of exactly so many characters."""
    sentence = "Trước đây công nhân phân loại hạt bằng tay; nay dùng sàng rung tự chế nên nhanh và đều hơn. "
    return (sentence * (length // len(sentence) + 1))[:length].rstrip().ljust(length, ".")


def picked(words: str, *, as_document: bool) -> Attachment:
    """Return a file in somebody's hand, as a dialogue names it."""
    name, content = natured(words)
    mime = _MIME.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    return Attachment(name, content, mime, as_document=as_document)
