"""The phones of an Official Account's people, and everything the account has at Zalo."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bot.sandbox.cast import OA
from bot.sandbox.content import SHARE_ACTION, Message
from bot.sandbox.platform import Platform
from bot.sandbox.state import PhoneError
from bot.sandbox.zalo.hands import FIRST_LINK_LIFE, Sent, ZaloHands, zalo_id_of
from bot.sandbox.zalo.oa import limits
from bot.sandbox.zalo.oa.events import Events, Told, other
from bot.sandbox.zalo.oa.faults import Faults
from bot.sandbox.zalo.oa.hooks import Webhook
from bot.sandbox.zalo.oa.oauth import OAuth
from bot.sandbox.zalo.oa.rates import Rates
from bot.sandbox.zalo.oa.tally import Tally
from bot.sandbox.zalo.oa.uploads import Uploads
from bot.sandbox.zalo.oa.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import timedelta

    from bot.clock import Clock
    from bot.sandbox.chat import Chat
    from bot.sandbox.content import InlineButton
    from bot.sandbox.events import Changes
    from bot.sandbox.people import Person
    from bot.sandbox.zalo.oa.account import OfficialAccount, Package

_FIRST_MESSAGE = 0x5A_0000_0000_0000


class OaWorld(ZaloHands):
    """An Official Account in the hands of its people.

    Opening the chat is following the account, or writing to it at once where a link brought a payload; blocking is
    following it no more. `echoes` tells the account of its own messages, as Zalo does; events are `apart` by at least
    a millisecond, unless time is to stand still.
    """

    def __init__(
        self,
        clock: Clock,
        people: Iterable[Person],
        *,
        changes: Changes | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        account: OfficialAccount = OA,
        package: Package = "full",
        calls_a_minute: int = limits.CALLS_A_MINUTE,
        link_life: timedelta = FIRST_LINK_LIFE,
        echoes: bool = True,
        apart: bool = True,
    ) -> None:
        """Begin with nobody following, no access token, and the refresh token from the console."""
        platform = Platform("zalo", "Zalo · OA", "oa", account.name, edits=False, shares_contact=False)
        number = int(account.oa_id)
        super().__init__(
            clock, people, platform, number=number, changes=changes, monotonic=monotonic, link_life=link_life
        )
        self.account, self.package, self.echoes, self._apart = account, package, echoes, apart
        self.tally, self.faults = Tally(), Faults(self.changes.wake)
        self.oauth = OAuth(account, clock, self.tally)
        self.windows, self.rates = Windows(clock), Rates(clock, calls_a_minute)
        self.uploads = Uploads(clock, self.files)
        self.events = Events(account)
        self.webhook: Webhook | None = None
        self.visible: set[tuple[int, str]] = set()
        """Message and payload of the buttons whose payload is shown as the person's own words."""
        self._last_timestamp = 0

    def set_webhook(self, url: str) -> None:
        """Save an address in the console, which asks it for an answer first; raises ValueError for one not of here."""
        self.webhook = Webhook(url)
        self.changes.wake()

    def start(self, person_key: str, payload: str = "") -> int:
        """Follow the account, or open its chat by a link and send what the link brought; once open, type /start."""
        chat = self.find(person_key)
        follows = self.windows.follows(zalo_id_of(chat.person))
        chat.set_state(started=True, blocked=False)
        if payload or follows:
            return super().start(person_key, payload)
        return self._follow(chat)

    def open_chat(self, person_key: str) -> None:
        """Open the chat from the account's profile and say nothing, which lets the account write again."""
        chat = self._open(person_key)
        self._did(chat)
        self.outbox.add(self.events.opened(chat.person, self.timestamp()))

    def share_contact(self, person_key: str, *, of_other: str | None = None) -> int:
        """Fill in the form the account has sent: one's own name and number, or those of somebody else."""
        chat = self._open(person_key)
        if not any(self._is_form(message) for message in chat.messages.values()):
            raise PhoneError("the account has not asked for a name and a number")
        if of_other is not None and of_other.startswith("+"):
            name, phone = chat.person.name, of_other
        else:
            name, phone = self.people[of_other or person_key].name, self.people[of_other or person_key].phone
        number = self.next_number()
        self._did(chat)
        self.outbox.add(self.events.information(chat.person, self.timestamp(), name, phone.removeprefix("+")))
        return number

    def send_other(self, person_key: str, kind: str) -> int:
        """Send a sticker, voice, location …; returns the message id."""
        return self._post(self._open(person_key), other=other(kind))

    def block(self, person_key: str) -> None:
        """Follow the account no more."""
        super().block(person_key)
        person = self.people[person_key]
        self.windows.unfollowed(zalo_id_of(person))
        self.outbox.add(self.events.following(person, self.timestamp(), follows=False))

    def unblock(self, person_key: str) -> None:
        """Follow the account again."""
        chat = self.find(person_key)
        if chat.blocked:
            chat.set_state(started=True, blocked=False)
            self._follow(chat)

    def msg_id(self, number: int) -> str:
        """Return the id by which Zalo knows a message of a chat."""
        return f"{_FIRST_MESSAGE + number:x}"

    def number_of(self, msg_id: str) -> int:
        """Return the number of a message; 0 for an id that is none."""
        try:
            return int(msg_id, 16) - _FIRST_MESSAGE
        except ValueError:
            return 0

    def timestamp(self) -> str:
        """Return the present instant in milliseconds; where events are `apart` no two have the same."""
        now = int(self.clock.now().timestamp() * 1000)
        self._last_timestamp = max(now, self._last_timestamp + 1) if self._apart else now
        return str(self._last_timestamp)

    def _follow(self, chat: Chat) -> int:
        self.windows.followed(zalo_id_of(chat.person))
        self.outbox.add(self.events.following(chat.person, self.timestamp(), follows=True))
        return self.next_number()

    def _tapped(self, chat: Chat, message: Message, button: InlineButton) -> str:
        if button.action == SHARE_ACTION:
            return self.msg_id(self.share_contact(chat.person.key))
        if (message.id, button.data) in self.visible:
            return self.msg_id(self.say(chat.person.key, str(button.data)))
        return super()._tapped(chat, message, button)

    def _tell(self, chat: Chat, sent: Sent) -> str:
        self._did(chat)
        told = Told(chat.person, self.timestamp(), self.msg_id(sent.id))
        if sent.file is not None:
            url = f"{self.address}/zalo/oa/files/{self.links.open(sent.file)}"
            self.outbox.add(self.events.file(told, sent.text, sent.file, url))
        elif sent.other is not None:
            self.outbox.add(self.events.other(told, sent.other))
        else:
            self.outbox.add(self.events.text(told, sent.text))
        return told.msg_id

    def _did(self, chat: Chat) -> None:
        self.windows.interacted(zalo_id_of(chat.person))
        self.tally.received += 1

    @staticmethod
    def _is_form(message: Message) -> bool:
        return any(button.action == SHARE_ACTION for row in message.keyboard for button in row)
