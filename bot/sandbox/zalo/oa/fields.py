"""Reads JSON that a bot sent, and refuses everything it was not asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.addresses import is_loopback
from bot.sandbox.zalo.oa.errors import Reason, Refused


def wrong(what: str) -> Refused:
    """Build the refusal of a parameter."""
    return Refused(Reason.PARAMETER, what)


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def record(value: object, name: str, *, needs: frozenset[str], may: frozenset[str] = frozenset()) -> Mapping[str, Any]:
    """Return an object that has all the fields it needs and none that is unknown; raises Refused."""
    if not isinstance(value, dict):
        raise wrong(f"{name} is not an object")
    if missing := sorted(needs - value.keys()):
        raise wrong(f"{name} lacks {', '.join(missing)}")
    if unknown := sorted(value.keys() - needs - may):
        raise wrong(f"{name} has unknown {', '.join(unknown)}")
    return value


def text(value: object, name: str, longest: int) -> str:
    """Return a text that is not empty; raises Refused, also for one that is too long."""
    if not isinstance(value, str) or not value.strip():
        raise wrong(f"{name} is empty or not text")
    if units(value) > longest:
        raise wrong(f"{name} is longer than {longest}")
    return value


def address(value: object, name: str, schemes: frozenset[str] = frozenset({"https"})) -> str:
    """Return an address out in the world; raises Refused for anything else, such as one on this machine."""
    given = text(value, name, 2048)
    try:
        parts = urlsplit(given)
        host = parts.hostname or ""
    except ValueError:
        raise wrong(f"{name} is no address") from None
    if parts.scheme not in schemes or not host:
        raise wrong(f"{name} is not {' or '.join(sorted(schemes))}")
    if schemes == {"https"} and is_loopback(host):
        raise wrong(f"{name} is not public")
    return given
