"""Keeps what bots upload: the right kind, not too big, and only for a week."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from bot.sandbox.content import Attachment
from bot.sandbox.zalo.oa import limits
from bot.sandbox.zalo.oa.errors import Reason, Refused
from bot.sandbox.zalo.oa.fields import wrong

if TYPE_CHECKING:
    from datetime import datetime

    from bot.clock import Clock
    from bot.sandbox.content import StoredFile
    from bot.sandbox.files import FileStore

Kind = Literal["image", "gif", "file"]
_JPEG, _PNG, _GIF, _ZIP, _OLE = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_TAKEN: dict[Kind, dict[str, tuple[bytes, str]]] = {
    "image": {".jpg": (_JPEG, "image/jpeg"), ".jpeg": (_JPEG, "image/jpeg"), ".png": (_PNG, "image/png")},
    "gif": {".gif": (_GIF, "image/gif")},
    "file": {
        ".pdf": (b"%PDF", "application/pdf"),
        ".doc": (_OLE, "application/msword"),
        ".docx": (_ZIP, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    },
}
_ROOM: dict[Kind, int] = {"image": limits.IMAGE_BYTES, "gif": limits.GIF_BYTES, "file": limits.FILE_BYTES}


@dataclass(frozen=True, slots=True)
class _Asset:
    kind: Kind
    file: StoredFile
    dies: datetime


class Uploads:
    """The uploads of one account, by the id or token that stands for each."""

    def __init__(self, clock: Clock, files: FileStore) -> None:
        """Begin with none."""
        self._clock, self._files = clock, files
        self._assets: dict[str, _Asset] = {}
        self._month = (0, 0)
        self._count = 0

    def keep(self, kind: Kind, name: str, content: bytes) -> str:
        """Keep an upload and return what stands for it; raises Refused."""
        suffix = PurePath(name).suffix.lower()
        if suffix not in _TAKEN[kind]:
            raise wrong(f"{name!r} is none of {', '.join(_TAKEN[kind])}")
        if not content:
            raise wrong("the file is empty")
        if len(content) > _ROOM[kind]:
            raise Refused(Reason.TOO_LONG, f"the file has {len(content)} bytes, {_ROOM[kind]} are allowed")
        beginning, mime = _TAKEN[kind][suffix]
        if not content.startswith(beginning):
            raise wrong(f"the content of {name!r} is something else")
        self._count_one()
        shown = "document" if kind == "file" else "photo"
        file = self._files.keep(Attachment(name, content, mime, as_document=kind == "file"), shown)
        token = hashlib.sha256(f"{kind} {file.file_id}".encode()).hexdigest()
        self._assets[token] = _Asset(kind, file, self._clock.now() + limits.ASSET_LIFE)
        return token

    def get(self, token: str, kind: Kind) -> StoredFile:
        """Return an upload of a kind; raises Refused for one that is unknown, of another kind, or too old."""
        asset = self._assets.get(token)
        if asset is None or asset.kind != kind:
            raise wrong(f"no {kind} was uploaded under this id")
        if self._clock.now() >= asset.dies:
            raise Refused(Reason.ASSET_EXPIRED)
        return asset.file

    def _count_one(self) -> None:
        now = self._clock.now()
        month = (now.year, now.month)
        if month != self._month:
            self._month, self._count = month, 0
        if self._count >= limits.UPLOADS_A_MONTH:
            raise Refused(Reason.QUOTA, f"{limits.UPLOADS_A_MONTH} uploads a month")
        self._count += 1
