"""An officer on Zalo sees a worker's whole card number on a page, and the worker reads on Zalo who looked."""

from __future__ import annotations

import re

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.sandbox.script import Act
from tests.transcripts.house import WAYS, House, house, programmes_of
from tests.transcripts.platforms import Platform, ZaloBot, ZaloOfficial, ZaloOfficialWords

IDENTITY = "066199001234"
_ADDRESS = re.compile(r"^https://bot\.example\.org(/look/\S+)$", re.MULTILINE)
_CODE = re.compile(r"^Trang đó hỏi mã này: (\S+)$", re.MULTILINE)


async def opened(home: House, address: str, code: str) -> str:
    """Look at a page and type a code there; return what it shows then."""
    async with TestClient(TestServer(home.app._application())) as browser:
        assert IDENTITY not in await (await browser.get(address)).text()
        return await (await browser.post(address, data={"code": code})).text()


@pytest.mark.parametrize("platform", [ZaloOfficial, ZaloOfficialWords, ZaloBot], ids=lambda one: one.name)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_page_shows_it_once_and_the_chat_never(database_url: str, platform: type[Platform]) -> None:
    async with house(database_url, WAYS[0], programmes_of(""), platform()) as (home, player, stage):

        async def does(person: str, *several: str) -> str:
            """Do some things; return what the bot said to the last."""
            for text in several:
                for message in stage.unread(person):
                    stage.read(person, message)
                await player.act(Act(0, person, text))
            return "\n".join(message.text for message in stage.unread(person))

        async def said(person: str) -> str:
            return "\n".join(one.text for one in stage.world.chat(person).messages if one.from_bot)

        await does("binh", "(invited as verifier of DLK-01-017)")
        await does("an", "(hands in “Cải tiến khâu phân loại hạt”)")
        told = await does("binh", "[Xem đủ số CCCD]")
        address, code = _ADDRESS.findall(told)[0], _CODE.findall(told)[0]
        assert "chưa ai xem" in (nobody := await does("an", "/dulieu", "[Ai đã xem số CCCD của tôi]")).lower(), nobody

        shown = await opened(home, address, code)
        assert IDENTITY in shown
        assert "Cải tiến khâu phân loại hạt" in shown
        assert IDENTITY not in await opened(home, address, code)
        assert IDENTITY not in await said("binh")
        assert "Bình" in await does("an", "/dulieu", "[Ai đã xem số CCCD của tôi]")

        card = await does("binh", "[Xem lại sáng kiến]")
        assert "••••1234" in card
        assert "Đã xác nhận" in await does("binh", "[Xác nhận]")
        assert IDENTITY not in await opened(home, address, code)
