"""The smallest valid messages of kinds that a bot must expect but that nobody here really sends."""

from __future__ import annotations

from typing import Any

from bot.sandbox.content import Other


def _file(kind: str, **more: Any) -> dict[str, Any]:
    return {"file_id": f"CAACAgUAAx-{kind}", "file_unique_id": f"AgAD-{kind}", "file_size": 4096, **more}


def _poll() -> dict[str, Any]:
    options = [{"persistent_id": str(number), "text": str(number), "voter_count": 0} for number in (1, 2)]
    return {
        "id": "5000000000000000001",
        "question": "1 + 1?",
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": False,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }


def other(kind: str) -> Other:
    """Return a message of a kind, e.g. `sticker`.

    Raises LookupError naming the kinds there are.
    """
    payloads: dict[str, dict[str, Any]] = {
        "sticker": _file(
            "sticker", type="regular", width=512, height=512, is_animated=False, is_video=False, emoji="👍"
        ),
        "voice": _file("voice", duration=3, mime_type="audio/ogg"),
        "audio": _file("audio", duration=120, mime_type="audio/mpeg", file_name="audio.mp3"),
        "video": _file("video", width=640, height=360, duration=5, mime_type="video/mp4"),
        "video_note": _file("video_note", length=240, duration=5),
        "animation": _file("animation", width=320, height=240, duration=2, mime_type="video/mp4"),
        "location": {"latitude": 12.6797, "longitude": 108.0447},
        "dice": {"emoji": "🎲", "value": 4},
        "poll": _poll(),
    }
    if kind not in payloads:
        raise LookupError(f"no message of the kind {kind!r}; there are {', '.join(payloads)}")
    return Other(kind, payloads[kind])
