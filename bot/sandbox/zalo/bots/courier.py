"""Carries events to a bot's webhook, one after another, each once: the platform promises no second try."""

from __future__ import annotations

import aiohttp

from bot.sandbox.zalo.bots.state import Webhook, ZaloBotState

SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_PATIENCE = aiohttp.ClientTimeout(total=60)


class ZaloBotCourier:
    """Carries events as long as `run` runs; what was not taken is kept where a test can see it."""

    def __init__(self, state: ZaloBotState) -> None:
        """Carry the events of this bot."""
        self._state = state

    async def run(self) -> None:
        """Carry events until cancelled."""
        state = self._state
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
            while True:
                await state.changes.wait(lambda: state.webhook is not None and state.has_news, None)
                webhook, event = state.webhook, state.take_one()
                if webhook is None or event is None:
                    continue
                body = {"ok": True, "result": event} if state.manners.enveloped else event
                if not await _taken(session, webhook, body):
                    state.undelivered.append(event)
                state.changes.wake()


async def _taken(session: aiohttp.ClientSession, webhook: Webhook, body: object) -> bool:
    headers = {SECRET_HEADER: webhook.secret}
    try:
        async with session.post(webhook.url, json=body, headers=headers, allow_redirects=False) as answer:
            return 200 <= answer.status < 300
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False
