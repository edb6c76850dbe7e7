"""Marked stretches of a text while it is being read; positions count code points."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.sandbox.telegram.errors import Reason, Refused


@dataclass(frozen=True, slots=True)
class Span:
    """Code points `start` to `end` (not included) of one type, e.g. `bold`."""

    type: str
    start: int
    end: int
    url: str | None = None
    language: str | None = None


def unreadable(problem: str) -> Refused:
    """Build the refusal of a text whose marks cannot be read."""
    return Refused(Reason.ENTITIES, problem=problem)


def byte_offset(source: str, at: int) -> int:
    """Return where a code point begins in UTF-8, as the refusals name it."""
    return len(source[:at].encode("utf-8", "surrogatepass"))


def checked_link(url: str) -> str:
    """Return an address as Telegram keeps it.

    Raises ValueError with Telegram's words for an address it does not accept.
    """
    url = url.strip()
    scheme, separator, _ = url.partition("://")
    if not separator:
        url, scheme = f"http://{url}", "http"
    if scheme.lower() in {"tg", "ton", "tonsite"}:
        return url
    if scheme.lower() not in {"http", "https"}:
        raise ValueError("Unsupported URL protocol")
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError("URL host is empty")
    if "." not in parts.hostname.strip(".") or any(character.isspace() for character in url):
        raise ValueError("Wrong HTTP URL")
    return url if parts.path or parts.query or parts.fragment else f"{url}/"
