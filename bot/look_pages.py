"""The page where an officer sees an author's whole card number once, where a chat would keep it.

Whoever has the address and the code sees it in the name of the officer who asked: their right is read again then, the
look stands in the log, and both open nothing a second time.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from hashlib import sha256

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.code_page import CodePage
from bot.done import Done
from bot.event import Address, Event
from bot.logs import place_of
from bot.talk import Talk
from flows.said import CodeTyped
from flows.screen import N_
from storage import look_pages
from storage.cipher import Cipher
from storage.database import Database
from storage.look_pages import LookPage
from storage.outbox import Place

log = structlog.get_logger(__name__)
PATH = "/look/{token}"


class LookPages:
    """Asks for the code of such a page, lets a turn decide, and shows what it gives."""

    def __init__(
        self,
        database: Database,
        cipher: Cipher,
        taken: Callable[[Event], Awaitable[Done]],
        talk: Talk,
        clock: Clock,
    ) -> None:
        """Take how an event is taken; `clock` tells when a code was typed."""
        self._database, self._cipher, self._taken, self._clock = database, cipher, taken, clock
        self._page = CodePage(
            talk,
            way=N_("The code stands in the chat, below the link."),
            over=N_("It shows a number once, for 10 minutes. For a new one choose “See the whole card number” again."),
            ready=N_("See a card number"),
            submit=N_("Show the number"),
        )

    def routes(self) -> list[web.RouteDef]:
        """Return where a page asks for its code and is opened."""
        return [web.get(PATH, self.show), web.post(PATH, self.open)]

    async def show(self, request: web.Request) -> web.Response:
        """Ask for the code; that alone opens nothing, so that what reads links on their way changes nothing."""
        page = look_pages.read(self._cipher, request.match_info["token"])
        return self._page.gone() if page is None or await self._open_for(page) is None else self._page.ask()

    async def open(self, request: web.Request) -> web.Response:
        """Take the code and show the number, in the same answer: there is no address under which it stands."""
        page = look_pages.read(self._cipher, request.match_info["token"])
        place = None if page is None else await self._open_for(page)
        if page is None or place is None:
            return self._page.gone()
        code = "".join(str((await request.post()).get("code", "")).split()).upper()
        event = self._event(page, place, code)
        try:
            done = await self._taken(event)
        except Exception as error:  # noqa: BLE001 - whatever broke, whoever waits at the page is told what to do
            log.warning("look_not_taken", error=type(error).__name__, at=place_of(error))
            return self._page.broken()
        if done.revealed:
            log.info("number_shown_on_page")
            return self._page.reveal(done.revealed)
        if await self._open_for(page) is None:
            return self._page.gone()
        return self._page.ask(N_("This code does not open it. It stands in the chat, below the link."))

    def _event(self, page: LookPage, place: Place, code: str) -> Event:
        """Return the event of whoever asked for the page; the same code typed twice is one event, and opens once."""
        right = hmac.compare_digest(page.code.encode(), code.encode("utf-8", "surrogateescape"))
        wrong = sha256(code.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return Event(
            id=page.opening if right else f"{page.opening} {wrong}",
            address=Address(place.channel, place.bot, place.chat),
            user="",
            said=CodeTyped(page.initiative, page.until, right),
            received_at=self._clock.now(),
            about=place.person,
        )

    async def _open_for(self, page: LookPage) -> Place | None:
        """Return the chat of whoever a page can still be opened for, None for one that shows nothing any more."""
        async with self._database.transaction() as session:
            place = await look_pages.place_of(session, page)
            if place is None or await look_pages.is_over(session, page, place, self._clock.now()):
                return None
            return place
