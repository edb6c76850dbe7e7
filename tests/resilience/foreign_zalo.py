"""An Official Account that has nothing in common with the sandbox: made from what Zalo writes about its API alone.

It notes whatever a call has wrong, repeats every event, and brings each again until it is answered with 200.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import aiohttp
from aiohttp import web

from tests.resilience.workers import Worker

APP_ID, APP_SECRET, SECRET_KEY, FIRST = "4242", "the application's", "the account's", "refresh-0"
_SENDING = "/v3.0/oa/message/cs"
_MOST_CHARACTERS, _MOST_BUTTONS, _LONGEST_TITLE, _LONGEST_PAYLOAD = 2000, 5, 100, 1000
_AGAIN = 0.05


@dataclass(frozen=True, slots=True)
class Seen:
    """A message in somebody's chat; nothing is ever deleted there."""

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


class ForeignAccount:
    """Serves the account to a bot and its people; `wrong` is what the bot did otherwise than Zalo wants."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self.wrong: list[str] = []
        self.events: list[dict[str, Any]] = []
        self.refreshed = 0
        self.hook = ""
        self.address = ""
        self._ids = {str(worker.person.user_id): worker.key for worker in workers}
        self._chats: dict[str, list[Seen]] = {worker.key: [] for worker in workers}
        self._undelivered: dict[str, list[dict[str, Any]]] = {worker.key: [] for worker in workers}
        self._files: dict[str, bytes] = {}
        self._numbers = itertools.count(1)
        self._changed = asyncio.Condition()

    # What people do on their phones.

    def start(self, person_key: str, payload: str = "") -> int:
        return self.say(person_key, f"/start {payload}".strip())

    def say(self, person_key: str, text: str) -> int:
        return self._post(person_key, text, "user_send_text", {"text": text})

    def tap(self, person_key: str, message_id: int, label_or_data: str) -> str:
        message = next(one for one in self._chats[person_key] if one.id == message_id)
        self._queue(person_key, "user_send_text", {"text": dict(message.keys)[label_or_data]}, next(self._numbers))
        return ""

    def send_document(self, person_key: str, name: str, content: bytes, mime: str) -> int:
        self._files[name] = content
        payload = {"url": f"{self.address}/cdn/{name}", "name": name, "size": str(len(content)), "checksum": "c"}
        attachment = {"type": "file", "payload": payload | {"type": name.rpartition(".")[2]}}
        return self._post(person_key, "", "user_send_file", {"attachments": [attachment]})

    def chat(self, person_key: str) -> Chat:
        return Chat(tuple(self._chats[person_key]))

    async def wait(self, condition: Callable[[], bool], timeout: float) -> None:  # noqa: ASYNC109 - as World's
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(condition)

    # How the bot hears of it.

    async def carry(self, person_key: str) -> None:
        """Bring somebody's events to the webhook in order, each twice at the same time, again until it is taken."""
        async with aiohttp.ClientSession() as session:
            while True:
                while not self._undelivered[person_key]:
                    await self.wait(lambda: bool(self._undelivered[person_key]), 600)
                event = self._undelivered[person_key][0]
                for retry in itertools.count():
                    once, twice = await asyncio.gather(*[self.bring(session, event, retry) for _ in range(2)])
                    if 200 in (once, twice):
                        break
                    await asyncio.sleep(_AGAIN)
                self._undelivered[person_key].pop(0)

    def taken_out(self) -> list[dict[str, Any]]:
        """Hand over what is still to be brought, to somebody who brings it otherwise."""
        events = [event for waiting in self._undelivered.values() for event in waiting]
        for waiting in self._undelivered.values():
            waiting.clear()
        return events

    async def bring(self, session: aiohttp.ClientSession, event: Mapping[str, Any], retry: int = 0) -> int:
        """Bring one event, signed over the bytes as they go; return the status of the answer, 0 for none."""
        body = json.dumps(event, ensure_ascii=retry % 2 == 0, separators=(" ,", " : ")).encode()
        mac = sha256(APP_ID.encode() + body + event["timestamp"].encode() + SECRET_KEY.encode()).hexdigest()
        headers = {"X-ZEvent-Signature": f"mac={mac}", "Content-Type": "application/json"}
        with suppress(aiohttp.ClientError, TimeoutError):
            more = {"num_retry": str(retry)} if retry else {}
            limit = aiohttp.ClientTimeout(total=2)
            async with session.post(self.hook, data=body, headers=headers | more, timeout=limit) as answer:
                return answer.status
        return 0

    # What the bot is answered.

    def application(self) -> web.Application:
        app = web.Application(client_max_size=1 << 24)
        app.router.add_post("/v4/oa/access_token", self._tokens)
        app.router.add_post(_SENDING, self._send)
        app.router.add_get("/cdn/{name}", self._file)
        app.router.add_route("*", "/{path:.*}", self._unknown)
        return app

    async def _tokens(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self._expect(request.content_type == "application/x-www-form-urlencoded", f"tokens by {request.content_type}")
        self._expect(request.headers.get("secret_key") == APP_SECRET, "tokens without the application's secret")
        wanted = {"refresh_token": f"refresh-{self.refreshed}", "app_id": APP_ID, "grant_type": "refresh_token"}
        if form != wanted:
            self.wrong.append(f"tokens asked for with {sorted(form)}, of them wrong {form.items() - wanted.items()}")
            return web.json_response({"error": -14014, "error_name": "Invalid refresh token"})
        self.refreshed += 1
        await self._tell()
        pair = {"access_token": f"access-{self.refreshed}", "refresh_token": f"refresh-{self.refreshed}"}
        return web.json_response({**pair, "expires_in": "90000"})

    async def _send(self, request: web.Request) -> web.Response:
        if request.headers.get("access_token") != f"access-{self.refreshed}":
            return web.json_response({"error": -216, "message": "Access token is invalid"})
        self._expect("Authorization" not in request.headers, "an Authorization header")
        self._expect(request.content_type == "application/json", f"a message as {request.content_type}")
        told = await request.json()
        found = [*_faults(told)]
        self.wrong += found
        if found:
            return web.json_response({"error": -201, "message": "Params is invalid"})
        key = self._ids[told["recipient"]["user_id"]]
        message, number = told["message"], next(self._numbers)
        buttons = message.get("attachment", {}).get("payload", {}).get("buttons", [])
        keys = tuple((one["title"], one["payload"]) for one in buttons)
        self._chats[key].append(Seen(number, from_bot=True, text=message.get("text", ""), keys=keys))
        await self._tell()
        data = {"message_id": str(number), "user_id": told["recipient"]["user_id"], "sent_time": "1626926349402"}
        return web.json_response({"error": 0, "message": "Success", "data": data})

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=self._files[request.match_info["name"]])

    async def _unknown(self, request: web.Request) -> web.Response:
        self.wrong.append(f"a call of {request.method} {request.path}")
        return web.json_response({"error": -240, "message": "API has been shut down"})

    def _post(self, person_key: str, text: str, name: str, message: Mapping[str, Any]) -> int:
        number = next(self._numbers)
        self._chats[person_key].append(Seen(number, from_bot=False, text=text))
        self._queue(person_key, name, message, number)
        return number

    def _queue(self, person_key: str, name: str, message: Mapping[str, Any], number: int) -> None:
        user = next(zalo_id for zalo_id, key in self._ids.items() if key == person_key)
        event = {
            "app_id": APP_ID,
            "user_id_by_app": "77",
            "event_name": name,
            "timestamp": str(int(time.time() * 1000)),
            "sender": {"id": user},
            "recipient": {"id": "OA"},
            "message": {"msg_id": f"m{number}", **message},
            "mood": "sunny",
        }
        self.events.append(event)
        self._undelivered[person_key].append(event)
        asyncio.get_running_loop().create_task(self._tell())

    def _expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _faults(told: Any) -> Iterator[str]:
    """Yield what Zalo would refuse in the body of a message."""
    if set(told) != {"recipient", "message"} or set(told["recipient"]) != {"user_id"}:
        yield f"a body of {sorted(told)}"
    message = told["message"]
    text, attachment = message.get("text", ""), message.get("attachment")
    if not set(message) <= {"text", "attachment"} or not (text or attachment):
        yield f"a message of {sorted(message)}"
    if len(text) > _MOST_CHARACTERS:
        yield f"{len(text)} characters"
    if attachment is not None:
        yield from _faults_of_buttons(attachment)


def _faults_of_buttons(attachment: Any) -> Iterator[str]:
    """Yield what Zalo would refuse in the one kind of attachment these people are sent."""
    if set(attachment) != {"type", "payload"} or attachment["type"] != "template":
        yield f"an attachment of {attachment.get('type')}"
    if set(attachment["payload"]) != {"buttons"} or not 1 <= len(attachment["payload"]["buttons"]) <= _MOST_BUTTONS:
        yield f"a template of {sorted(attachment['payload'])}"
    for one in attachment["payload"].get("buttons", ()):
        if set(one) != {"title", "type", "payload"} or one["type"] != "oa.query.hide":
            yield f"a button of {sorted(one)}"
        if not 1 <= len(one["title"]) <= _LONGEST_TITLE or not one["payload"].startswith("#"):
            yield f"a button {one['title']!r}"
        if len(one["payload"].encode()) > _LONGEST_PAYLOAD:
            yield "a payload too long"
