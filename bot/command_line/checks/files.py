"""Checks of what files need: a place to keep their contents, and the virus scanner if there is to be one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

from bot.command_line.checks.finding import Finding, ill, mind, well
from bot.files.scanner import Scanner, ScannerAwayError
from bot.settings import Settings
from storage.objects import Objects, ObjectsAwayError, folder_of

_PROBE = b"doctor"


async def check(chosen: Settings, *, offline: bool) -> AsyncIterator[Finding]:
    """Yield whether contents can be kept and scanned; a folder is only looked at, a bucket is tried."""
    folder = folder_of(chosen.files_url)
    if folder:
        yield _folder(folder)
    elif offline:
        yield mind("FILES_URL was not tried (--offline).")
    else:
        yield await _bucket(chosen.files_url)
    if chosen.clamd is None:
        yield mind("CLAMD is not set: files are marked “not scanned”.")
    elif offline and not chosen.clamd.startswith("/"):
        yield mind("The virus scanner was not asked (--offline).")
    else:
        yield await _scanner(chosen.clamd)


def _folder(folder: Path) -> Finding:
    """Look at the folder, or at the nearest one above it where it is still to be made."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return ill(f"FILES_URL: {there} must be a writable folder. Run this, and the bot, as its owner.")
    return well(f"Files are kept in {folder}, which is writable.")


async def _bucket(url: str) -> Finding:
    objects, name = Objects(url), sha256(_PROBE).hexdigest()
    try:
        await objects.put(name, _PROBE)
        await objects.delete(name)
    except ObjectsAwayError as error:
        return ill(f"FILES_URL: nothing can be kept at {url} ({error}). Check the bucket and AWS_ACCESS_KEY_ID.")
    return well(f"Files are kept at {url}, which is writable.")


async def _scanner(address: str) -> Finding:
    try:
        await Scanner(address).ping()
    except ScannerAwayError as error:
        return ill(f"CLAMD: no clamd answers at {address} ({error}). Start it, e.g.: systemctl start clamav-daemon")
    return well(f"The virus scanner at {address} answers.")
