"""Checks of Zalo's Bot Platform: that it knows our bot, and how it hands over what people write."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from urllib.parse import urlsplit

from bot.channels.zalo.bots.api import BotApi, RefusedError, SilentError
from bot.channels.zalo.bots.webhook import PATH
from bot.command_line.checks.finding import Finding, ill, mind, well
from bot.settings import Settings


async def check(chosen: Settings, *, offline: bool) -> AsyncIterator[Finding]:
    """Yield what is found, nothing where no bot is set up there."""
    if chosen.zalo_bot_token is None:
        return
    yield mind("A Zalo bot serves 50 people and sends 3,000 messages a month; for more use an Official Account.")
    if offline:
        yield mind("Zalo's Bot Platform was not asked (--offline).")
        return
    api = BotApi(chosen.zalo_bot_token.get_secret_value(), chosen.zalo_bot_api_url)
    await api.open()
    try:
        account = await api.who()
        yield well(f"Zalo knows the bot as {account.name or account.id} ({account.kind or 'plan unknown'}).")
        yield _handed_over(await api.webhook(), chosen)
    except RefusedError as error:
        if error.code == HTTPStatus.UNAUTHORIZED:
            yield ill("Zalo refuses ZALO_BOT_TOKEN. Copy it again from “Bot Creator” in Zalo.")
        else:
            yield ill(f"Zalo's Bot Platform refuses to answer ({error}). Is ZALO_BOT_API_URL right?")
    except SilentError as error:
        where = urlsplit(chosen.zalo_bot_api_url).netloc
        yield ill(
            f"Zalo's Bot Platform does not answer at {where} ({error}). "
            "Is this machine online, is ZALO_BOT_API_URL right?"
        )
    finally:
        await api.close()


def _handed_over(present: str, chosen: Settings) -> Finding:
    wanted = f"{chosen.webhook_url}{PATH}" if chosen.webhook_url else ""
    if present == wanted:
        return well(f"The Zalo bot hears of people {f'by webhook to {wanted}' if wanted else 'by polling'}.")
    way_out = "Start the bot (sangkien run): it puts that right. If it runs, another program uses the same token."
    if not present:
        return ill(f"WEBHOOK_URL is set, but Zalo has no webhook for the bot. {way_out}")
    where = urlsplit(present).netloc
    if not wanted:
        return ill(f"WEBHOOK_URL is not set, but Zalo has a webhook for the bot at {where}. {way_out}")
    return ill(f"Zalo has a webhook for the bot at {where}, not at {wanted}. {way_out}")
