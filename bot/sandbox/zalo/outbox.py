"""The events that nobody has been told of yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.events import Changes


class Outbox:
    """Events in the order in which they happened; whoever takes them has to remember them."""

    def __init__(self, changes: Changes) -> None:
        """Begin empty; a new event wakes those who wait for a change."""
        self._changes = changes
        self._events: list[dict[str, Any]] = []

    def __bool__(self) -> bool:
        """Tell whether anything waits."""
        return bool(self._events)

    def add(self, event: dict[str, Any]) -> None:
        """Put an event last."""
        self._events.append(event)
        self._changes.wake()

    def take_one(self) -> dict[str, Any] | None:
        """Hand over what waits longest, or None."""
        return self._events.pop(0) if self._events else None

    def take(self) -> list[dict[str, Any]]:
        """Hand over everything that waits, oldest first."""
        taken, self._events = self._events, []
        return taken
