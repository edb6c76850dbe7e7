"""Takes the events Zalo pushes: answered once they are stored, or with an error soon enough for Zalo to try again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.channels.bodies import as_json, read_body
from bot.channels.zalo.oa.inbound import BOT, understand
from bot.channels.zalo.oa.signature import HEADER, Signature
from bot.clock import Clock
from bot.event import Event

log = structlog.get_logger(__name__)
PROBE_PATH = "/zalo/oa"
_PATIENCE = 1.5  # of the two seconds that Zalo waits
_COPY = "Copy the whole address of this page and paste it where “sangkien zalo connect” asks for it.\n"

Take = Callable[[Event], Awaitable[None]]


class Webhook:
    """What answers Zalo at one path that nobody can guess, and probes of the console at a plain one."""

    def __init__(
        self,
        path: str,
        signature: Signature,
        take: Take,
        clock: Clock,
        *,
        strict: bool = True,
        patience: float = _PATIENCE,
    ) -> None:
        """Have events taken by `take`; one that is not `strict` only logs what is signed wrongly.

        Zalo is answered after `patience` seconds at the latest.
        """
        self._path, self._signature, self._take, self._clock = path, signature, take, clock
        self._strict, self._patience = strict, patience
        self._working: set[asyncio.Task[bool]] = set()

    def routes(self) -> list[web.RouteDef]:
        """Return what is served: events at the long path, and at both what the console asks on saving an address."""
        return [
            web.post(self._path, self._answer),
            web.get(self._path, _probed),
            web.post(PROBE_PATH, self._answer_probe),
            web.get(PROBE_PATH, _probed),
        ]

    async def close(self) -> None:
        """Wait for what is still being taken."""
        if self._working:
            await asyncio.wait(self._working)

    async def _answer(self, request: web.Request) -> web.Response:
        body = await read_body(request)
        raw = as_json(body)
        if not isinstance(raw, dict) or "event_name" not in raw:
            return web.Response(status=200)
        if not self._signature.holds(request.headers.get(HEADER, ""), body, str(raw.get("timestamp", ""))):
            log.warning("zalo_signature_wrong", refused=self._strict, signed=HEADER in request.headers)
            if self._strict:
                return web.Response(status=403)
        event = understand(raw, BOT, self._clock.now())
        return web.Response(status=200 if event is None or await self._in_time(event) else 500)

    async def _answer_probe(self, request: web.Request) -> web.Response:
        """Answer what is no event; events belong to the path that nobody can guess."""
        raw = as_json(await read_body(request))
        return web.Response(status=404 if isinstance(raw, dict) and "event_name" in raw else 200)

    async def _in_time(self, event: Event) -> bool:
        """Return whether an event was taken; one that takes longer goes on, and when it comes again it is known."""
        working = asyncio.create_task(self._taken(event))
        self._working.add(working)
        working.add_done_callback(self._working.discard)
        done, _ = await asyncio.wait({working}, timeout=self._patience)
        if not done:
            log.warning("zalo_event_takes_long", bot=BOT, update=event.id)
            return False
        return working.result()

    async def _taken(self, event: Event) -> bool:
        """Return whether an event was taken; only the name of an error is logged, its text may hold what was said."""
        try:
            await self._take(event)
        except Exception as error:  # noqa: BLE001 - whatever failed, the event must come again
            reason = type(error).__name__
        else:
            return True
        log.error("zalo_event_not_taken", bot=BOT, update=event.id, error=reason)
        return False


async def _probed(request: web.Request) -> web.Response:
    """Answer a look at the address; whoever comes from the page of permission is told what to do with it."""
    return web.Response(text=_COPY if "code" in request.query else "ok\n", headers={"Referrer-Policy": "no-referrer"})
