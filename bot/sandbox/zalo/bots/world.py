"""The phones of the people of a Zalo bot, and everything the Bot Platform keeps of it."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from bot.sandbox.content import Message
from bot.sandbox.others import other
from bot.sandbox.platform import Platform
from bot.sandbox.state import PhoneError
from bot.sandbox.zalo.bots.refusals import Reason, Refused
from bot.sandbox.zalo.bots.state import AS_DOCUMENTED, BASIC, NAME, PREFIX, TOKEN, milliseconds, name_of
from bot.sandbox.zalo.hands import Sent, ZaloHands, zalo_id_of
from flows.programme import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.clock import Clock
    from bot.sandbox.chat import Chat
    from bot.sandbox.events import Changes
    from bot.sandbox.people import Person
    from bot.sandbox.zalo.bots.state import Manners, Quotas, Webhook

LONGEST = 2_000
_TOLD = {"sticker": "message.sticker.received", "voice": "message.voice.received"}
_MORE = {
    "sticker": {"sticker": "bfe458bf64fa8da4d4eb"},
    "voice": {"voice_url": "https://voice.zdn.vn/sandbox.aac"},
}
_UNSUPPORTED = "message.unsupported.received"


class ZaloBotWorld(ZaloHands):
    """A bot of the Bot Platform in the hands of its people: no buttons, no form, nothing to hear of files."""

    def __init__(
        self,
        clock: Clock,
        people: Iterable[Person],
        *,
        changes: Changes | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        token: str = TOKEN,
        quotas: Quotas = BASIC,
        manners: Manners = AS_DOCUMENTED,
    ) -> None:
        """Begin with nobody having written to the bot."""
        platform = Platform(
            "zalo-bot", "Zalo · Bot", NAME, "Bot Sáng kiến", edits=False, shares_contact=False, sends_documents=False
        )
        number = int(token.partition(":")[0])
        super().__init__(clock, people, platform, number=number, changes=changes, monotonic=monotonic)
        self.token, self.quotas, self.manners = token, quotas, manners
        self.webhook: Webhook | None = None
        self.webhook_changed_at = clock.now()
        self.polled = False
        self.undelivered: list[dict[str, Any]] = []
        """What a webhook did not take; the platform promises no second try."""
        self._served: dict[str, None] = {}
        self._sent: Counter[tuple[int, int]] = Counter()

    def tap_data(self, person_key: str, message_id: int, data: str) -> str:
        """Write what a button elsewhere would send: remembered or forged. Returns the platform's message id."""
        return name_of(self.say(person_key, data))

    def share_contact(self, person_key: str, *, of_other: str | None = None) -> int:
        """Refuse: the chat with a Zalo bot has nothing to share a number with."""
        raise PhoneError("a number cannot be shared with a Zalo bot; it can be typed")

    def send_other(self, person_key: str, kind: str) -> int:
        """Send a sticker, a voice message or something a bot is told no more of. Returns the message id."""
        return self._post(self._open(person_key), other=other(kind))

    def reachable(self, chat_id: str) -> Chat:
        """Return the chat a bot names; raises Refused where it may not write there."""
        chat = self.chat_of(chat_id)
        if chat is None or not chat.started:
            raise Refused(Reason.CHAT)
        if chat.blocked:
            raise Refused(Reason.BLOCKED)
        if list(self._served).index(chat.person.key) >= self.quotas.people:
            raise Refused(Reason.TOO_MANY_PEOPLE, most=self.quotas.people)
        return chat

    def send(self, chat: Chat, **content: Any) -> Message:
        """Show a message of the bot and count it for the month; raises Refused once that is full."""
        now = self.clock.now().astimezone(VIETNAM)
        if self._sent[now.year, now.month] >= self.quotas.messages_a_month:
            raise Refused(Reason.TOO_MANY_MESSAGES, most=self.quotas.messages_a_month)
        self._sent[now.year, now.month] += 1
        message = Message(self.next_number(), from_bot=True, date=self.now(), **content)
        chat.show(message)
        return message

    @property
    def has_news(self) -> bool:
        """Tell whether there is anything nobody has been told of."""
        return bool(self.outbox)

    def take_one(self) -> dict[str, Any] | None:
        """Hand over the oldest event, which is gone then, or None."""
        return self.outbox.take_one()

    def note(self, name: str, message: dict[str, Any] | None) -> None:
        """Keep an event until it is handed over."""
        self.outbox.add({"event_name": name} | ({"message": message} if message is not None else {}))

    def _open(self, person_key: str) -> Chat:
        """Open the chat; whoever does so first counts as one of the bot's people from then on."""
        chat = super()._open(person_key)
        self._served.setdefault(person_key)
        return chat

    def _pieces(self, words: str) -> Sequence[str]:
        """Return the messages as which a phone sends a text: a longer one goes out in several."""
        return [part for at in range(0, len(words), LONGEST) if (part := words[at : at + LONGEST].strip())]

    def _tell(self, chat: Chat, sent: Sent) -> str:
        if sent.file is not None and sent.file.kind == "photo":
            picture = f"{self.address}{PREFIX}/pictures/{self.links.open(sent.file)}"
            caption = {"caption": sent.text} if sent.text else {}
            self._tell_of(chat, sent, "message.image.received", caption | {self.manners.photo_field: picture})
        elif sent.other is not None:
            kind = sent.other.kind
            self._tell_of(chat, sent, _TOLD.get(kind, _UNSUPPORTED), _MORE.get(kind, {}))
        elif sent.file is not None:
            self._tell_of(chat, sent, _UNSUPPORTED, {})
        else:
            self._tell_of(chat, sent, "message.text.received", {"text": sent.text})
        return name_of(sent.id)

    def _tell_of(self, chat: Chat, sent: Sent, event: str, content: dict[str, str]) -> None:
        person = zalo_id_of(chat.person)
        message = {
            "from": {"id": person, "display_name": chat.person.name, "is_bot": False},
            "chat": {"id": person, "chat_type": "PRIVATE"},
            "message_id": name_of(sent.id),
            "date": milliseconds(self.clock.now()),
            **content,
        }
        bare = event == _UNSUPPORTED and not self.manners.unsupported_has_message
        self.note(event, None if bare else message)
