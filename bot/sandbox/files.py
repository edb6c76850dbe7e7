"""The files Telegram holds for one bot, and the addresses under which it lets them be downloaded."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from bot.sandbox import pictures
from bot.sandbox.content import Attachment, StoredFile


class FileStore:
    """Keeps files in memory under ids that only this bot may use."""

    def __init__(self, bot_id: int) -> None:
        """Begin empty."""
        self._bot_id = bot_id
        self._files: dict[str, StoredFile] = {}
        self._paths: dict[str, str] = {}

    def keep(self, attachment: Attachment, kind: str) -> StoredFile:
        """Store a file as `photo` or `document`; the same content always has the same unique id."""
        digest = hashlib.sha256(attachment.content).hexdigest()
        number = len(self._files) + 1
        prefix = "AgACAgUAAx" if kind == "photo" else "BQACAgUAAx"
        width, height = (pictures.size(attachment.content) or (800, 600)) if kind == "photo" else (0, 0)
        file = StoredFile(
            file_id=f"{prefix}{self._bot_id:x}-{number:06d}-{digest[:40]}",
            unique_id=f"AQAD{digest[:12]}",
            kind=kind,
            name=f"photo_{number}.jpg" if kind == "photo" else attachment.name,
            mime="image/jpeg" if kind == "photo" else attachment.mime,
            content=attachment.content,
            width=width,
            height=height,
        )
        self._files[file.file_id] = file
        return file

    def get(self, file_id: str) -> StoredFile | None:
        """Return the file of an id."""
        return self._files.get(file_id)

    def grant(self, file: StoredFile) -> str:
        """Open a file for download and return its path below `/file/bot<token>/`; its name is not kept."""
        suffix = PurePath(file.name).suffix
        number = file.file_id.split("-")[1].lstrip("0")
        path = f"{file.kind}s/file_{number}{suffix}"
        self._paths[path] = file.file_id
        return path

    def at(self, path: str) -> StoredFile | None:
        """Return the file that was granted under a path."""
        return self._files.get(self._paths.get(path, ""))
