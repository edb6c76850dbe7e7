"""Makes a photo small enough for Zalo, which carries one megabyte where a phone takes four."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

_STEPS = ((2560, 85), (2048, 80), (1600, 75), (1200, 70), (800, 60))
_MOST_PIXELS = 60_000_000


def smaller(content: bytes, most: int) -> bytes | None:
    """Return a photo as JPEG of at most `most` bytes, upright and without what else its file tells; None if none is."""
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                return None
            opened.draft("RGB", (_STEPS[0][0], _STEPS[0][0]))
            photo = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    for side, quality in _STEPS:
        photo.thumbnail((side, side))
        made = BytesIO()
        photo.save(made, "JPEG", quality=quality)
        if made.tell() <= most:
            return made.getvalue()
    return None
