"""Whom the account may write to now, and what it costs: people have to have done something lately."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.sandbox.zalo.oa import limits
from bot.sandbox.zalo.oa.errors import Reason, Refused

if TYPE_CHECKING:
    from bot.clock import Clock


class Windows:
    """When each person last did something with the account, by their Zalo id, and who follows it."""

    def __init__(self, clock: Clock) -> None:
        """Begin with nobody having done anything."""
        self._clock = clock
        self._last: dict[str, datetime] = {}
        self._followers: set[str] = set()
        self._left: set[str] = set()

    def interacted(self, user: str) -> None:
        """Note that a person wrote, tapped or followed just now."""
        self._last[user] = self._clock.now()
        self._left.discard(user)

    def followed(self, user: str) -> None:
        """Note that a person follows the account, which is something they did."""
        self._followers.add(user)
        self.interacted(user)

    def unfollowed(self, user: str) -> None:
        """Note that a person follows no more; until they do something again nothing reaches them."""
        self._followers.discard(user)
        self._left.add(user)

    def follows(self, user: str) -> bool:
        """Tell whether a person follows the account."""
        return user in self._followers

    def last(self, user: str) -> datetime | None:
        """Return when a person last did something, or None."""
        return self._last.get(user)

    def check(self, user: str) -> bool:
        """Tell whether a message to a person is free now; raises Refused where none may go out."""
        last = self._last.get(user)
        if last is None or user in self._left:
            raise Refused(Reason.NO_FOLLOWER)
        quiet = self._clock.now() - last
        if quiet > limits.WINDOW:
            raise Refused(Reason.NO_INTERACTION)
        return quiet <= limits.FREE_WINDOW
