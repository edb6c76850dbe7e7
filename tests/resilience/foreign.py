"""A Bot API server that has nothing in common with the sandbox: few methods, strange numbers, today's dates."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import aiohttp
from aiohttp import web

from bot.sandbox.cast import BOT
from tests.resilience.workers import Worker

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_TAG = re.compile(r"<[^>]*>")
_NOT_FOUND = {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A message in the one chat there is."""

    id: int
    from_bot: bool
    text: str
    keys: tuple[tuple[str, str], ...] = ()
    deleted: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for label, _ in self.keys)


@dataclass(frozen=True, slots=True)
class Chat:
    messages: tuple[Seen, ...]


class Foreign:
    """Serves one bot and one worker; methods it has no name for, it does not know."""

    def __init__(self, worker: Worker, *, pushes: bool = False, lacks: Sequence[str] = ()) -> None:
        """With `pushes` it knows setWebhook and delivers nothing by itself: that is for `push`."""
        self.worker = worker
        self._lacks = frozenset(lacks)
        self.updates: dict[int, dict[str, Any]] = {}
        self.answered: list[str] = []
        self.unknown: set[str] = set()
        self.polls = 0
        self.hook: tuple[str, str] | None = None
        self._chat: dict[int, Seen] = {}
        self._changed = asyncio.Condition()
        self._numbers = itertools.count(1_873_000_555)
        self._closing = False
        self._methods: dict[str, Callable[[Mapping[str, str]], Any]] = {
            "getMe": lambda _: {
                "id": BOT.user_id,
                "is_bot": True,
                "first_name": "B",
                "username": "b_bot",
                "has_wings": 1,
            },
            "sendMessage": self._send,
            "editMessageText": self._edit,
            "deleteMessage": self._delete,
            "answerCallbackQuery": self._stop_spinner,
            "sendPhoto": self._send,
            "sendDocument": self._send,
        } | ({"setWebhook": self._set_hook} if pushes else {})

    # What the worker does, as on the sandbox's phones.

    def start(self, person_key: str, payload: str = "") -> int:
        return self.say(person_key, f"/start {payload}".strip())

    def say(self, person_key: str, text: str) -> int:
        return self._post(text, {"text": text})

    def send_document(self, person_key: str, name: str, content: bytes, mime: str) -> int:
        document = {"file_id": f"F-{name}", "file_unique_id": "U", "file_name": name, "file_size": len(content)}
        return self._post("", {"document": document | {"mime_type": mime, "colour": "blue"}})

    def tap(self, person_key: str, message_id: int, label_or_data: str) -> str:
        data = dict(self._chat[message_id].keys)[label_or_data]
        query = str(next(self._numbers))
        message = self._result(message_id) | {"text": self._chat[message_id].text}
        tapped = {"id": query, "from": self._user(), "message": message, "chat_instance": "x", "data": data}
        self._queue({"callback_query": tapped | {"pressure": 0.7}})
        return query

    def chat(self, person_key: str) -> Chat:
        return Chat(tuple(self._chat.values()))

    async def wait(self, condition: Callable[[], bool], timeout: float) -> None:  # noqa: ASYNC109 - as World's
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(condition)

    # What the bot is answered.

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._answer)
        app.on_shutdown.append(self._close)
        return app

    async def push(self, session: aiohttp.ClientSession, update: Mapping[str, Any]) -> int:
        """Deliver an update to the webhook and return the status of its answer."""
        assert self.hook is not None
        url, secret = self.hook
        async with session.post(url, json=update, headers={SECRET_HEADER: secret}) as answer:
            return answer.status

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        if request.match_info["token"] != BOT.token:
            return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        if method == "getUpdates" and "setWebhook" not in self._methods:
            return web.json_response({"ok": True, "result": await self._poll(given), "served_by": "somebody else"})
        known = None if method in self._lacks else self._methods.get(method)
        if known is None:
            self.unknown.add(method)
        result = known(given) if known else None
        await self._tell()
        if known is None:
            return web.json_response(_NOT_FOUND, status=404)
        return web.json_response({"ok": True, "result": result})

    async def _poll(self, given: Mapping[str, str]) -> list[dict[str, Any]]:
        offset = int(given.get("offset", 0))
        self.updates = {number: one for number, one in self.updates.items() if number >= offset}
        self.polls += 1
        await self._tell()
        try:
            await self.wait(lambda: bool(self.updates) or self._closing, float(given.get("timeout", 0)))
        except TimeoutError:
            return []
        finally:
            self.polls -= 1
        return list(self.updates.values())

    def _send(self, given: Mapping[str, str]) -> dict[str, Any]:
        number = next(self._numbers)
        keys = json.loads(given.get("reply_markup", "{}")).get("inline_keyboard", [])
        labelled = tuple((key["text"], key["callback_data"]) for row in keys for key in row)
        self._chat[number] = Seen(number, from_bot=True, text=_plain(given.get("text", "")), keys=labelled)
        return self._result(number)

    def _edit(self, given: Mapping[str, str]) -> dict[str, Any]:
        number = int(given["message_id"])
        self._chat[number] = replace(self._chat[number], text=_plain(given["text"]), keys=())
        return self._result(number)

    def _stop_spinner(self, given: Mapping[str, str]) -> bool:
        self.answered.append(given["callback_query_id"])
        return True

    def _delete(self, given: Mapping[str, str]) -> bool:
        number = int(given["message_id"])
        self._chat[number] = replace(self._chat[number], deleted=True)
        return True

    def _set_hook(self, given: Mapping[str, str]) -> bool:
        self.hook = (given["url"], given["secret_token"])
        return True

    def _post(self, text: str, content: dict[str, Any]) -> int:
        number = next(self._numbers)
        self._chat[number] = Seen(number, from_bot=False, text=text)
        self._queue({"message": self._result(number) | {"from": self._user(), "aura": {"level": 3}} | content})
        return number

    def _queue(self, content: Mapping[str, Any]) -> None:
        number = next(self._numbers)
        self.updates[number] = {"update_id": number, **content, "weather": "rain"}
        asyncio.get_running_loop().create_task(self._tell())

    def _result(self, number: int) -> dict[str, Any]:
        return {"message_id": number, "date": int(time.time()), "chat": {"id": self._user()["id"], "type": "private"}}

    def _user(self) -> dict[str, Any]:
        return {"id": self.worker.person.user_id, "is_bot": False, "first_name": "N", "shoe_size": 39}

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _close(self, _: web.Application) -> None:
        self._closing = True
        await self._tell()


def _plain(html: str) -> str:
    return unescape(_TAG.sub("", html))
