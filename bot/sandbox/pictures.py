"""Reads the size of a picture from its first bytes, so that photos carry plausible sizes."""

from __future__ import annotations

import struct

_WITHOUT_SIZE = {0xC4, 0xC8, 0xCC}
"""Markers between C0 and CF of a JPEG that do not begin a frame."""


def size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG, JPEG or WebP, or None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    if content[:4] == b"RIFF" and content[8:16] == b"WEBPVP8X" and len(content) >= 30:
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return 800, 600
    return None


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _WITHOUT_SIZE:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return 800, 600
