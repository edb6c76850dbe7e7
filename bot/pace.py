"""How much may be done at a time so that it is only so much a second."""

from __future__ import annotations

from datetime import datetime


class Pace:
    """Room that fills by so much a second, up to one second's worth."""

    def __init__(self, a_second: int, now: datetime) -> None:
        """Begin with room for a second's worth."""
        self._a_second, self._room, self._at = a_second, float(a_second), now

    def room(self, now: datetime) -> int:
        """Return how much may be done now."""
        passed = max(0.0, (now - self._at).total_seconds())
        self._room = min(float(self._a_second), self._room + passed * self._a_second)
        self._at = now
        return int(self._room)

    def take(self, number: int) -> None:
        """Note that so much is done."""
        self._room -= number
