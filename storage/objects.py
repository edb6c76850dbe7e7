"""Contents of files, each under the hash of what is in it: in a folder of this machine, or in an S3 bucket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

_LOCAL = "file:"
_MODE = 0o700


class ObjectsAwayError(Exception):
    """The place where contents are kept cannot be reached or refuses; names only the kind of error."""


def folder_of(url: str) -> Path | None:
    """Return the folder of a `file:` address, None for any other."""
    return Path(url.removeprefix(_LOCAL).removeprefix("//")).absolute() if url.startswith(_LOCAL) else None


class Objects:
    """Contents by their SHA-256; nothing a person wrote is ever part of a path."""

    def __init__(self, url: str) -> None:
        """Keep them at `file:FOLDER` or `s3://BUCKET/PREFIX`; nothing is opened or made yet."""
        self._url = url
        self._opened: ObjectStore | None = None

    async def put(self, sha256: str, content: bytes | bytearray) -> None:
        """Keep a content; keeping it again changes nothing. Raises ObjectsAwayError."""
        try:
            await obstore.put_async(self._store(), _path(sha256), content)
        except (BaseError, OSError) as error:
            raise ObjectsAwayError(type(error).__name__) from None

    async def put_file(self, sha256: str, file: Path) -> None:
        """Keep the content of a file, however large it is. Raises ObjectsAwayError."""
        try:
            await obstore.put_async(self._store(), _path(sha256), file)
        except (BaseError, OSError) as error:
            raise ObjectsAwayError(type(error).__name__) from None

    async def read(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Yield a content from one byte on until before another, in pieces. Raises ObjectsAwayError."""
        try:
            found = await obstore.get_async(self._store(), _path(sha256), options={"range": (start, end)})
            async for piece in found.stream():
                yield bytes(piece)
        except (BaseError, OSError) as error:
            raise ObjectsAwayError(type(error).__name__) from None

    async def get(self, sha256: str) -> bytes | None:
        """Return a content, None where it is not kept. Raises ObjectsAwayError."""
        try:
            found = await obstore.get_async(self._store(), _path(sha256))
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise ObjectsAwayError(type(error).__name__) from None

    async def delete(self, sha256: str) -> None:
        """Forget a content; one that is not kept is no error. Raises ObjectsAwayError."""
        try:
            await obstore.delete_async(self._store(), _path(sha256))
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise ObjectsAwayError(type(error).__name__) from None

    async def forget_older(self, before: datetime) -> int:
        """Forget every content kept before an instant and return how many. Raises ObjectsAwayError."""
        forgotten = 0
        try:
            async for chunk in obstore.list(self._store()):
                paths = [one["path"] for one in chunk if one["last_modified"] < before]
                forgotten += len(paths)
                for path in paths:
                    await obstore.delete_async(self._store(), path)
        except FileNotFoundError:
            return forgotten  # another process forgets the same
        except (BaseError, OSError) as error:
            raise ObjectsAwayError(type(error).__name__) from None
        return forgotten

    def _store(self) -> ObjectStore:
        """Return the store, opened at its first use; a folder is made then, for its owner only."""
        if self._opened is None:
            folder = folder_of(self._url)
            if folder is None:
                self._opened = from_url(self._url)
            else:
                folder.mkdir(mode=_MODE, parents=True, exist_ok=True)
                self._opened = LocalStore(folder, automatic_cleanup=True)
        return self._opened


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
