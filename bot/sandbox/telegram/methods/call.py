"""One call of a method: who calls, with what, and the checks that many methods share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.content import Message
from bot.sandbox.telegram import entities, limits
from bot.sandbox.telegram.errors import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.account import Account
    from bot.sandbox.chat import Chat
    from bot.sandbox.content import Formatted
    from bot.sandbox.state import State
    from bot.sandbox.telegram.markup import Markup
    from bot.sandbox.telegram.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Answer:
    """What a method returns, with the words some methods add."""

    result: Any
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A method call being answered; every check raises Refused."""

    state: State
    account: Account
    parameters: Parameters
    stopping: Callable[[], bool]
    """Whether the server goes down, so that nothing should wait any longer."""

    def known_chat(self) -> Chat:
        """Return the chat of `chat_id`, started or not."""
        chat_id = self.parameters.text("chat_id").strip()
        if not chat_id:
            raise Refused(Reason.CHAT_ID_EMPTY)
        try:
            chat = self.account.chats.get(int(chat_id))
        except ValueError:
            chat = None
        if chat is None and chat_id in {str(account.identity.user_id) for account in self.state.bots.values()}:
            raise Refused(Reason.TO_A_BOT)
        if chat is None:
            raise Refused(Reason.CHAT_NOT_FOUND)
        return chat

    def open_chat(self) -> Chat:
        """Return the chat of `chat_id` if its person lets the bot write to them."""
        chat = self.known_chat()
        if not chat.started:
            raise Refused(Reason.NEVER_STARTED)
        if chat.blocked:
            raise Refused(Reason.BLOCKED)
        return chat

    def reply_to(self, chat: Chat) -> int | None:
        """Return the message this one answers, as `reply_parameters` or the older field names it."""
        given = self.parameters.json("reply_parameters", Reason.REPLY_JSON)
        if given is None:
            message_id = self.parameters.integer("reply_to_message_id", 0)
            lenient = self.parameters.flag("allow_sending_without_reply")
        elif isinstance(given, dict) and isinstance(given.get("message_id"), int):
            message_id, lenient = given["message_id"], bool(given.get("allow_sending_without_reply"))
        else:
            raise Refused(Reason.REPLY_JSON)
        if message_id <= 0:
            return None
        if chat.present(message_id) is not None:
            return message_id
        if lenient:
            return None
        raise Refused(Reason.REPLY_NOT_FOUND)

    def message_text(self) -> Formatted:
        """Return `text` as Telegram keeps it."""
        if not self.parameters.text("text"):
            raise Refused(Reason.TEXT_EMPTY)
        given = self.parameters.json("entities", Reason.ENTITIES_JSON)
        words = entities.read(self.parameters.text("text"), self.parameters.text("parse_mode"), given)
        if not words.text:
            raise Refused(Reason.TEXT_BLANK)
        if len(words.text) > limits.TEXT:
            raise Refused(Reason.MESSAGE_TOO_LONG)
        return words

    def caption(self) -> Formatted:
        """Return `caption` as Telegram keeps it, perhaps empty."""
        given = self.parameters.json("caption_entities", Reason.ENTITIES_JSON)
        return checked_caption(self.parameters.text("caption"), self.parameters.text("parse_mode"), given)

    def post(self, chat: Chat, words: Formatted, *, markup: Markup | None = None, **content: Any) -> dict[str, Any]:
        """Put the bot's message into a chat and return it as the Bot API writes it."""
        message = Message(
            id=self.account.next_message_id(),
            from_bot=True,
            date=self.state.clock.now().replace(microsecond=0),
            text=words.text,
            entities=words.entities,
            keyboard=markup.inline if markup else (),
            fixed=markup is not None and markup.is_reply,
            **content,
        )
        chat.show(message, markup)
        return self.account.rendered(chat, message)


def checked_caption(caption: str, mode: str, given: Any) -> Formatted:
    """Return a caption as Telegram keeps it; raises Refused when it cannot be read or is too long."""
    words = entities.read(caption, mode, given)
    if len(words.text) > limits.CAPTION:
        raise Refused(Reason.CAPTION_TOO_LONG)
    return words
