"""Files that a channel does not bring: people give them on the page whose address the bot has told them."""

from __future__ import annotations

import re
from io import BytesIO

from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer

from bot.app import App
from bot.event import Event
from bot.sandbox.content import Attachment
from bot.sandbox.script import Act
from bot.sandbox.stage import picked
from tests.transcripts.platforms import Platform

_GIVES = re.compile(r"^\((?P<word>document|album) (?P<names>[^:]+)(?:: .+)?\)$")
_ADDRESS = re.compile(r"/upload/(\S+)")
_HIDDEN = re.compile(r'name="(proof|sheet)" value="([^"]+)"')


async def give(platform: Platform, app: App, act: Act) -> bool:
    """Give documents on the page, and pictures in the chat; False for any other act, and where the chat brings all."""
    gives = _GIVES.match(act.text)
    if gives is None or platform.documents:
        return False
    as_document = gives["word"] == "document"
    token = _page(platform, act.person)
    if token is None:
        return False
    files = [picked(name.strip(), as_document=as_document) for name in gives["names"].split(",")]
    pictures = [file for file in files if file.kind == "photo"]
    if pictures:
        platform.stage.world.send_album(act.person, pictures)
    await _give(platform, app, token, [file for file in files if file.kind != "photo"])
    return True


def _page(platform: Platform, person: str) -> str | None:
    """Return the page that somebody was told of last."""
    said = (one.text for one in reversed(platform.stage.world.chat(person).messages) if one.from_bot)
    return next((found[1] for text in said if (found := _ADDRESS.search(text))), None)


async def _give(platform: Platform, app: App, token: str, files: list[Attachment]) -> None:
    async def taken(event: Event) -> None:
        platform.count += 1
        await app.turns.take(event)

    app.uploads._take, app.uploads._patience = taken, 0
    async with TestClient(TestServer(app._application())) as client:
        for file in files:
            page = await (await client.get(f"/upload/{token}")).text()
            form = FormData(quote_fields=False)
            for name, value in _HIDDEN.findall(page):
                form.add_field(name, value)
            form.add_field("file", BytesIO(file.content), filename=file.name, content_type=file.mime)
            answer = await client.post(f"/upload/{token}", data=form)
            assert answer.status == 200
