"""Carries out a message that was read: to the person's phone, into the counts, and back as an echo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.content import SHARE_ACTION, InlineButton, Message, Other
from bot.sandbox.zalo.oa.errors import Reason, Refused
from bot.sandbox.zalo.oa.events import Told
from bot.sandbox.zalo.oa.fields import wrong

if TYPE_CHECKING:
    from bot.sandbox.chat import Chat
    from bot.sandbox.content import Rows, StoredFile
    from bot.sandbox.zalo.oa.messages import Media, Outgoing
    from bot.sandbox.zalo.oa.world import OaWorld

_SHARE = "Chia sẻ thông tin"


def send(world: OaWorld, outgoing: Outgoing) -> dict[str, Any]:
    """Show a message on its person's phone and return what the API answers; raises Refused."""
    chat = world.chat_of(outgoing.user)
    if chat is None:
        raise Refused(Reason.USER)
    if outgoing.buttons and world.package == "no_buttons":
        raise Refused(Reason.PACKAGE)
    quoted = _quoted(world, chat, outgoing.quoted)
    file, sticker = _file(world, outgoing), _without_file(outgoing.media)
    is_free = world.windows.check(outgoing.user)
    number = world.next_number()
    world.visible |= {(number, button.value) for button in outgoing.buttons if button.shown}
    message = Message(
        number,
        from_bot=True,
        date=world.now(),
        text=f"{outgoing.form.title}\n{outgoing.form.subtitle}" if outgoing.form else outgoing.text,
        keyboard=_rows(outgoing),
        file=file,
        other=sticker,
        reply_to=quoted,
    )
    chat.show(message)
    _count(world, is_free=is_free)
    told = Told(chat.person, world.timestamp(), world.msg_id(number))
    if world.echoes:
        world.outbox.add(world.events.echo(_kind(outgoing), told, message.text))
    return {
        "message_id": told.msg_id,
        "user_id": outgoing.user,
        "sent_time": told.timestamp,
        "quota": {"quota_type": "reply" if is_free else "sub_quota"},
    }


def _count(world: OaWorld, *, is_free: bool) -> None:
    if is_free:
        world.tally.free += 1
    else:
        world.tally.billed += 1


def _quoted(world: OaWorld, chat: Chat, msg_id: str) -> int | None:
    if not msg_id:
        return None
    number = world.number_of(msg_id)
    if chat.present(number) is None:
        raise wrong("quote_message_id is no message of this chat")
    return number


def _file(world: OaWorld, outgoing: Outgoing) -> StoredFile | None:
    if outgoing.file_token:
        return world.uploads.get(outgoing.file_token, "file")
    media = outgoing.media
    if media is None or media.url or media.kind == "sticker":
        return None
    return world.uploads.get(media.attachment_id, "gif" if media.kind == "gif" else "image")


def _without_file(media: Media | None) -> Other | None:
    """Return a sticker or a picture from elsewhere, of which the sandbox has no content."""
    if media is None or (media.kind != "sticker" and not media.url):
        return None
    return Other("sticker" if media.kind == "sticker" else "photo", {"url": media.url})


def _rows(outgoing: Outgoing) -> Rows:
    """Return one row for each button; a form has the one that shares a name and a number."""
    if outgoing.form:
        return ((InlineButton(_SHARE, SHARE_ACTION, ""),),)
    return tuple((button.inline(),) for button in outgoing.buttons)


def _kind(outgoing: Outgoing) -> str:
    if outgoing.file_token:
        return "file"
    return outgoing.media.kind if outgoing.media else "text"
