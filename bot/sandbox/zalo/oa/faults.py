"""What goes wrong on demand: answers of the API that never come or make no sense, and webhooks as bad as they get."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Fault:
    """One call that goes wrong; with an effect it is carried out first, and only its answer is lost.

    A path limits it to calls whose address begins like this.
    """

    kind: Literal["5xx", "hang", "not_json"]
    path: str = ""
    takes_effect: bool = False


class Faults:
    """The faults to come.

    `signature` and `body` say how webhooks are signed and written: `bare` is the signature without `mac=`, `escaped` a
    body of ASCII alone. Every event comes `copies` times; `backwards` turns round what waits.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        """Begin with everything as it should be; `wake` tells whoever waits for a call to hang."""
        self._wake = wake
        self.hanging = 0
        self.signature: Literal["good", "bad", "none", "bare"] = "good"
        self.body: Literal["raw", "escaped"] = "raw"
        self.copies = 1
        self.backwards = False
        self._planned: list[Fault] = []
        self._released = asyncio.Event()

    def plan(self, *faults: Fault) -> None:
        """Let the next calls go wrong, one each."""
        self._planned += faults

    def due(self, path: str) -> Fault | None:
        """Take the fault that is meant for a call, if any."""
        fault = next((one for one in self._planned if path.startswith(one.path)), None)
        if fault is not None:
            self._planned.remove(fault)
        return fault

    async def answer(self, fault: Fault) -> web.Response:
        """Answer a call that goes wrong; one that hangs waits until it is released."""
        match fault.kind:
            case "hang":
                self.hanging += 1
                self._wake()
                await self._released.wait()
                return web.Response(status=504)
            case "5xx":
                return web.Response(status=503, text="<html><title>503 Service Unavailable</title></html>")
            case "not_json":
                return web.Response(text="<html>Hệ thống đang bảo trì</html>", content_type="text/html")

    def release(self) -> None:
        """Let every hanging call end, now and from now on."""
        self._released.set()
