"""What Telegram shows of a bot before anybody writes to it: its commands and its one sentence."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass

import structlog
import telegram
from telegram.constants import BotCommandLimit, BotDescriptionLimit
from telegram.error import TelegramError

from bot.channels.channel import Say
from bot.channels.commands import VIETNAMESE
from bot.channels.telegram.bots import name_of
from bot.channels.telegram.errors import UNREADABLE
from flows.screen import Msg

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Profile:
    """The commands by their English names, each with what it does, and the sentence that says what the bot is for."""

    commands: Mapping[str, Msg]
    short_description: Msg


async def publish(bot: telegram.Bot, profile: Profile, *, vi: Say, en: Say) -> None:
    """Tell Telegram the profile, Vietnamese for everybody and English for those who use it in English; never raises."""
    vietnamese = _menu({VIETNAMESE.get(name, name): vi(does) for name, does in profile.commands.items()})
    english = _menu({name: en(does) for name, does in profile.commands.items()})
    longest = BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH
    await _attempt(bot, bot.set_my_commands(vietnamese))
    await _attempt(bot, bot.set_my_commands(english, language_code="en"))
    await _attempt(bot, bot.set_my_short_description(vi(profile.short_description)[:longest]))
    await _attempt(bot, bot.set_my_short_description(en(profile.short_description)[:longest], language_code="en"))


def _menu(descriptions: Mapping[str, str]) -> list[telegram.BotCommand]:
    longest = BotCommandLimit.MAX_DESCRIPTION
    return [telegram.BotCommand(name, text[:longest]) for name, text in descriptions.items()]


async def _attempt(bot: telegram.Bot, call: Awaitable[bool]) -> None:
    """Make one call; a Bot API server that is not Telegram's may not know it, and the bot works without."""
    try:
        await call
    except (TelegramError, *UNREADABLE) as error:
        log.warning("telegram_profile_not_published", bot=name_of(bot), error=type(error).__name__)
