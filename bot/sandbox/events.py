"""News of the sandbox: who wants to know of a change, and who waits for one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.content import Message, ReplyKeyboard


@dataclass(frozen=True, slots=True)
class MessageShown:
    """A message appeared or changed."""

    message: Message


@dataclass(frozen=True, slots=True)
class MessageGone:
    """A message was deleted for both sides."""

    message_id: int


@dataclass(frozen=True, slots=True)
class KeyboardChanged:
    """The reply keyboard is another one, or none."""

    keyboard: ReplyKeyboard | None


@dataclass(frozen=True, slots=True)
class Toast:
    """The bot answered a tap with words; an alert must be closed by hand."""

    text: str
    alert: bool


@dataclass(frozen=True, slots=True)
class TapAnswered:
    """The bot answered a tap: the button stops spinning."""

    message_id: int
    data: str


@dataclass(frozen=True, slots=True)
class Typing:
    """The bot says that it is busy."""


@dataclass(frozen=True, slots=True)
class ChatStateChanged:
    """The person started, blocked or unblocked the bot."""

    started: bool
    blocked: bool


@dataclass(frozen=True, slots=True)
class CommandsChanged:
    """The menu of commands is another one."""

    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClockMoved:
    """The sandbox's clock was moved."""


What = (
    MessageShown
    | MessageGone
    | KeyboardChanged
    | Toast
    | TapAnswered
    | Typing
    | ChatStateChanged
    | CommandsChanged
    | ClockMoved
)


@dataclass(frozen=True, slots=True)
class Event:
    """One change on one phone, or on all of them when `phone` is None."""

    what: What
    bot: str | None = None
    phone: str | None = None


class Changes:
    """Tells subscribers of every change and wakes those who wait for a condition."""

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self._listeners: list[Callable[[Event], None]] = []
        self._sleepers: set[asyncio.Future[None]] = set()

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call the listener at every event until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, event: Event) -> None:
        """Tell subscribers and wake the waiting."""
        for listener in tuple(self._listeners):
            listener(event)
        self.wake()

    def wake(self) -> None:
        """Let everybody who waits look at their condition again."""
        for sleeper in self._sleepers:
            if not sleeper.done():
                sleeper.set_result(None)

    async def wait(self, condition: Callable[[], bool], timeout: float | None) -> None:  # noqa: ASYNC109 - callers read it as a sentence
        """Return once the condition holds; it is looked at again at every change, never by a timer.

        Raises TimeoutError after `timeout` seconds; None waits for ever.
        """
        async with asyncio.timeout(timeout):
            while not condition():
                sleeper = asyncio.get_running_loop().create_future()
                self._sleepers.add(sleeper)
                try:
                    await sleeper
                finally:
                    self._sleepers.discard(sleeper)
