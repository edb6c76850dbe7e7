"""Checks of Zalo's Official Account: the permission it gave us, for how long, and what its package allows."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator

from bot.channels.channel import LaterError
from bot.channels.zalo.oa.api import AboutAccount
from bot.channels.zalo.oa.errors import AwayError, ZaloError
from bot.channels.zalo.oa.oauth import Application
from bot.channels.zalo.oa.tokens import ENDS_SOON
from bot.clock import Clock
from bot.command_line.checks.finding import Finding, ill, mind, well
from bot.command_line.database import opened, require_tables
from bot.command_line.trouble import DATABASE_ERRORS, CommandError, about_database
from bot.official_account import api_of, application_of, picture_of, tokens_of
from bot.settings import Settings
from flows.programme import VIETNAM
from storage.cipher import Cipher, UnreadableSecretError
from storage.database import Database
from storage.zalo_grants import Grant, ZaloGrants

_CONNECT = "Run: sangkien zalo connect"


async def check(chosen: Settings, clock: Clock, *, offline: bool) -> AsyncIterator[Finding]:
    """Yield what is found, nothing where no Official Account is set up."""
    app = application_of(chosen)
    if app is None:
        return
    for finding in _set(chosen):
        yield finding
    if not (chosen.secret_key or chosen.secret_key_path.exists()):
        yield mind("The permission of Zalo was not looked at, because there is no secret key yet.")
        return
    try:
        async for finding in _given(chosen, app, clock, offline=offline):
            yield finding
    except UnreadableSecretError:
        yield ill("The secret key does not open the tokens of Zalo. Put back the one they were kept with.")
    except CommandError:
        yield mind("The permission of Zalo was not looked at.")
    except DATABASE_ERRORS as error:
        yield ill(about_database(error))


def _set(chosen: Settings) -> Iterator[Finding]:
    if chosen.webhook_url is None:
        yield ill("Zalo needs a public address. Set WEBHOOK_URL, with https, to where people's messages can reach us.")
    elif chosen.zalo_oa_form and not picture_of(chosen):
        yield mind(
            "Phone numbers are typed: Zalo's form needs a picture it can fetch. Set WEBHOOK_URL to public https."
        )
    if chosen.zalo_oa_signature == "log_only":
        yield mind("ZALO_OA_SIGNATURE is log_only: wrongly signed events are taken. Set it to strict after a day.")


async def _given(chosen: Settings, app: Application, clock: Clock, *, offline: bool) -> AsyncIterator[Finding]:
    """Yield what became of the permission; a token that is due is renewed as the bot would do it."""
    cipher = Cipher(chosen.keys(), os.urandom)
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        grant = await ZaloGrants(database, cipher, app.id).read()
        yield _permission(grant, chosen, clock)
        if offline:
            yield mind("Zalo was not asked (--offline).")
        elif grant.pair and grant.pair.expires_at > clock.now():
            async for finding in _account(chosen, app, database, cipher, clock):
                yield finding


def _permission(grant: Grant, chosen: Settings, clock: Clock) -> Finding:
    if grant.refused:
        return ill(f"Zalo gives no more tokens ({grant.refused}): an administrator must consent again. {_CONNECT}")
    if grant.pair is None:
        if chosen.zalo_oa_refresh_token:
            return mind("ZALO_OA_REFRESH_TOKEN was not used yet; the bot does that when it starts.")
        return ill(f"No administrator of the Official Account has given the permission yet. {_CONNECT}")
    ends = f"{grant.pair.ends_at.astimezone(VIETNAM):%d/%m/%Y}"
    if grant.pair.ends_at <= clock.now():
        return ill(f"The permission of Zalo ended on {ends}: an administrator must consent again. {_CONNECT}")
    if grant.pair.ends_at - clock.now() < ENDS_SOON:
        return ill(f"The permission of Zalo ends on {ends}, because no token was renewed. Does the bot run? {_CONNECT}")
    if grant.unsure:
        return mind("An answer of Zalo to a renewal was lost. If doctor says so for an hour, " + _CONNECT)
    return well(f"Zalo's permission is kept and renewed every day; without the bot it would end on {ends}.")


async def _account(
    chosen: Settings, app: Application, database: Database, cipher: Cipher, clock: Clock
) -> AsyncIterator[Finding]:
    try:
        account = await _asked(chosen, app, database, cipher, clock)
    except ZaloError as error:
        yield ill(f"Zalo refuses to tell about the Official Account ({error.code}: {error.meaning.why}).")
    except (AwayError, LaterError) as error:
        yield ill(f"Zalo does not answer ({error}). Is this machine online, is ZALO_OPENAPI_URL right?")
    else:
        package = f", package {account.package}" if account.package else ""
        until = f" until {account.valid_until}" if account.valid_until else ""
        yield well(f"Zalo knows the Official Account “{account.name}”{package}{until}.")
        if not account.verified:
            yield mind("The Official Account is not verified; Zalo may refuse to send for it. Verify it at oa.zalo.me.")


async def _asked(chosen: Settings, app: Application, database: Database, cipher: Cipher, clock: Clock) -> AboutAccount:
    tokens = tokens_of(chosen, app, database, cipher, clock)
    api = api_of(chosen, app, tokens)
    await api.open()
    try:
        return await api.about()
    finally:
        await tokens.close()
        await api.close()
