"""Tells the webhook of every event: signed, answered within two seconds, repeated on the clock, then switched off."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.sandbox.zalo.oa import limits, signature
from bot.sandbox.zalo.oa.hooks import Delivery, Waiting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.zalo.oa.hooks import Webhook
    from bot.sandbox.zalo.oa.world import OaWorld


class Courier:
    """Carries the events of a world for as long as `run` runs.

    `deadline` waits as long as an answer may take; `sleep` waits for the next repetition where the clock runs by
    itself.
    """

    def __init__(
        self,
        world: OaWorld,
        *,
        deadline: Callable[[float], Awaitable[None]] = asyncio.sleep,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Remember whose events to carry."""
        self._world, self._deadline, self._sleep = world, deadline, sleep

    def stop(self) -> None:
        """Let every hanging call of the API end, because the server goes down."""
        self._world.faults.release()

    async def run(self) -> None:
        """Carry events until cancelled."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as session:
            while True:
                webhook = self._world.webhook
                if webhook is None:
                    await self._world.changes.wait(lambda: self._world.webhook is not None, None)
                elif webhook.is_live:
                    await self._serve(session, webhook)
                else:
                    await self._probe(session, webhook)

    async def _probe(self, session: aiohttp.ClientSession, webhook: Webhook) -> None:
        """Ask as the console does when an address is saved: unsigned and empty; only a 200 lets it stay."""
        webhook.probed = await self._post(session, webhook.url, b"{}", {})
        webhook.is_live = webhook.probed == 200
        if not webhook.is_live and self._world.webhook is webhook:
            self._world.webhook = None
        self._world.changes.wake()

    async def _serve(self, session: aiohttp.ClientSession, webhook: Webhook) -> None:
        """Deliver what is due, then wait for a new event, another webhook, or the next repetition."""
        self._collect(webhook)
        due = [one for one in webhook.waiting if one.due <= self._world.clock.now()]
        if self._world.faults.backwards:
            due.reverse()
        for waiting in due:
            if webhook.is_off or self._world.webhook is not webhook:
                break
            await self._deliver(session, webhook, waiting)
        if not due:
            await self._rest(webhook)

    def _collect(self, webhook: Webhook) -> None:
        """Take the new events; while the webhook is off nobody will be told of them."""
        fresh = self._world.take()
        if webhook.is_off:
            webhook.lost += len(fresh)
            self._world.changes.wake()
            return
        webhook.waiting += [
            Waiting(event, self._world.clock.now()) for event in fresh for _ in range(self._world.faults.copies)
        ]

    async def _rest(self, webhook: Webhook) -> None:
        world, clock = self._world, self._world.clock
        next_due = min((one.due for one in webhook.waiting), default=None)

        def something_to_do() -> bool:
            is_due = next_due is not None and next_due <= clock.now()
            return bool(world.outbox) or world.webhook is not webhook or is_due

        changed = asyncio.ensure_future(world.changes.wait(something_to_do, None))
        others: set[asyncio.Future[None]] = set()
        if next_due is not None:
            others.add(asyncio.ensure_future(self._sleep((next_due - clock.now()).total_seconds())))
        await _first(changed, *others)

    async def _deliver(self, session: aiohttp.ClientSession, webhook: Webhook, waiting: Waiting) -> None:
        body = self._written(waiting.event)
        headers = self._signed(waiting.event, body)
        if waiting.failures:
            headers["num_retry"] = str(waiting.failures)
        status = await self._post(session, webhook.url, body, headers)
        webhook.deliveries.append(Delivery(waiting.event, waiting.failures, status))
        if status == 200:
            webhook.waiting.remove(waiting)
        elif waiting.failures < len(limits.RETRIES):
            waiting.due = self._world.clock.now() + limits.RETRIES[waiting.failures]
            waiting.failures += 1
        else:
            webhook.lost += len(webhook.waiting)
            webhook.waiting.clear()
            webhook.is_off = True
        self._world.changes.wake()

    def _written(self, event: dict[str, Any]) -> bytes:
        """Write an event in one of the two ways that nobody gets by writing it again in a habit of their own."""
        escaped = self._world.faults.body == "escaped"
        return json.dumps(event, ensure_ascii=escaped, separators=(", ", ":") if escaped else (",", ":")).encode()

    def _signed(self, event: dict[str, Any], body: bytes) -> dict[str, str]:
        account = self._world.account
        mac = signature.mac(account.app_id, body, str(event["timestamp"]), account.secret_key)
        match self._world.faults.signature:
            case "good":
                return {signature.HEADER: f"mac={mac}"}
            case "bare":
                return {signature.HEADER: mac}
            case "bad":
                return {signature.HEADER: f"mac={mac[::-1]}"}
            case "none":
                return {}

    async def _post(self, session: aiohttp.ClientSession, url: str, body: bytes, headers: dict[str, str]) -> int | None:
        """Return the status of an answer, None where none came within the time there is."""
        posted = asyncio.ensure_future(_status(session, url, body, headers | {"Content-Type": "application/json"}))
        await _first(posted, asyncio.ensure_future(self._deadline(limits.ANSWER_SECONDS)))
        return None if posted.cancelled() else posted.result()


async def _status(session: aiohttp.ClientSession, url: str, body: bytes, headers: dict[str, str]) -> int | None:
    try:
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            return response.status
    except aiohttp.ClientError:
        return None


async def _first(*waits: asyncio.Future[Any]) -> None:
    """Wait for the first of these and cancel the others."""
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.wait(waits)
