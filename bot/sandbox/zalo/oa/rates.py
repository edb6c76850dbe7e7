"""So many calls in each minute of the clock, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.zalo.oa import limits
from bot.sandbox.zalo.oa.errors import Reason, Refused

if TYPE_CHECKING:
    from bot.clock import Clock


class Rates:
    """The calls of the present minute."""

    def __init__(self, clock: Clock, calls_a_minute: int = limits.CALLS_A_MINUTE) -> None:
        """Begin with none."""
        self._clock, self._limit = clock, calls_a_minute
        self._minute, self._calls = 0, 0

    def spend(self) -> None:
        """Count one call; raises Refused for one too many."""
        minute = int(self._clock.now().timestamp()) // 60
        if minute != self._minute:
            self._minute, self._calls = minute, 0
        if self._calls >= self._limit:
            raise Refused(Reason.RATE)
        self._calls += 1

    def headers(self) -> dict[str, str]:
        """Return what every answer tells of it."""
        return {"X-RateLimit-Limit": str(self._limit), "X-RateLimit-Remain": str(self._limit - self._calls)}
