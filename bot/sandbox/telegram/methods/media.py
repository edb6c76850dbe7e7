"""Methods that send and fetch files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox import pictures
from bot.sandbox.content import Attachment, Formatted, StoredFile
from bot.sandbox.telegram import limits, markup
from bot.sandbox.telegram.errors import Reason, Refused
from bot.sandbox.telegram.methods.call import checked_caption

if TYPE_CHECKING:
    from bot.sandbox.telegram.methods.call import Call

_FILE_ID_PREFIXES = ("AgACAgUAAx", "BQACAgUAAx", "CAACAgUAAx")


@dataclass(frozen=True, slots=True)
class _Item:
    file: StoredFile
    caption: Formatted


def send_photo(call: Call) -> dict[str, Any]:
    """Send a picture."""
    return _send(call, "photo")


def send_document(call: Call) -> dict[str, Any]:
    """Send a file."""
    return _send(call, "document")


def _send(call: Call, kind: str) -> dict[str, Any]:
    sent = _sent_file(call, call.parameters.text(kind), call.parameters.files.get(kind), kind)
    words = call.caption()
    brought = markup.read(call.parameters.text("reply_markup"))
    chat = call.open_chat()
    reply_to = call.reply_to(chat)
    call.account.rates.spend(chat.person.user_id)
    file = call.account.files.keep(sent, kind) if isinstance(sent, Attachment) else sent
    return call.post(chat, words, markup=brought, file=file, reply_to=reply_to)


def send_media_group(call: Call) -> list[dict[str, Any]]:
    """Send up to ten photos or documents as an album."""
    media = call.parameters.json("media", Reason.MEDIA_JSON)
    if not media:
        raise Refused(Reason.MEDIA_NONE)
    if not isinstance(media, list) or not all(isinstance(item, dict) for item in media):
        raise Refused(Reason.MEDIA_JSON)
    if len(media) > limits.ALBUM:
        raise Refused(Reason.MEDIA_TOO_MANY)
    kinds = {item.get("type") for item in media}
    if not kinds <= {"photo", "document"}:
        raise Refused(Reason.MEDIA_TYPE)
    if len(kinds) > 1:
        raise Refused(Reason.MEDIA_MIXED)
    chat = call.open_chat()
    items = [_album_item(call, item) for item in media]
    reply_to = call.reply_to(chat)
    call.account.rates.spend(chat.person.user_id, len(items))
    group = call.account.next_album_id() if len(items) > 1 else None
    return [call.post(chat, item.caption, file=item.file, media_group=group, reply_to=reply_to) for item in items]


def _album_item(call: Call, item: dict[str, Any]) -> _Item:
    kind = item["type"]
    caption = checked_caption(
        str(item.get("caption") or ""), str(item.get("parse_mode") or ""), item.get("caption_entities")
    )
    sent = _sent_file(call, str(item.get("media") or ""), None, kind)
    file = call.account.files.keep(sent, kind) if isinstance(sent, Attachment) else sent
    return _Item(file, caption)


def _sent_file(call: Call, value: str, upload: Attachment | None, kind: str) -> Attachment | StoredFile:
    """Return the upload, or the file Telegram holds already, that a field names."""
    if value.startswith("attach://"):
        upload = call.parameters.files.get(value.removeprefix("attach://"))
    if upload is not None:
        return _checked(upload, kind)
    if not value or value.startswith("attach://"):
        raise Refused(Reason.FILE_MISSING, kind=kind)
    if value.startswith(("http://", "https://")):
        raise Refused(Reason.FILE_URL)
    held = call.account.files.get(value)
    if held is None:
        raise Refused(Reason.FILE_ID_UNKNOWN)
    if held.kind != kind:
        raise Refused(Reason.FILE_TYPE, found=held.kind.capitalize(), wanted=kind.capitalize())
    return held


def _checked(upload: Attachment, kind: str) -> Attachment:
    length = len(upload.content)
    if not length:
        raise Refused(Reason.FILE_EMPTY)
    if length > limits.UPLOAD_BYTES:
        raise Refused(Reason.BODY_TOO_LARGE)
    if kind == "photo":
        if length > limits.PHOTO_BYTES:
            raise Refused(Reason.PHOTO_TOO_BIG, size=length)
        _check_picture(upload.content)
    return upload


def _check_picture(content: bytes) -> None:
    found = pictures.size(content)
    if found is None:
        raise Refused(Reason.PHOTO_UNREADABLE)
    short, long = min(found), max(found)
    if short < 1 or short + long > limits.PHOTO_SIDES or long > limits.PHOTO_RATIO * short:
        raise Refused(Reason.PHOTO_DIMENSIONS)


def get_file(call: Call) -> dict[str, Any]:
    """Open a file for download."""
    file_id = call.parameters.text("file_id").strip()
    if not file_id:
        raise Refused(Reason.FILE_ID_EMPTY)
    file = call.account.files.get(file_id)
    if file is None:
        known = file_id.startswith(_FILE_ID_PREFIXES)
        raise Refused(Reason.FILE_ID_WRONG if known else Reason.FILE_ID_INVALID)
    if len(file.content) > limits.DOWNLOAD_BYTES:
        raise Refused(Reason.FILE_TOO_BIG)
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": call.account.files.grant(file),
    }
