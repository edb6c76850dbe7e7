"""People who do anything at all on Zalo: answer, choose by number or words, press old buttons, write nonsense, wait."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.sandbox.content import Message
from bot.sandbox.script import Act
from bot.sandbox.stage import Stage
from bot.sandbox.state import PhoneError
from tests.transcripts.habits import usually
from tests.transcripts.house import House
from tests.transcripts.reading import read

_WHO = (*["an"] * 4, "binh", "binh", "chi", "dung", "dung", "stranger")
_ANYTHING = (
    *("0", "1", "2", "7", "99", "a", "b", "B1", "C2", "D a", "1, 2", "tất cả", "30%", "hôm qua", "000", "👍", "???"),
    *("quay lại", "hủy", "xong", "bắt đầu", "trạng thái", "trợ giúp", "có", "dạ", "noi 1234-5678", "SK-22-7F3K9Q"),
    *("ệ" * 2000, "x" * 1999, "\u202e", "\u200d", "{name}", "<b>x</b>", "#1:start", "#0:", "#abc:verify:1", "/", "//"),
    *("/start u-DLK-01-017", "/start i-x", "/nop", "/cuatoi", "/huy", "/dulieu", "/hangcho", "/chitieu buon ho"),
    *("/xephang", "/baocao", "/trogiup", "/ngonngu", "15/QĐ-CT", "https://drive.google.com/file/d/" + "a" * 33),
)
_SENT = ("(photo a.jpg)", "(photo a.jpg: Chú thích)", "(document don.docx)", "(document x.exe)", "(sticker)", "(voice)")
_WAITS = (timedelta(seconds=5), timedelta(minutes=11), timedelta(hours=13), timedelta(days=4))
_ANSWERS = {
    "title": "Cải tiến khâu phân loại hạt",
    "told": "Trước đây phân loại hạt bằng tay, chậm và không đều. Nay dùng sàng rung tự chế nên nhanh gấp bốn lần.",
    "whose": "[Của tôi]",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did; `chose` is the label that was offered for what they typed."""

    person: str
    text: str
    chose: str = ""


class Wanderers:
    """Everybody of a Zalo world, doing one thing after the other by chance."""

    def __init__(self, home: House, stage: Stage, chance: random.Random) -> None:
        """Walk on these phones."""
        self._home, self._stage, self._chance = home, stage, chance

    def said_to(self, person: str) -> list[Message]:
        """Return what the bot has said to somebody so far."""
        return [one for one in self._stage.world.chat(person).messages if one.from_bot]

    async def does_something(self) -> Deed | None:
        """Do one thing, not answered yet; None where time has passed, or a phone did not allow it."""
        if self._chance.random() < 0.05:
            clock = self._home.world.clock
            self._stage.world.move_clock(clock.now() + self._chance.choice(_WAITS))
            await self._home.passes()
            await self._home.settle()
            return None
        deed = self._deed(self._chance.choice(_WHO))
        with suppress(LookupError, PhoneError):
            self._stage.act(Act(0, deed.person, deed.text))
            return deed
        return None

    def _deed(self, person: str) -> Deed:
        offered, kind = [*self._offered(person)], self._chance.random()
        if kind < 0.4 and (answer := self._usual(person)):
            return Deed(person, answer)
        if kind < 0.7 and offered:
            typed, label = self._chance.choice(offered)
            text = self._chance.choice((typed, label, label.upper()))
            # The words of a card that came in between are an answer to the question before it, where one is open.
            return Deed(person, text, label if text == typed or not typed[0].isupper() else "")
        if kind < 0.76 and (old := [one for message in self.said_to(person) for one in message.labels]):
            return Deed(person, f"[{self._chance.choice(old)}]")
        return Deed(person, self._chance.choice(_SENT if kind > 0.92 else _ANYTHING))

    def _usual(self, person: str) -> str | None:
        newest = self.said_to(person)[-1:]
        usual = usually([line for message in newest for line in self._stage.lines(person, message)])
        return usual.format(**_ANSWERS) if usual else None

    def _offered(self, person: str) -> Iterator[tuple[str, str]]:
        """Yield what can be typed to answer the newest message, and what is offered for it."""
        for message in self.said_to(person)[-1:]:
            yield from read(message.text).offered.items()
