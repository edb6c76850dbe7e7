"""How one bot asks for its updates: one poller at a time, and no hammering."""

from __future__ import annotations

_SAME_OFFSET_WAITS = 3.0
_SAME_OFFSET_ONE_BY_ONE = 0.5
_CONFLICTS_APART = 3.0
_WEBHOOKS_APART = 1.0
"""All in seconds."""


class Polling:
    """What Telegram remembers of getUpdates and setWebhook; instants are seconds of a monotonic clock."""

    def __init__(self) -> None:
        """Begin with no call made."""
        self.turn = 0
        """Grows with every call; a waiting call whose turn is over gives up."""
        self._offset: int | None = None
        self._at = float("-inf")
        self._next_conflict = float("-inf")
        self._next_webhook = float("-inf")

    def begin(self) -> int:
        """Take the turn from whoever waits and return it."""
        self.turn += 1
        return self.turn

    def tempered(self, offset: int, limit: int, wait: int, now: float) -> tuple[int, int]:
        """Return the limit and the wait that are granted to a call, less when it repeats the last offset at once."""
        if offset == self._offset and now < self._at + _SAME_OFFSET_WAITS:
            wait = max(wait, int(_SAME_OFFSET_WAITS))
            if now < self._at + _SAME_OFFSET_ONE_BY_ONE:
                limit = 1
        self._offset, self._at = offset, now
        return limit, wait

    def conflict_delay(self, now: float) -> float:
        """Return how long to hold back a conflict's answer: the first goes at once, repeated ones wait."""
        if now < self._next_conflict:
            return _CONFLICTS_APART
        self._next_conflict = now + _CONFLICTS_APART
        return 0.0

    def is_hasty_webhook(self, now: float) -> bool:
        """Tell whether setWebhook is called again too soon, and count this call if not."""
        if now < self._next_webhook:
            return True
        self._next_webhook = now + _WEBHOOKS_APART
        return False
