"""The link that opens the bot with a unit proposed, and the code people scan for it."""

from __future__ import annotations

import io

import segno

from bot.channels.telegram.links import start_link

_ERROR = "q"  # a quarter of it may be dirty or torn
_QUIET = 4
_PIXELS_A_MODULE = 24


def link(username: str, unit: str) -> str:
    """Return the one link of a unit at a bot."""
    return start_link(username, f"u-{unit}")


def code_of(address: str) -> segno.QRCode:
    """Return the code of an address, fit for print."""
    return segno.make(address, error=_ERROR, micro=False)


def modules(address: str) -> tuple[tuple[bool, ...], ...]:
    """Return the dark and light squares of the code, the quiet zone around it included."""
    return tuple(tuple(map(bool, row)) for row in code_of(address).matrix_iter(border=_QUIET))


def picture(address: str) -> bytes:
    """Return the code as a PNG large enough for print."""
    file = io.BytesIO()
    code_of(address).save(file, kind="png", scale=_PIXELS_A_MODULE, border=_QUIET)
    return file.getvalue()
