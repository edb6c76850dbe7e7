"""Telegram's limits on sending: about one message a second in a chat, thirty over all chats."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.telegram.errors import too_many_requests

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Tokens a second and the burst that is tolerated."""

    chat_per_second: float = 1.0
    chat_burst: int = 5
    overall_per_second: float = 30.0
    overall_burst: int = 30


class _Bucket:
    """A token bucket that may go into debt, so that an album is let through and paid for afterwards."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = float(burst), now

    def lacking(self, now: float) -> float:
        """Return the seconds until one token is there; 0 when it is there now."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        return max(0.0, (1 - self._tokens) / self._rate)

    def take(self, tokens: int) -> None:
        self._tokens -= tokens


class Rates:
    """The buckets of one bot."""

    def __init__(self, limits: RateLimits | None, monotonic: Callable[[], float]) -> None:
        """Fill all buckets; without limits nothing is ever refused."""
        self._limits, self._monotonic = limits, monotonic
        self._chats: dict[int, _Bucket] = {}
        self._overall = _Bucket(limits.overall_per_second, limits.overall_burst, monotonic()) if limits else None

    def spend(self, chat_id: int, messages: int = 1) -> None:
        """Pay for messages to a chat.

        Raises Refused (429) with the seconds until the next one is allowed; a refused call costs nothing.
        """
        if self._limits is None or self._overall is None:
            return
        now = self._monotonic()
        chat = self._chats.setdefault(chat_id, _Bucket(self._limits.chat_per_second, self._limits.chat_burst, now))
        lacking = max(chat.lacking(now), self._overall.lacking(now))
        if lacking > 1e-9:
            raise too_many_requests(max(1, math.ceil(lacking)))
        chat.take(messages)
        self._overall.take(messages)
