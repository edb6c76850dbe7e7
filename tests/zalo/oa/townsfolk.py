"""Those who use the account on a day: workers of every kind, officers who decide, staff who ask for figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from bot.sandbox.content import Message
from bot.sandbox.people import Person
from tests.transcripts.habits import usually
from tests.transcripts.reading import read
from tests.zalo.oa.day import Day

_PHOTOS = "(album IMG_{who}_1.jpg, IMG_{who}_2.jpg)"
_LATER, _NOT_NOW = timedelta(hours=2), timedelta(hours=4)
_SHARED = "(shares the number)"
# What somebody does who has begun once, beside what is usual; the first that fits counts.
_COMING_BACK: tuple[tuple[str, str], ...] = (
    (r"đang viết dở", "[Làm tiếp]"),
    (r"^Anh/chị vừa chia sẻ số ", "[Dùng số này]"),
    (r"được trả lại để sửa", "[Sửa ngay]"),
    (r"^Sửa \d+/\d+ · Tệp đính kèm|^Đã nhận \d tệp", "[Xong]"),
    (r"^Khi Công đoàn biểu dương", "[Được nêu tên tôi]"),
    (r"^(?:Sáng kiến của tôi|Anh/chị chưa nộp sáng kiến nào\.|Bản nháp được giữ lại: .*)$", "/nop"),
)
_AGAIN = "Đã nhận rồi."
_HANDED_IN = re.compile(r"^Đã nhận sáng kiến “", re.MULTILINE)


def person(number: int, name: str, role: str) -> Person:
    """Return somebody invented, with a number that is nobody's."""
    return Person(f"p{number}", name, role, 900000000 + number, f"+849000000{number:02d}")


@dataclass
class Worker:
    """A worker who fills in the whole form, in their own way.

    `errs` answers wrongly first, `asks` looks at their initiatives in between, `stops` leaves in the middle and comes
    back hours later, `sends` two photos at once, `types` numbers instead of pressing, `doubles` presses twice, `shares`
    the phone number by the form.
    """

    key: str
    unit: str
    chance: Random
    errs: bool = False
    asks: bool = False
    stops: bool = False
    sends: bool = False
    types: bool = False
    doubles: bool = False
    shares: bool = False
    begun: bool = False
    handed_in: int = 0
    _done: set[str] = field(default_factory=set)

    def act(self, day: Day) -> timedelta | None:
        """Answer what the bot asks; look at the phone now and then while others decide."""
        said = (one for one in reversed(day.world.chat(self.key).messages) if one.from_bot)
        message = next((one for one in said if one.text != _AGAIN), None)
        if not self.begun or message is None:
            self.begun = True
            day.do(self.key, f"/start u-{self.unit}")
            return self._soon()
        lines = day.stage.lines(self.key, message)
        if _HANDED_IN.search(message.text):
            self.handed_in = max(self.handed_in, 1)
            return _LATER * self.chance.uniform(0.5, 1.5)
        what = self._what(lines)
        if what is None:
            return _LATER
        self._answer(day, message, what)
        return _NOT_NOW * self.chance.uniform(0.7, 1.3) if what == "[Để sau]" else self._soon()

    def _what(self, lines: Sequence[str]) -> str | None:
        text = "\n".join(lines)
        if self.errs and "· Số CCCD" in text and self._once("errs"):
            return "66 123"
        if self.errs and "· Ngày áp dụng" in text and self._once("errs again"):
            return "hôm nào đó"
        if self.shares and "· Số điện thoại" in text and self._once("shares"):
            return _SHARED
        if self.asks and "· Loại giải pháp" in text and self._once("asks"):
            return "/cuatoi"
        if self.stops and "· Mô tả sáng kiến" in text and self._once("stops"):
            return "[Để sau]"
        if self.sends and re.search(r"^\d+/\d+ · Tệp đính kèm$", text, re.MULTILINE) and self._once("sends"):
            return _PHOTOS.format(who=self.key)
        if re.search(r"^Sửa \d+/\d+ · Tệp đính kèm", text, re.MULTILINE) and self._once("corrects"):
            return f"(photo QD_{self.key}.jpg)"
        if "[Nộp lại]" in lines:
            return "[Nộp lại]"
        usual = next((does for words, does in _COMING_BACK if any(re.search(words, line) for line in lines)), None)
        usual = usual or usually(lines)
        title = f"Cải tiến khâu số {self.key[1:]} ở xưởng {self.key}"
        told = f"Trước đây {title.lower()} làm bằng tay. Nay dùng dụng cụ tự chế nên nhanh gấp {self.key[1:]} lần."
        return usual and usual.format(title=title, told=told, whose="[Của tôi]", who=self.key)

    def _once(self, what: str) -> bool:
        first = what not in self._done
        self._done.add(what)
        return first

    def _answer(self, day: Day, message: Message, what: str) -> None:
        if what == _SHARED:
            day.world.share_contact(self.key)
            return
        typed = read(message.text).typed(what.strip("[]")) if what.startswith("[") and self.types else None
        day.do(self.key, typed or what)
        if self.doubles and what in ("[Đúng]", "[Nộp]", "[Tôi cam đoan đúng như vậy]") and not typed:
            day.do(self.key, "(again)")

    def _soon(self) -> timedelta:
        return timedelta(seconds=self.chance.uniform(20, 240))


