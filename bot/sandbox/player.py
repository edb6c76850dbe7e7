"""Plays a written dialogue on the sandbox's phones and holds what the bot says against what is written."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.sandbox.content import Message
from bot.sandbox.script import Act, Expect, MoveClock, Step, matches, span
from bot.sandbox.stage import Stage

Invite = Callable[[str, str, str], Awaitable[str]]
Settle = Callable[[], Awaitable[None]]
Shortcut = Callable[["Player", Act], Awaitable[bool]]

_INVITED = re.compile(r"^\(invited as (\w+) of ([A-Z0-9-]+)\)$")


async def nothing_due() -> None:
    """Let time bring nothing by itself."""


async def no_shortcut(_player: Player, _act: Act) -> bool:
    """Take everything a dialogue says word by word."""
    return False


class DepartureError(AssertionError):
    """The bot said something else than the dialogue expects."""


@dataclass(frozen=True, slots=True)
class Director:
    """How a dialogue is played.

    `invite` makes the link of an officer, `settle` lets the bot finish an answer; `patience` is how many seconds an
    expected message may take; a strict director lets nothing pass unsaid; `labels` are the names in capital letters.
    `shortcut` may carry out an act that stands for many; it tells whether it did. `passes` lets the bot do what has
    become due when the clock was moved.
    """

    invite: Invite
    settle: Settle
    labels: Mapping[str, str]
    patience: float = 15.0
    strict: bool = True
    shortcut: Shortcut = no_shortcut
    passes: Settle = nothing_due


class Player:
    """Plays one dialogue; `told` hears every line as it happens, in the dialogue's own form."""

    def __init__(self, stage: Stage, director: Director, told: Callable[[str], None] = lambda _: None) -> None:
        """Take the phones and the way of playing."""
        self._stage = stage
        self._director = director
        self._told = told
        self._actor = ""

    async def play(self, steps: tuple[Step, ...]) -> None:
        """Play all steps; raises DepartureError where the bot departs from what is written."""
        for number, step in enumerate(steps):
            match step:
                case Act():
                    await self.act(step)
                case MoveClock():
                    await self.move_clock(step)
                case Expect():
                    await self._expect(step)
            following = steps[number + 1] if number + 1 < len(steps) else None
            if self._director.strict and not isinstance(following, Expect):
                self._nothing_unsaid(step)

    async def act(self, act: Act) -> None:
        """Do what somebody does and let the bot answer."""
        self._actor = act.person
        self._told(spoken(f"{self._label(act.person)}:", tuple(act.text.split("\n"))))
        if not await self._director.shortcut(self, act):
            await self.perform(act)

    async def perform(self, act: Act) -> None:
        """Do one single thing and let the bot answer."""
        invited = _INVITED.match(act.text)
        if invited:
            name = self._stage.world.people[act.person].name
            token = await self._director.invite(invited[1], invited[2], name)
            act = Act(act.line, act.person, f"/start i-{token}")
        self._stage.act(act)
        await self._director.settle()

    async def move_clock(self, move: MoveClock) -> None:
        """Let time pass, and what is due then happen."""
        world = self._stage.world
        self._stage.redrawn.clear()
        if move.by is not None:
            self._told(f"CLOCK: {span(move.by)}")
            world.move_clock(world.clock.now() + move.by)
        elif move.to is not None:
            self._told(f"CLOCK: {move.to.isoformat()}")
            world.move_clock(move.to)
        await self._director.passes()

    def news(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Return and read everything new: person, style, lines; the one who acted comes first."""
        stage = self._stage
        found: list[tuple[str, str, tuple[str, ...]]] = []
        for person in sorted(stage.world.people, key=lambda key: key != self._actor):
            found += [(person, "toast", (text,)) for text in stage.hear(person)]
            unread = stage.unread(person)
            if not unread or person != self._actor:
                found += [(person, "redrawn", stage.lines(person, message)) for message in self._redrawn(person)]
            for message in unread:
                found.append((person, "new", stage.lines(person, message)))
                stage.read(person, message)
        return found

    def header(self, person: str, style: str) -> str:
        """Return how a dialogue begins what the bot says to somebody."""
        marked = "" if style == "new" else f" ({style})"
        to = "" if person == self._actor else f" → {self._label(person)}"
        return f"BOT{marked}{to}:"

    async def _expect(self, expect: Expect) -> None:
        match expect.style:
            case "toast":
                self._compare(expect, [(text,) for who, text in self._stage.toasts if who == expect.person])
            case "redrawn":
                self._compare(expect, [self._stage.lines(expect.person, one) for one in self._redrawn(expect.person)])
            case _:
                message = await self._next(expect)
                actual = self._stage.lines(expect.person, message)
                self._told(spoken(self.header(expect.person, "new"), actual))
                self._compare(expect, [actual])

    async def _next(self, expect: Expect) -> Message:
        stage = self._stage
        try:
            await stage.world.wait(lambda: bool(stage.unread(expect.person)), self._director.patience)
        except TimeoutError:
            raise DepartureError(f"line {expect.line}: the bot says nothing more to {expect.person}") from None
        message = stage.unread(expect.person)[0]
        stage.read(expect.person, message)
        return message

    def _redrawn(self, person: str) -> list[Message]:
        changed = self._stage.redrawn.get(person, set())
        return [one for one in self._stage.world.chat(person).messages if one.id in changed and not one.deleted]

    def _compare(self, expect: Expect, actual: list[tuple[str, ...]]) -> None:
        if not any(matches(expect.lines, lines) for lines in actual):
            said = "\n--- or ---\n".join("\n".join(lines) for lines in actual) or "(nothing)"
            wanted = "\n".join(expect.lines)
            raise DepartureError(
                f"line {expect.line}, to {expect.person}:\n=== expected ===\n{wanted}\n=== said ===\n{said}"
            )

    def _nothing_unsaid(self, step: Step) -> None:
        for person in self._stage.world.people:
            for message in self._stage.unread(person):
                said = "\n".join(self._stage.lines(person, message))
                raise DepartureError(f"after line {step.line} the bot also says to {person}:\n{said}")

    def _label(self, person: str) -> str:
        return self._director.labels.get(person, person.upper())


def spoken(header: str, lines: tuple[str, ...]) -> str:
    """Return what somebody says as a dialogue writes it."""
    if not lines:
        return header
    first, *rest = lines
    return "\n".join((f"{header} {first}", *(f"     {line}" if line else "" for line in rest)))
