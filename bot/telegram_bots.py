"""Everything about Telegram that one process has: its bots, how they hear, and what they show before anybody writes."""

from __future__ import annotations

import asyncio

import structlog
from telegram.error import TelegramError

from bot.channels.telegram import webhook
from bot.channels.telegram.bots import NamedBot, make_bot, username_of
from bot.channels.telegram.client import TelegramChannel
from bot.channels.telegram.profile import Profile, publish
from bot.channels.telegram.updates import Take, pause, poll
from bot.clock import Clock
from bot.event import Address
from bot.server import Handler
from bot.settings import Settings
from bot.talk import Talk
from flows.facts import Door
from flows.screen import N_, Line

log = structlog.get_logger(__name__)
_REGISTER_AGAIN = 30.0


class TelegramBots:
    """Our bots on Telegram, none where no token is set."""

    def __init__(self, settings: Settings, talk: Talk, clock: Clock) -> None:
        """Put them together; `clock` tells when an update arrived. Nothing is opened yet."""
        self._settings, self._talk, self._clock = settings, talk, clock
        self.bots: dict[str, NamedBot] = {
            name: make_bot(name, token, settings.telegram_api_url) for name, token in settings.telegram_bots.items()
        }
        self.channel = TelegramChannel(self.bots)

    def hooks(self, take: Take) -> dict[str, Handler]:
        """Return what answers Telegram's webhooks, by path."""
        secret = self._settings.webhook_token()
        return {
            f"/telegram/{name}": webhook.handler(name, bot, secret, take, self._clock)
            for name, bot in self.bots.items()
        }

    def username(self, address: Address | None) -> str | None:
        """Return the name on Telegram of the bot of an address, elsewhere of our first; None while it is not known."""
        asked = self.bots.get(address.bot) if address and address.channel == "telegram" else None
        bot = asked or next(iter(self.bots.values()), None)
        return username_of(bot) if bot else None

    def others(self, address: Address) -> tuple[Door, ...]:
        """Return our other bots that a link opens, seen from the one of an address."""
        doors = {name: self.channel.entrance(Address("telegram", name, "")) for name in self.bots}
        here = address.bot if address.channel == "telegram" else None
        return tuple(Door("telegram", entrance) for name, entrance in doors.items() if entrance and name != here)

    async def receive(self, bot: NamedBot, take: Take, stop: asyncio.Event) -> None:
        """Have what people write to a bot taken until told to stop: fetched, or pushed where we have an address."""
        if self._settings.webhook_url is None:
            await poll(bot, take, self._clock.now, stop=stop)
            return
        address = f"{self._settings.webhook_url}/telegram/{bot.alias}"
        while not stop.is_set():
            try:
                await webhook.register(bot, address, self._settings.webhook_token())
            except TelegramError as error:
                log.warning("webhook_not_registered", bot=bot.alias, error=type(error).__name__)
                await pause(stop, _REGISTER_AGAIN)
            else:
                await stop.wait()

    async def publish(self, bot: NamedBot, stop: asyncio.Event) -> None:
        """Tell Telegram our commands, unless we are to stop before it has answered."""

        def vi(line: Line) -> str:
            return self._talk.say(line, "vi")

        def en(line: Line) -> str:
            return self._talk.say(line, "en")

        tasks = [asyncio.create_task(publish(bot, PROFILE, vi=vi, en=en)), asyncio.create_task(stop.wait())]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


PROFILE = Profile(
    commands={
        "submit": N_("Hand in an initiative"),
        "mine": N_("My initiatives"),
        "cancel": N_("Leave what is going on"),
        "queue": N_("What waits for me (officers)"),
        "quota": N_("Progress against targets (staff)"),
        "ranking": N_("Ranking of units (staff)"),
        "report": N_("Lists and reports as files (staff)"),
        "nominate": N_("Awards and who is put forward (officers, staff)"),
        "history": N_("Everything done with an initiative (officers, staff)"),
        "help": N_("Help"),
        "data": N_("My personal data"),
        "language": N_("tiếng Việt, English"),
    },
    short_description=N_("Hand in an initiative to the trade union from your phone, one question at a time."),
)
