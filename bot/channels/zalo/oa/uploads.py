"""What files Zalo carries to a person: which call takes one, under which name, and how large it may be."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from types import MappingProxyType

from bot.channels.zalo.oa.api import Uploaded

# Zalo says 1 MB and 5 MB; a photo can be made smaller, so that it is held to the stricter reading.
_LARGEST: Mapping[Uploaded, int] = MappingProxyType({"image": 1_000_000, "gif": 5 << 20, "file": 5 << 20})
# By what a file begins with: Zalo goes by the ending of the name, and people's names for files often have none.
_BEGINNINGS: tuple[tuple[bytes, Uploaded, str], ...] = (
    (b"\xff\xd8\xff", "image", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image", ".png"),
    (b"GIF8", "gif", ".gif"),
    (b"%PDF", "file", ".pdf"),
    (b"\xd0\xcf\x11\xe0", "file", ".doc"),
)
_WORD = ".docx"


@dataclass(frozen=True, slots=True)
class Upload:
    """Which call takes a file, its content and its name."""

    kind: Uploaded
    content: bytes = field(repr=False)
    name: str


async def upload_of(content: bytes, name: str) -> Upload | None:
    """Return how a file is uploaded, a photo made smaller where it has to be; None for one that Zalo does not carry."""
    known = _recognised(content, name)
    if known is not None and len(content) <= _LARGEST[known[0]]:
        return Upload(known[0], content, _named(name, known[1]))
    if known is not None and known[0] != "image":
        return None
    from bot.channels.zalo.oa import photos  # noqa: PLC0415 - a library of its own, for the few large ones

    photo = await asyncio.to_thread(photos.smaller, content, _LARGEST["image"])
    return Upload("image", photo, _named(name, ".jpg")) if photo else None


def _recognised(content: bytes, name: str) -> tuple[Uploaded, str] | None:
    for beginning, kind, ending in _BEGINNINGS:
        if content.startswith(beginning):
            return kind, ending
    word = content.startswith(b"PK\x03\x04") and PurePath(name).suffix.lower() == _WORD
    return ("file", _WORD) if word else None


def _named(name: str, ending: str) -> str:
    own = PurePath(name).suffix.lower()
    fits = own == ending or (ending == ".jpg" and own == ".jpeg")
    return name if fits else f"{PurePath(name).stem or 'tep'}{ending}"
