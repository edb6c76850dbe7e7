"""Puts the Official Account together from the settings: tokens, calls, the channel, and its webhook."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from aiohttp import web

from bot.addresses import is_public
from bot.channels.zalo.downloads import Downloads
from bot.channels.zalo.oa import card
from bot.channels.zalo.oa.api import OpenApi
from bot.channels.zalo.oa.client import Choices, ZaloOaChannel
from bot.channels.zalo.oa.oauth import Application, OAuth
from bot.channels.zalo.oa.signature import Signature
from bot.channels.zalo.oa.tokens import Tokens
from bot.channels.zalo.oa.webhook import Take, Webhook
from bot.clock import Clock
from bot.event import Address
from bot.settings import Settings
from storage import people
from storage.cipher import Cipher
from storage.database import Database
from storage.zalo_grants import ZaloGrants


class OfficialAccount:
    """Everything about the Official Account that one process has; open it before use, close it after."""

    def __init__(
        self, settings: Settings, app: Application, database: Database, cipher: Cipher, *, clock: Clock, machine: Clock
    ) -> None:
        """Put it together; `clock` tells when people wrote, `machine` how long tokens hold."""
        self._settings, self._app, self._clock = settings, app, clock
        self.tokens = tokens_of(settings, app, database, cipher, machine)
        self.channel = ZaloOaChannel(
            api_of(settings, app, self.tokens),
            Downloads(settings.zalo_file_hosts, settings.zalo_openapi_url),
            partial(_last_seen, database),
            clock,
            Choices(
                buttons=settings.zalo_oa_buttons,
                paid=settings.zalo_oa_paid,
                pages=settings.webhook_url is not None,
                picture=picture_of(settings),
            ),
        )
        self._webhook: Webhook | None = None

    def routes(self, take: Take) -> list[web.RouteDef]:
        """Return what is served for Zalo; events are taken by `take`."""
        secret = self._settings.zalo_oa_secret_key
        signature = Signature(self._app.id, secret.get_secret_value() if secret else "")
        strict = self._settings.zalo_oa_signature == "strict"
        self._webhook = Webhook(self._settings.zalo_hook, signature, take, self._clock, strict=strict)
        return [*self._webhook.routes(), *card.routes()]

    async def open(self) -> None:
        """Open the connections."""
        await self.channel.open()

    async def close(self) -> None:
        """Finish what is under way and close the connections."""
        if self._webhook:
            await self._webhook.close()
        await self.tokens.close()
        await self.channel.close()


def picture_of(settings: Settings) -> str:
    """Return the address of the picture on forms, empty where there are none: Zalo must be able to fetch it."""
    own = f"{settings.webhook_url or ''}{card.PATH}"
    picture = settings.zalo_oa_form_picture or (own if is_public(own) else "")
    return picture if settings.zalo_oa_form else ""


def application_of(settings: Settings) -> Application | None:
    """Return our application at Zalo, None where no Official Account is set up."""
    if settings.zalo_oa_app_id is None or settings.zalo_oa_app_secret is None:
        return None
    return Application(settings.zalo_oa_app_id, settings.zalo_oa_app_secret.get_secret_value())


def tokens_of(settings: Settings, app: Application, database: Database, cipher: Cipher, machine: Clock) -> Tokens:
    """Return what hands out access tokens; `machine` is the machine's clock."""
    given = settings.zalo_oa_refresh_token
    return Tokens(
        ZaloGrants(database, cipher, app.id),
        OAuth(settings.zalo_oauth_url, app),
        machine,
        given.get_secret_value() if given else None,
    )


def api_of(settings: Settings, app: Application, tokens: Tokens) -> OpenApi:
    """Return what calls Zalo."""
    return OpenApi(settings.zalo_openapi_url, tokens, proof=app.secret if settings.zalo_oa_proof else None)


async def _last_seen(database: Database, address: Address) -> datetime | None:
    async with database.transaction() as session:
        return await people.seen_at(session, address.channel, address.bot, address.chat)
