"""Reads the parameters of a call however they were sent: query, urlencoded, JSON or multipart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.sandbox import forms
from bot.sandbox.content import Attachment
from bot.sandbox.telegram.errors import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping


class Parameters:
    """The parameters of one call, all as text, and the files sent along."""

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Attachment] | None = None) -> None:
        """Take values as they came; what is not text is kept as its JSON, null as absent."""
        self._values = {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in values.items()
            if value is not None
        }
        self.files = dict(files or {})

    def __contains__(self, name: str) -> bool:
        """Tell whether a parameter was sent at all."""
        return name in self._values

    def text(self, name: str) -> str:
        """Return a parameter as it is; empty when absent."""
        return self._values.get(name, "")

    def integer(self, name: str, default: int, low: int | None = None, high: int | None = None) -> int:
        """Return a number drawn into its bounds; the default when absent or unreadable."""
        try:
            number = int(self._values.get(name, default))
        except ValueError:
            return default
        number = number if low is None else max(low, number)
        return number if high is None else min(high, number)

    def flag(self, name: str) -> bool:
        """Return whether a parameter says yes."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def json(self, name: str, reason: Reason) -> Any:
        """Return a decoded parameter; None when absent or empty.

        Raises Refused with the given reason when it is not JSON.
        """
        if not self.text(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise Refused(reason) from None


async def read(request: web.Request) -> Parameters:
    """Return the parameters of a request, those of its body before those of its query.

    Raises Refused: 413 for a body over the limit, 400 for one that cannot be read.
    """
    try:
        values, files = await _body(request)
    except web.HTTPRequestEntityTooLarge:
        raise Refused(Reason.BODY_TOO_LARGE) from None
    except ValueError:
        raise Refused(Reason.BODY_UNREADABLE) from None
    return Parameters({**request.query, **values}, files)


async def _body(request: web.Request) -> tuple[dict[str, Any], dict[str, Attachment]]:
    if request.method != "POST" or not request.can_read_body:
        return {}, {}
    if request.content_type == "application/json":
        values = await request.json()
        if not isinstance(values, dict):
            raise ValueError("a JSON body is an object")
        return values, {}
    fields: dict[str, Any] = {}
    files: dict[str, Attachment] = {}
    for name, field in (await forms.read(request)).items():
        if isinstance(field, web.FileField):
            with field.file as file:
                files[name] = Attachment(field.filename, file.read(), field.content_type)
        elif isinstance(field, bytes | bytearray):
            fields[name] = field.decode()
        else:
            fields[name] = field
    return fields, files
