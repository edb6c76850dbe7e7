"""Work that computes for a while: beside the event loop, and never left running behind the back of who waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVarTuple, Unpack

Ts = TypeVarTuple("Ts")


async def aside(work: Callable[[Unpack[Ts]], None], *given: *Ts) -> None:
    """Do some work in a thread; whoever is stopped meanwhile goes only once it has ended."""
    working = asyncio.ensure_future(asyncio.to_thread(work, *given))
    try:
        await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait([working])
        raise
