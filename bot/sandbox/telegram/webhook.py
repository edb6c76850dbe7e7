"""Delivers updates to webhooks: one source strictly in order, sources side by side, repeated until taken."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.sandbox.telegram.hooks import WebhookFailure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from bot.sandbox.account import Account
    from bot.sandbox.state import State
    from bot.sandbox.telegram.hooks import Webhook
    from bot.sandbox.telegram.updates import Pending

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_IDLE = aiohttp.ClientTimeout(total=60)
_LONGEST_DELAY = 64.0
_LONGEST_RETRY_AFTER = 3600.0


class _NotTaken(Exception):  # noqa: N818 - says what became of the update
    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.message, self.retry_after = message, retry_after


def delay(failures: int) -> float:
    """Return the seconds before the next attempt: none after the first failure, then 2, 4, 8 … 64."""
    return 0.0 if failures <= 1 else min(2.0 ** (failures - 1), _LONGEST_DELAY)


class Courier:
    """Carries the updates of every bot that has a webhook, as long as `run` runs."""

    def __init__(self, state: State, execute: Callable[[Account, dict[str, Any]], Awaitable[None]]) -> None:
        """Remember whose updates to carry and who executes the calls that bots put into their answers."""
        self._state, self._execute = state, execute

    async def run(self) -> None:
        """Carry updates until cancelled."""
        async with aiohttp.ClientSession(timeout=_IDLE) as session, asyncio.TaskGroup() as bots:
            for account in self._state.bots.values():
                bots.create_task(self._serve(session, account))

    async def _serve(self, session: aiohttp.ClientSession, account: Account) -> None:
        """Serve one webhook after the other."""
        changes = self._state.changes
        while True:
            await changes.wait(lambda: account.webhook is not None, None)
            webhook = account.webhook
            if webhook is None:
                continue
            routes = _Routes(account, webhook)
            try:
                await self._keep_open(session, routes)
            finally:
                await routes.close()

    async def _keep_open(self, session: aiohttp.ClientSession, routes: _Routes) -> None:
        """Open a route for every source that waits, until the bot has another webhook or none."""
        changes = self._state.changes
        while not routes.is_outdated():
            for source in routes.to_open():
                work = self._carry(session, routes.account, routes.webhook, source)
                routes.open(source, work, changes.wake)
            await changes.wait(lambda: routes.is_outdated() or bool(routes.to_open()), None)

    async def _carry(self, session: aiohttp.ClientSession, account: Account, webhook: Webhook, source: str) -> None:
        """Deliver the updates of one source until none is left."""
        failures = 0
        while pending := next((one for one in account.updates.alive() if one.source == source), None):
            try:
                answer = await self._post(session, webhook, pending)
            except _NotTaken as problem:
                account.webhook_failure = WebhookFailure(self._state.clock.now(), problem.message)
                failures += 1
                await self._state.sleep(delay(failures) if problem.retry_after is None else problem.retry_after)
                continue
            failures = 0
            account.updates.discard(pending.id)
            if answer:
                await self._execute(account, answer)

    async def _post(self, session: aiohttp.ClientSession, webhook: Webhook, pending: Pending) -> dict[str, Any]:
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with session.post(
                webhook.url, json=pending.body(), headers=headers, allow_redirects=False
            ) as response:
                if not 200 <= response.status < 300:
                    words = f"Wrong response from the webhook: {response.status} {response.reason}"
                    raise _NotTaken(words, _retry_after(response))
                if response.content_type != "application/json":
                    return {}
                body = await response.json()
        except TimeoutError:
            raise _NotTaken("Read timeout expired") from None
        except aiohttp.ClientConnectorError:
            raise _NotTaken("Connection refused") from None
        except (aiohttp.ClientError, ValueError) as problem:
            raise _NotTaken(f"Connection failed: {problem}") from None
        return body if isinstance(body, dict) and "method" in body else {}


class _Routes:
    """The sources of one webhook that are being delivered now."""

    def __init__(self, account: Account, webhook: Webhook) -> None:
        self.account, self.webhook = account, webhook
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def is_outdated(self) -> bool:
        return self.account.webhook is not self.webhook

    def to_open(self) -> list[str]:
        """Return the sources that wait and may start now, oldest update first."""
        waiting = dict.fromkeys(one.source for one in self.account.updates.alive())
        free = self.webhook.max_connections - len(self._tasks)
        return [source for source in waiting if source not in self._tasks][: max(0, free)]

    def open(self, source: str, work: Coroutine[Any, Any, None], wake: Callable[[], None]) -> None:
        def over(_: asyncio.Task[None]) -> None:
            self._tasks.pop(source, None)
            wake()

        task = asyncio.get_running_loop().create_task(work)
        self._tasks[source] = task
        task.add_done_callback(over)

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _retry_after(response: aiohttp.ClientResponse) -> float | None:
    value = response.headers.get("Retry-After", "")
    return min(float(value), _LONGEST_RETRY_AFTER) if value.isdecimal() else None