@dataclass
class Officer:
    """An officer who decides what came, now and then during the hours of work, and never knows what is old."""

    key: str
    chance: Random
    decided: int = 0
    _cards: list[Message] = field(default_factory=list)
    _asked: bool = False

    def act(self, day: Day) -> timedelta | None:
        """Go on with what was begun, else take up the next card, else ask what waits."""
        for message in day.stage.unread(self.key):
            day.stage.read(self.key, message)
            if "Xác nhận" in read(message.text).offered.values():
                self._cards.append(message)
        newest = day.world.last_bot_message(self.key)
        going_on = self._going_on(newest.text) if newest else None
        if going_on:
            day.do(self.key, going_on)
        elif self._cards:
            self._decide(day, self._cards.pop(0))
        elif not self._asked:
            self._asked = True
            day.do(self.key, "/hangcho")
        else:
            self._asked = False
            return timedelta(minutes=self.chance.uniform(90, 150))
        return timedelta(seconds=self.chance.uniform(20, 90))

    def _going_on(self, text: str) -> str | None:
        if "cần sửa mục nào?" in text:
            return "[Tệp đính kèm]" if "Chưa chọn mục nào." in text else "[Tiếp (1)]"
        if ": lý do?" in text:
            return "[Thiếu văn bản công nhận]"
        if "Vì sao từ chối" in text:
            return "[Đang được bảo hộ quyền sở hữu trí tuệ]"
        return None

    def _decide(self, day: Day, card: Message) -> None:
        self.decided += 1
        corrected = "Sáng kiến đã sửa" in card.text
        what = "Xác nhận"
        if self.decided % 4 == 2 and not corrected:
            what = "Trả lại để sửa"
        elif self.decided % 7 == 5:
            what = "Từ chối"
        key = next((one for row in card.keyboard for one in row if one.text == what), None)
        if key and key.data:
            day.world.tap(self.key, card.id, key.data)
        else:
            day.world.say(self.key, read(card.text).typed(what) or what)


@dataclass
class Staff:
    """Somebody who asks for the figures with their picture, and looks closer."""

    key: str
    times: int
    _looked: bool = True

    def act(self, day: Day) -> timedelta | None:
        """Ask, then look at the units, until it has been enough."""
        if not self.times:
            return None
        self._looked = not self._looked
        if not self._looked:
            day.do(self.key, "/chitieu")
            return timedelta(minutes=1)
        self.times -= 1
        day.do(self.key, "[Xem 21 đơn vị]")
        return timedelta(minutes=100)
