"""The loop over leased work: several pieces side by side, none held back by a slow one, none lost by a kill."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger(__name__)
T = TypeVar("T")
_LONGEST_PARTING = 8.0  # whoever stops us with SIGTERM sends SIGKILL after ten seconds or more
_LOOK_AGAIN = 5.0


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """What there is to do: `claim` leases at most so many, `do` does one, `next_due` tells when to look again.

    `at_once` is how many may be under way; `name` is for the log; `now` tells the machine's time.
    """

    name: str
    at_once: int
    claim: Callable[[int], Awaitable[Sequence[T]]]
    do: Callable[[T], Awaitable[None]]
    next_due: Callable[[], Awaitable[datetime | None]]
    now: Callable[[], datetime]


class LeaseLoop(Generic[T]):
    """Claims and does work until it is told to stop."""

    def __init__(self, work: Work[T]) -> None:
        """Begin with nothing under way."""
        self._work = work
        self._woken = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Look for work now."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop; what is under way then is finished first, if it does not take too long.

        A database that is away for a while is waited for.
        """
        while not stop.is_set():
            self._woken.clear()
            try:
                resting = 0.0 if await self._begin() else await self._idle_seconds()
            except (SQLAlchemyError, OSError) as error:
                log.warning("work_not_reached", work=self._work.name, error=type(error).__name__)
                resting = _LOOK_AGAIN
            if resting:
                await self._rest(stop, resting)
        await self._part()

    async def drain(self) -> None:
        """Do everything that is due now, then return."""
        while await self._begin():
            await asyncio.gather(*self._under_way)

    async def _begin(self) -> bool:
        """Begin what may be begun now; False if there was nothing or no room for more."""
        room = self._work.at_once - len(self._under_way)
        claimed = await self._work.claim(room) if room else ()
        for one in claimed:
            doing = asyncio.create_task(self._do(one))
            self._under_way.add(doing)
            doing.add_done_callback(self._ended)
        return bool(claimed)

    async def _do(self, one: T) -> None:
        await self._work.do(one)

    def _ended(self, doing: asyncio.Task[None]) -> None:
        self._under_way.discard(doing)
        self.wake()

    async def _idle_seconds(self) -> float:
        """Return how long nothing can be begun unless somebody wakes us."""
        if len(self._under_way) == self._work.at_once:
            return _LOOK_AGAIN
        due = await self._work.next_due()
        return _LOOK_AGAIN if due is None else min(_LOOK_AGAIN, max(0.02, (due - self._work.now()).total_seconds()))

    async def _rest(self, stop: asyncio.Event, seconds: float) -> None:
        """Wait until woken, stopped, or the time is over."""
        waiting = [asyncio.create_task(self._woken.wait()), asyncio.create_task(stop.wait())]
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()

    async def _part(self) -> None:
        """Let what is under way finish; what does not is done again at the next start."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_LONGEST_PARTING)
            for doing in late:
                doing.cancel()
            await asyncio.gather(*late, return_exceptions=True)
