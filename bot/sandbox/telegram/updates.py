"""The updates that wait for a bot: numbered, filtered when they are created, forgotten when they are too old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.clock import Clock
    from bot.sandbox.events import Changes

ALL_KINDS = frozenset(
    {
        "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
        "edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count",
        "inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
        "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request",
        "chat_boost", "removed_chat_boost",
    }
)  # fmt: skip
DEFAULT_KINDS = ALL_KINDS - {"chat_member", "message_reaction", "message_reaction_count"}

_FIRST_ID = 100_000_000
_FARTHEST_AHEAD = 10
"""An offset farther ahead of the newest update than this is taken for a mistake and ignored."""


@dataclass(frozen=True, slots=True)
class Pending:
    """One undelivered update; it dies at an instant, or at a reading of the monotonic clock in seconds."""

    id: int
    source: str
    """Webhooks deliver the updates of one source one by one."""
    content: Mapping[str, Any]
    dies: datetime | float

    def body(self) -> dict[str, Any]:
        """Return the Update as the bot gets it."""
        return {"update_id": self.id, **self.content}


class UpdateQueue:
    """The undelivered updates of one bot, oldest first."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float], changes: Changes) -> None:
        """Begin empty, wanting every kind that is sent unasked."""
        self._clock, self._monotonic, self._changes = clock, monotonic, changes
        self._pending: dict[int, Pending] = {}
        self._next = _FIRST_ID
        self.wanted = DEFAULT_KINDS

    def want(self, kinds: Iterable[str]) -> None:
        """Create only these kinds from now on; none named means those sent unasked, unknown names are ignored."""
        self.wanted = frozenset(kinds) & ALL_KINDS or DEFAULT_KINDS

    def add(self, kind: str, content: Mapping[str, Any], *, source: str, dies: datetime | float) -> None:
        """Queue an update unless the bot does not want its kind."""
        if kind not in self.wanted:
            return
        self._pending[self._next] = Pending(self._next, source, {kind: content}, dies)
        self._next += 1
        self._changes.wake()

    def alive(self) -> list[Pending]:
        """Return what is still to be delivered, after forgetting what has died."""
        now, tick = self._clock.now(), self._monotonic()
        self._pending = {
            number: pending
            for number, pending in self._pending.items()
            if (now < pending.dies if isinstance(pending.dies, datetime) else tick < pending.dies)
        }
        return list(self._pending.values())

    def confirm(self, offset: int) -> None:
        """Forget every update below the offset; a negative offset keeps only that many of the newest."""
        if offset > self._next + _FARTHEST_AHEAD:
            return
        for number in list(self._pending)[:offset] if offset < 0 else list(self._pending):
            if offset < 0 or number < offset:
                del self._pending[number]
        self._changes.wake()

    def discard(self, update_id: int) -> None:
        """Forget one delivered update."""
        self._pending.pop(update_id, None)
        self._changes.wake()

    def clear(self) -> None:
        """Forget all of them."""
        self._pending.clear()
        self._changes.wake()
