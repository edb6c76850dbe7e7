"""`zalo connect`: an administrator of the Official Account consents, and the first tokens are kept."""

from __future__ import annotations

import asyncio
import hmac
import os
import re
import secrets
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

import typer

from bot.channels.channel import LaterError
from bot.channels.zalo.oa.api import AboutAccount
from bot.channels.zalo.oa.errors import AwayError, ZaloError
from bot.channels.zalo.oa.oauth import OAuth, RefusedError
from bot.channels.zalo.oa.webhook import PROBE_PATH
from bot.clock import SystemClock
from bot.command_line.console import Debug, out, plainly, settings
from bot.command_line.database import opened, require_tables
from bot.command_line.trouble import CommandError
from bot.official_account import api_of, application_of, tokens_of
from bot.settings import Settings
from storage.cipher import Cipher
from storage.database import Database
from storage.zalo_grants import Pair, ZaloGrants

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43}")


def connect(
    *,
    redirect: Annotated[
        str | None, typer.Option(help="The callback address registered at Zalo; else WEBHOOK_URL with /zalo/oa.")
    ] = None,
    verifier: Annotated[
        str | None, typer.Option(help="The code verifier, where its challenge is fixed in Zalo's console.")
    ] = None,
    debug: Debug = False,
) -> None:
    """Let an administrator of the Official Account consent, and keep the tokens that come of it.

    Example: sangkien zalo connect
    """
    with plainly(debug=debug):
        chosen = settings()
        oauth, app = _oauth(chosen)
        callback = redirect or (f"{chosen.webhook_url}{PROBE_PATH}" if chosen.webhook_url else None)
        if callback is None:
            raise CommandError("There is no address to come back to. Set WEBHOOK_URL, or give --redirect.")
        if verifier and not _VERIFIER.fullmatch(verifier):
            raise CommandError("A verifier is 43 letters, digits and -._~. Copy it again, or leave it out.")
        secret, state = verifier or secrets.token_urlsafe(32), secrets.token_urlsafe(16)
        out.print("Open this address as an administrator of the Official Account, and allow it:", markup=False)
        out.print(oauth.permission_address(callback, secret, state), markup=False)
        out.print("You are taken to another page then. Copy its whole address, within ten minutes.", markup=False)
        code = code_of(typer.prompt("Its address"), state)
        asyncio.run(_connected(chosen, app, oauth, code, secret))


def code_of(address: str, state: str) -> str:
    """Return the code in the address that came back; raises CommandError for one that is no answer to our question."""
    query = parse_qs(urlsplit(address.strip()).query)
    code, told = query.get("code", [""])[0], query.get("state", [""])[0]
    if not code:
        raise CommandError("There is no code in that address. Copy all of it, from https:// to its end, and try again.")
    if not hmac.compare_digest(told.encode(), state.encode()):
        raise CommandError(
            "That address does not belong to the page opened just now. Run this again, open the new one."
        )
    return code


def _oauth(chosen: Settings) -> tuple[OAuth, str]:
    app = application_of(chosen)
    if app is None:
        raise CommandError(
            "No Official Account is set up. Put ZALO_OA_APP_ID, ZALO_OA_APP_SECRET and ZALO_OA_SECRET_KEY into .env."
        )
    return OAuth(chosen.zalo_oauth_url, app), app.id


async def _connected(chosen: Settings, app: str, oauth: OAuth, code: str, verifier: str) -> None:
    cipher = Cipher(chosen.keys(), os.urandom)
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        await ZaloGrants(database, cipher, app).replace(await _pair(oauth, code, verifier))
        out.print("The tokens are kept; a running bot uses them from its next message on.")
        account = await about(chosen, database, cipher)
    named = f"“{account.name}”" if account else "The Official Account"
    out.print(f"{named} is connected.", markup=False)
    if chosen.webhook_url:
        out.print("Enter this as the webhook at developers.zalo.me; nobody else needs to know it:", markup=False)
        out.print(f"{chosen.webhook_url}{chosen.zalo_hook}", markup=False)


async def _pair(oauth: OAuth, code: str, verifier: str) -> Pair:
    try:
        return await oauth.exchange(code, verifier, SystemClock().now())
    except RefusedError as error:
        raise CommandError(
            f"Zalo gives no tokens for this code ({error}). It works once, for ten minutes: run this again. "
            "If it happens again, check ZALO_OA_APP_SECRET and the callback address at developers.zalo.me."
        ) from error
    except AwayError as error:
        raise CommandError(f"Zalo does not answer ({error}). Is this machine online? Run this again.") from error


async def about(chosen: Settings, database: Database, cipher: Cipher) -> AboutAccount | None:
    """Return what Zalo says of the account, None where it says nothing now."""
    app = application_of(chosen)
    if app is None:
        return None
    tokens = tokens_of(chosen, app, database, cipher, SystemClock())
    api = api_of(chosen, app, tokens)
    await api.open()
    try:
        return await api.about()
    except (ZaloError, AwayError, LaterError):
        return None
    finally:
        await tokens.close()
        await api.close()
