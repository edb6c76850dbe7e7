"""Transcripts, which are written as Telegram shows them, played on Zalo.

What people do is done the way Zalo has: a button is pressed where there is one, else its number is typed; a phone
number that cannot be shared is typed. What the bot says must be the same sentences with the same choices; only that it
comes in one message there where Telegram has two, or a word over the chat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.sandbox.content import Message
from bot.sandbox.player import DepartureError, Player
from bot.sandbox.script import Act, Expect, MoveClock, Step, matches
from bot.sandbox.stage import Stage
from tests.transcripts.reading import Reading, read

_CODE = re.compile(r"7F3K\d{2,3}")
_LABELS = re.compile(r"\[([^\]]+)\]")
_BUTTONS = re.compile(r"^(?:\[[^\]]+\] ?)+$")
_PICTURE = re.compile(r"^\((?:ảnh \d+ × \d+|photo .*)\)$")
_ARROWS = "‹› "
# What Zalo cannot do and so does not offer.
_ABSENT = {
    *("Gửi số điện thoại của tôi", "Send my phone number"),
    *("Xem đủ số CCCD", "See the whole card number"),
}
# What is said otherwise, because the channel can do otherwise.
_OTHERWISE = (
    ("Bấm nút bên dưới, hoặc gõ số, ví dụ: 0912 345 678", "Gõ số điện thoại của anh/chị, ví dụ: 0912 345 678"),
    (
        "Tin nhắn chứa đủ số được xoá khỏi cuộc trò chuyện.",
        "Ở đây bot không xoá được tin nhắn chứa đủ số: anh/chị nhấn giữ tin nhắn đó để xoá.",
    ),
)


class StaleButtonError(LookupError):
    """A button of an earlier question is to be pressed where there are only numbers, which mean the present one."""


class ZaloStage(Stage):
    """The phones of a Zalo world."""

    def lines(self, person: str, message: Message) -> tuple[str, ...]:
        """Return a message as words and then a row for each choice, as a transcript writes it."""
        found = read(message.text)
        file = (f"({message.file.kind} {message.file.name})",) if message.file else ()
        return (*file, *(line for line in found.lines if message.text), *(f"[{label}]" for label in found.offered))

    def _press(self, person: str, label: str) -> None:
        wanted, newest = label.strip(_ARROWS), True
        for message in reversed(self.world.chat(person).messages):
            if not message.from_bot or message.deleted:
                continue
            key = next((one for row in message.keyboard for one in row if one.text.strip(_ARROWS) == wanted), None)
            if key and key.data:
                self._pressed[person] = (message.id, key.data)
                self.world.tap(person, message.id, key.data)
                return
            found = read(message.text)
            if (typed := found.typed(label)) is not None:
                if not (newest or found.letter):
                    raise StaleButtonError(label)
                self.world.say(person, typed)
                return
            newest = newest and (not found.offered or bool(found.letter))
        raise LookupError(f"{person} is offered no [{label}]")

    def _aside(self, person: str, what: str) -> None:
        word, _, rest = what.partition(" ")
        if word == "contact":
            self.world.say(person, self.world.people[rest or person].phone)
        elif word == "forges":
            self.world.tap_data(person, self._newest(person), f"#0:{rest}")
        else:
            super()._aside(person, what)

    def _newest(self, person: str) -> int:
        message = self.world.last_bot_message(person)
        return message.id if message else 0


@dataclass
class Codes:
    """The codes of initiatives, told apart by when they first came up: their letters differ from channel to channel."""

    names: dict[str, str] = field(default_factory=dict)
    back: dict[str, str] = field(default_factory=dict)

    def named(self, text: str) -> str:
        """Return text with its codes by number."""
        return _CODE.sub(lambda code: self._name(code[0]), text)

    def _name(self, code: str) -> str:
        if code not in self.names:
            self.names[code] = f"CODE{len(self.names) + 1}"
            self.back[self.names[code]] = code
        return self.names[code]


class ZaloPlayer(Player):
    """Plays a transcript on Zalo; what the bot says after each act is held against all that is written there."""

    _written: Codes
    _said: Codes

    async def play(self, steps: tuple[Step, ...]) -> None:
        """Play all steps; raises DepartureError where the bot departs from what is written."""
        self._written, self._said = Codes(), Codes()
        groups: list[tuple[Step, list[Expect]]] = []
        for step in steps:
            if isinstance(step, Expect):
                groups[-1][1].append(step)
            else:
                groups.append((step, []))
        for step, expected in groups:
            if isinstance(step, MoveClock):
                await self.move_clock(step)
            elif isinstance(step, Act):
                await self.act(replace(step, text=self._translated(step.text)))
            self._hold(step, expected)

    def _translated(self, text: str) -> str:
        """Return an act with the codes that the bot gave here."""

        def there(code: re.Match[str]) -> str:
            name = self._written.names.get(code[0])
            return self._said.back.get(name or "", code[0])

        return _CODE.sub(there, text)

    def _hold(self, step: Step, expected: Sequence[Expect]) -> None:
        stage = self._stage
        for person in sorted(stage.world.people, key=lambda key: key != self._actor):
            # A message that stands cannot be changed on Zalo: what it would say then is not said, unless it answers.
            wanted = [one for one in expected if one.person == person]
            actor = isinstance(step, Act) and person == self._actor
            wanted = [one for one in wanted if actor or one.style == "new"]
            unread = stage.unread(person)
            for message in unread:
                stage.read(person, message)
            said = [read(message.text) for message in unread]
            self._compare_all(step, person, wanted, said, [one for one in unread if one.file])

    def _compare_all(
        self, step: Step, person: str, wanted: Sequence[Expect], said: Sequence[Reading], files: Sequence[Message]
    ) -> None:
        lines = [self._said.named(line) for one in said for line in one.lines if line.strip()]
        labels = {self._said.named(label) for one in said for label in one.offered}
        # A toast may stand above everything else, in the order of the transcript, or be all there is.
        orders = (sorted(wanted, key=lambda one: one.style != "toast"), [*wanted])
        agrees = any(self._agree(order, lines, labels) for order in orders)
        if not agrees:
            expected = "\n".join(line for one in wanted for line in (f"--- {one.style}", *one.lines))
            actual = "\n".join([*lines, *(f"[{label}]" for label in sorted(labels))])
            raise DepartureError(
                f"line {step.line}, to {person}:\n=== expected ===\n{expected}\n=== said ===\n{actual}"
            )

    def _agree(self, wanted: Sequence[Expect], lines: Sequence[str], labels: set[str]) -> bool:
        words, offered = [], set()
        for one in wanted:
            for line in one.lines:
                if _BUTTONS.match(line) and one.style != "toast":
                    offered |= {self._written.named(label).strip(_ARROWS) for label in _LABELS.findall(line)}
                elif line.strip() and not _PICTURE.match(line):
                    words.append(self._written.named(_otherwise(line)))
        if not matches(tuple(words), tuple(lines)):
            return False
        open_ended = "…" in words
        own = {label for label in offered if re.match(r"\d{1,2}\. ", label) and _spelt(label, lines)}
        missing = offered - labels - own - _ABSENT
        return not missing and (open_ended or not labels - offered)


def _spelt(label: str, lines: Sequence[str]) -> bool:
    return any(line.startswith(f"{label.partition('.')[0]}. ") for line in lines)


def _otherwise(line: str) -> str:
    for telegram, zalo in _OTHERWISE:
        line = line.replace(telegram, zalo)
    return line
