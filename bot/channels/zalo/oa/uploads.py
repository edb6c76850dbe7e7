"""What files Zalo carries to a person: which call takes one, and how large it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType

from bot.channels.channel import NeverError
from bot.channels.zalo.oa.api import Uploaded

_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """Which call takes a file, under which name."""

    kind: Uploaded
    name: str


_LARGEST: Mapping[Uploaded, int] = MappingProxyType({"image": _MEBIBYTE, "gif": 5 * _MEBIBYTE, "file": 5 * _MEBIBYTE})
# By what a file begins with: Zalo goes by the ending of the name, and people's names for files often have none.
_BEGINNINGS: tuple[tuple[bytes, Uploaded, str], ...] = (
    (b"\xff\xd8\xff", "image", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image", ".png"),
    (b"GIF8", "gif", ".gif"),
    (b"%PDF", "file", ".pdf"),
    (b"\xd0\xcf\x11\xe0", "file", ".doc"),
)
_WORD = ".docx"


def upload_of(content: bytes, name: str) -> Upload:
    """Return how a file is uploaded; raises NeverError for one that Zalo does not carry."""
    kind, ending = _recognised(content, name)
    if len(content) > _LARGEST[kind]:
        raise NeverError(f"a file of {len(content)} bytes is larger than Zalo carries")
    stem = PurePath(name).stem or "tep"
    own = PurePath(name).suffix.lower()
    fits = own == ending or (ending == ".jpg" and own == ".jpeg")
    return Upload(kind, name if fits else f"{stem}{ending}")


def _recognised(content: bytes, name: str) -> tuple[Uploaded, str]:
    for beginning, kind, ending in _BEGINNINGS:
        if content.startswith(beginning):
            return kind, ending
    if content.startswith(b"PK\x03\x04") and PurePath(name).suffix.lower() == _WORD:
        return "file", _WORD
    raise NeverError("a kind of file that Zalo does not carry")
