"""Where what was made is kept until it is fetched: nothing stays behind after a kill, nothing still needed goes."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.making.making import CalledOffError
from storage import jobs
from storage.database import Database
from storage.jobs import Made, Ordered
from storage.objects import Objects

_MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "png": "image/png",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are made and kept: the folder to work in, the contents people sent, the contents made here."""

    folder: Path
    objects: Objects
    made: Objects
    kept: timedelta


@dataclass(frozen=True, slots=True)
class Storeroom:
    """Keeps the contents of jobs, `made` being where they lie."""

    database: Database
    made: Objects

    async def keep(self, one: Ordered, paths: Sequence[Path]) -> tuple[Made, ...]:
        """Keep the contents; what they are called is noted before, so that nothing is left behind by a kill."""
        files = tuple([await asyncio.to_thread(_measured, path) for path in paths])
        async with self.database.transaction() as session:
            if not await jobs.note(session, one, files):
                raise CalledOffError
        for file, path in zip(files, paths, strict=True):
            await self.made.put_file(file.sha256, path)
        return files

    async def forget(self, hashes: Iterable[str]) -> None:
        """Delete contents that no job has any more."""
        for sha256 in dict.fromkeys(hashes):
            async with self.database.transaction() as session:
                needed = await jobs.needed(session, sha256)
            if not needed:
                await self.made.delete(sha256)


def _measured(path: Path) -> Made:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    mime = _MIME.get(path.suffix.removeprefix("."), "application/octet-stream")
    return Made(path.name, path.stat().st_size, digest, mime)
