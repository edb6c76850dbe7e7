"""The HTTP side of the page of phones: the state, the gestures, the stream of events, and who may call."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from yarl import URL

from bot.clock import SystemClock
from bot.sandbox.server import build, serve
from bot.sandbox.world import World
from tests.sandbox.conftest import BOTS, PEOPLE, PNG, Api, button, inline

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Page:
    """Does what the page's script does."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session, self.address = session, address

    async def get(self, path: str) -> Any:
        async with self.session.get(self.address + path) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def post(self, path: str, body: dict[str, Any] | None = None, **options: Any) -> tuple[int, dict[str, Any]]:
        async with self.session.post(f"{self.address}/sandbox/{path}", json=body or {}, **options) as response:
            return response.status, await response.json()

    async def phone(self, key: str) -> Any:
        state = await self.get("/sandbox/state")
        return next(phone for phone in state["phones"] if phone["key"] == key)


@pytest.fixture
def phones(session: aiohttp.ClientSession, address: str) -> Page:
    return Page(session, address)


@pytest.fixture
async def stream(session: aiohttp.ClientSession, address: str) -> AsyncIterator[aiohttp.ClientResponse]:
    async with session.get(f"{address}/sandbox/events") as response:
        assert response.content_type == "text/event-stream"
        assert await response.content.readline() == b": open\n"
        yield response


