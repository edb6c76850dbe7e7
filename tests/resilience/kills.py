"""When a bot is killed: a rule looks at every call it makes to the Bot API and says at which moment of it."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from tests.resilience.process import Command, Nursery

Moment = Literal["received", "performed", "answered"]


@dataclass(frozen=True, slots=True)
class Kill:
    """Kill when a call was received and before it has any effect, when it has had its effect and before the bot

    hears of it, or some seconds after the bot heard.
    """

    moment: Moment
    delay: float = 0.0


class Rule(Protocol):
    """Decides who dies when; `left` is how many kills are still to come."""

    left: int

    def born(self) -> float | None:
        """Note that a bot was started; return the seconds after which it dies, None where a call decides."""
        ...

    async def at(self, method: str, request: web.Request) -> Kill | None:
        """Return whether and how this call is the bot's end."""
        ...


class AtRandom:
    """Kills so many times: mostly after a few calls about messages, now and then while the bot is starting."""

    _ABOUT_MESSAGES = ("getupdates", "sendmessage", "editmessagetext", "deletemessage", "answercallbackquery", "cs")

    def __init__(self, rng: random.Random, kills: int, calls: int) -> None:
        """`calls` is how many calls a bot lives through at most; fewer than about ten and nothing gets on."""
        self._rng, self.left, self._most = rng, kills, calls
        self._calls, self._any = 0, False

    def born(self) -> float | None:
        self._any = self._rng.random() < 0.1
        self._calls = self._rng.randint(1, self._most)
        return self._rng.uniform(0, 0.3) if self._rng.random() < 0.1 else None

    async def at(self, method: str, request: web.Request) -> Kill | None:
        if not self._any and method not in self._ABOUT_MESSAGES:
            return None
        self._calls -= 1
        if self._calls > 0:
            return None
        moment: Moment = self._rng.choice(("received", "performed", "answered", "answered"))
        return Kill(moment, self._rng.uniform(0, 0.03))


class BeforeConfirming:
    """Kills once: when the bot is about to say that it has taken a certain update and all before it."""

    def __init__(self) -> None:
        self.update: int | None = None
        self.left = 1

    def born(self) -> float | None:
        return None

    async def at(self, method: str, request: web.Request) -> Kill | None:
        if method != "getupdates" or self.update is None:
            return None
        form = await request.post()
        return Kill("received") if int(str(form.get("offset", 0))) > self.update else None


class Keeper:
    """Keeps one bot running: kills it where the rule says so, and starts it again."""

    def __init__(self, rule: Rule, bots: Sequence[Command | Nursery], rng: random.Random) -> None:
        """Each time one of `bots` is started, by chance."""
        self._rule, self._bots, self._rng = rule, bots, rng
        self._alive: int | None = None
        self._finishing = False
        self.killed = 0

    async def run(self) -> None:
        """Start a bot whenever there is none, until `finish`; raises AssertionError for one that ended by itself."""
        while not self._finishing:
            bot = self._rng.choice(self._bots)
            self._alive = await bot.start()
            after = self._rule.born() if self._rule.left else None
            if after is not None:
                asyncio.get_running_loop().call_later(after, self._kill, self._alive)
            status = await bot.ended()
            self._alive = None
            expected = 0 if self._finishing else -signal.SIGKILL
            if status != expected:
                raise AssertionError(f"a bot ended with {status}:\n{bot.place.log.read_text(encoding='utf-8')[-3000:]}")

    def finish(self) -> None:
        """Ask the bot that runs now to end."""
        assert self._alive is not None
        self._finishing = True
        os.kill(self._alive, signal.SIGTERM)

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Hand a call on, or let it be the bot's last."""
        victim = self._alive
        method = request.path.rpartition("/")[2].lower()
        if victim is None or not self._rule.left or not request.path.startswith(("/bot", "/v3.0/oa")):
            return await handler(request)
        kill = await self._rule.at(method, request)
        if kill is None:
            return await handler(request)
        if kill.moment == "received":
            self._kill(victim)
            return web.Response(status=500)
        answer = await handler(request)
        if kill.moment == "performed":
            self._kill(victim)
        else:
            asyncio.get_running_loop().call_later(kill.delay, self._kill, victim)
        return answer

    def _kill(self, victim: int) -> None:
        if victim == self._alive and self._rule.left:
            self._rule.left -= 1
            self.killed += 1
            self._alive = None
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