async def events(stream: aiohttp.ClientResponse, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(5):
        while len(found) < count:
            line = await stream.content.readline()
            if line.startswith(b"data: "):
                found.append(json.loads(line.removeprefix(b"data: ")))
    return found


async def test_the_state_tells_everything_a_phone_shows(api: Api, phones: Page, world: World) -> None:
    world.start("an")
    await api.ok("setMyCommands", commands=[{"command": "nop", "description": "Nộp"}])
    await api.ok(
        "sendMessage",
        chat_id=501,
        text="<b>Số</b>?",
        parse_mode="HTML",
        reply_markup=inline([button(), {"text": "Mở", "url": "https://example.com/a"}]),
    )
    await api.ok("sendChatAction", chat_id=501, action="typing")
    state = await phones.get("/sandbox/state")
    assert state["clock"] == "2022-03-21T09:00:00+07:00"
    assert state["platforms"] == {
        "telegram": {
            "label": "",
            "bot": {"name": "Sáng kiến", "username": "sangkien_bot"},
            "edits": True,
            "contact": True,
            "documents": True,
        }
    }
    assert [phone["key"] for phone in state["phones"]] == ["an", "binh", "stranger"]
    phone = state["phones"][0]
    shown = phone.pop("messages")[1]
    assert phone == {
        "key": "an",
        "platform": "telegram",
        "name": "Trần Thị An",
        "role": "Công nhân",
        "phone": "+84900000001",
        "keyboard": None,
        "commands": [{"command": "nop", "description": "Nộp"}],
        "started": True,
        "blocked": False,
        "typing": True,
    }
    assert shown == {
        "id": 2,
        "mine": False,
        "date": "2022-03-21T09:00:00+07:00",
        "text": "Số?",
        "entities": [{"type": "bold", "offset": 0, "length": 2}],
        "buttons": [
            [
                {"text": "Nộp", "data": "submit", "url": None},
                {"text": "Mở", "data": None, "url": "https://example.com/a"},
            ]
        ],
        "file": None,
        "contact": None,
        "edited": False,
        "other": None,
    }


async def test_every_gesture_of_the_page_reaches_the_bot(api: Api, phones: Page) -> None:
    assert await phones.post("phones/an/start", {"payload": "u-1"}) == (200, {"message": 1})
    keys = {"keyboard": [[{"text": "Gửi số", "request_contact": True}]], "input_field_placeholder": "0912"}
    await api.ok("sendMessage", chat_id=501, text="x", reply_markup=inline([button()]))
    await api.ok("sendMessage", chat_id=501, text="y", reply_markup=json.dumps(keys))
    assert (await phones.phone("an"))["keyboard"] == {
        "rows": [[{"text": "Gửi số", "contact": True}]],
        "placeholder": "0912",
    }
    assert (await phones.post("phones/an/tap", {"message": 2, "data": "submit"}))[0] == 200
    assert await phones.post("phones/an/text", {"text": "chào"}) == (200, {"message": 4})
    assert await phones.post("phones/an/edit", {"message": 4, "text": "chào chị"}) == (200, {"message": 4})
    assert await phones.post("phones/an/press", {"text": "Gửi số"}) == (200, {"message": 5})
    assert await phones.post("phones/an/contact") == (200, {"message": 6})
    assert await phones.post("phones/an/block", {"blocked": True}) == (200, {"blocked": True})
    assert await phones.post("phones/an/block", {"blocked": False}) == (200, {"blocked": False})
    kinds = [list(update)[1] for update in await api.updates()]
    assert kinds == ["message", "callback_query", "message", "edited_message", "message", "message",
                     "my_chat_member", "my_chat_member"]  # fmt: skip
    messages = (await phones.phone("an"))["messages"]
    assert messages[-1]["contact"] == {"name": "Trần Thị An", "phone": "+84900000001"}
    assert [message["edited"] for message in messages if message["id"] == 4] == [True]


@pytest.mark.parametrize(("as_document", "kinds"), [(False, ["photo", "document"]), (True, ["document", "document"])])
async def test_files_are_sent_and_shown_but_never_run(phones: Page, as_document: bool, kinds: list[str]) -> None:
    await phones.post("phones/an/start")
    form = aiohttp.FormData({"caption": "minh chứng"}, quote_fields=False)
    form.add_field("file", PNG, filename="ảnh.png", content_type="image/png")
    form.add_field("file", b"<script>", filename="a.html", content_type="text/html")
    if as_document:
        form.add_field("as", "document")
    async with phones.session.post(f"{phones.address}/sandbox/phones/an/files", data=form) as response:
        assert await response.json() == {"messages": [2, 3]}
    picture, page = (await phones.phone("an"))["messages"][1:]
    assert [picture["file"]["kind"], page["file"]["kind"]] == kinds
    assert (picture["text"], page["text"]) == ("minh chứng", "")
    assert (page["file"]["name"], page["file"]["size"]) == ("a.html", 8)
    async with phones.session.get(phones.address + page["file"]["url"]) as response:
        assert await response.read() == b"<script>"
        assert response.content_type == "text/html"
        assert response.headers["Content-Security-Policy"] == "sandbox"


async def test_the_stream_tells_what_happens(
    api: Api, phones: Page, world: World, stream: aiohttp.ClientResponse
) -> None:
    world.start("an")
    world.start("an", bot="second_bot")
    started, message = await events(stream, 2)
    assert started == {"type": "phone", "phone": "an", "started": True, "blocked": False}
    assert (message["type"], message["phone"], message["message"]["text"]) == ("message", "an", "/start")

    keys = {"keyboard": [["Có"]]}
    await api.ok("sendMessage", chat_id=501, text="x", reply_markup=json.dumps(keys))
    sent = await api.ok("sendMessage", chat_id=501, text="y", reply_markup=inline([button()]))
    query = world.tap("an", sent["message_id"], "Nộp")
    await api.ok("answerCallbackQuery", callback_query_id=query, text="Đã nhận", show_alert=True)
    await api.ok("sendChatAction", chat_id=501, action="typing")
    await api.ok("editMessageText", chat_id=501, message_id=sent["message_id"], text="z")
    await api.ok("deleteMessage", chat_id=501, message_id=sent["message_id"])
    await api.ok("setMyCommands", commands=[{"command": "nop", "description": "Nộp"}], scope={"type": "chat",
                 "chat_id": 501})  # fmt: skip
    await phones.post("clock", {"forward_seconds": 60})
    found = await events(stream, 10)
    assert [event["type"] for event in found] == [
        "message", "keyboard", "message", "answered", "toast", "typing", "message", "deleted", "commands", "clock",
    ]  # fmt: skip
    assert found[1]["keyboard"]["rows"] == [[{"text": "Có", "contact": False}]]
    assert found[3] == {"type": "answered", "phone": "an", "data": "submit", "message": sent["message_id"]}
    assert found[4] == {"type": "toast", "phone": "an", "text": "Đã nhận", "alert": True}
    assert (found[6]["message"]["id"], found[6]["message"]["edited"]) == (sent["message_id"], True)
    assert found[7] == {"type": "deleted", "phone": "an", "id": sent["message_id"]}
    assert found[9] == {"type": "clock", "clock": "2022-03-21T09:01:00+07:00"}


async def test_the_stream_ends_when_the_server_stops(world: World, session: aiohttp.ClientSession) -> None:
    runner, port = await serve(build(world))
    async with session.get(f"http://127.0.0.1:{port}/sandbox/events") as response:
        await response.content.readline()
        async with asyncio.timeout(3):
            await runner.cleanup()
            assert await response.content.read() == b"\n"
    assert not world.changes._listeners


async def test_the_clock_is_moved_by_the_page(phones: Page, world: World) -> None:
    assert await phones.post("clock", {"to": "2022-03-22T15:20:00+07:00"}) == (
        200,
        {"clock": "2022-03-22T15:20:00+07:00"},
    )
    assert world.clock.now().isoformat() == "2022-03-22T08:20:00+00:00"
    assert (await phones.post("clock", {"to": "2022-03-22T15:20:00"}))[0] == 400
    assert (await phones.post("clock"))[0] == 400


async def test_the_machines_own_clock_is_not_moved(session: aiohttp.ClientSession) -> None:
    runner, port = await serve(build(World(SystemClock(), PEOPLE, BOTS)))
    status, body = await Page(session, f"http://127.0.0.1:{port}").post("clock", {"forward_seconds": 1})
    assert (status, body) == (409, {"error": "this clock cannot be moved"})
    await runner.cleanup()


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("phones/chi/start", {}, 404, "no phone 'chi'; there: an, binh, stranger"),
        ("phones/an/text", {"text": "x"}, 400, "the phone shows only the Start button"),
        ("phones/an/text", {"text": 1}, 400, "'text' is missing or of the wrong type"),
        ("phones/an/tap", {"data": "x"}, 400, "'message' is missing or of the wrong type"),
        ("phones/an/fly", {}, 404, "Not Found"),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence(
    phones: Page, path: str, body: dict[str, Any], status: int, sentence: str
) -> None:
    assert await phones.post(path, body) == (status, {"error": sentence})


async def test_a_body_that_is_no_json_is_refused(phones: Page) -> None:
    async with phones.session.post(f"{phones.address}/sandbox/phones/an/text", data=b"{") as response:
        assert response.status == 400
        assert "error" in await response.json()


async def test_the_page_is_served_from_its_folder_only(phones: Page) -> None:
    async with phones.session.get(f"{phones.address}/") as response:
        assert "phones" in await response.text()
    async with phones.session.get(f"{phones.address}/page/app.js") as response:
        assert response.content_type.endswith("/javascript")
    for name in ("none.js", "..%2fconftest.py", "%2e%2e"):
        async with phones.session.get(URL(f"{phones.address}/page/{name}", encoded=True)) as response:
            assert response.status == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": "[::1]:80"}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_strange_hosts_and_origins_are_refused(phones: Page, headers: dict[str, str], status: int) -> None:
    assert (await phones.post("phones/an/start", headers=headers))[0] == status


async def test_the_own_origin_is_welcome(phones: Page) -> None:
    assert (await phones.post("phones/an/start", headers={"Origin": phones.address}))[0] == 200


async def test_it_listens_on_loopback_only(world: World) -> None:
    with pytest.raises(ValueError, match="loopback only"):
        await serve(build(world), "0.0.0.0")  # noqa: S104 - to be refused
