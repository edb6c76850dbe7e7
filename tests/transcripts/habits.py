"""What people do without a transcript having to tell it: fill in a form as usual, up to a question or to the end.

    AN: (fills in the form up to “Mô tả sáng kiến”)
    AN: (hands in “Cải tiến khâu phân loại hạt”)
    AN: (hands in “Cải tiến khâu phân loại hạt” for DLK-02-004)
    AN: (hands in “Ròng rọc kép” telling “Trước đây khiêng bao lên xe bằng vai. Nay dùng ròng rọc …”)
    BÌNH: (hands in “Cải tiến khâu phân loại hạt” on behalf)
    AN: (types the code that BÌNH was told)

Every answer goes through the chat; only the last thing the bot says is left to be written in the transcript.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.sandbox.player import Player
from bot.sandbox.script import Act, key
from bot.sandbox.stage import Stage
from flows.mine import CODE

WORKPLACE = "DLK-01-017"
_FILLS_IN = re.compile(
    r"^\(fills in the form up to “(?P<question>.+?)”(?: for (?P<unit>[A-Z0-9-]+))?(?P<behalf> on behalf)?\)$"
)
_HANDS_IN = re.compile(
    r"^\(hands in “(?P<title>[^”]+)”(?: telling “(?P<told>[^”]+)”)?"
    r"(?: for (?P<unit>[A-Z0-9-]+))?(?P<behalf> on behalf)?\)$"
)
_TOLD = "Trước đây làm bằng tay, chậm và không đều. Nay dùng dụng cụ tự chế nên nhanh gấp bốn lần ({title})."
_TYPES = re.compile(r"^\(types the code that (?P<who>\S+) was told\)$")
_MOST_STEPS = 60
_HANDING_IN = ("[Nộp]", "[Vẫn nộp]")

# By the words of the bot's newest message, what is done then; the first that fits counts.
_USUALLY: tuple[tuple[str, str], ...] = (
    (r"^\[Đơn vị tôi được gia hạn giai đoạn 2\]$", "[Đơn vị tôi được gia hạn giai đoạn 2]"),
    (r"^Chào anh/chị! ", "[Nộp sáng kiến]"),
    (r"^Anh/chị có một sáng kiến đang viết dở", "[Viết sáng kiến mới]"),
    (r"^Anh/chị nộp sáng kiến của ai", "{whose}"),
    (r"^Người lao động có đồng ý không", "[Đã đồng ý]"),
    (r"^Trước khi bắt đầu: ", "[Tôi đồng ý]"),
    (r"^Dùng thông tin lần trước\?$", "[Dùng thông tin này]"),
    (r"· Họ và tên$", "Trần Thị An"),
    (r"· Số điện thoại$", "0900 000 001"),
    (r"· Số CCCD", "066199001234"),
    (r"· Nơi công tác$", "[Đúng]"),
    (r"· Đơn vị trực thuộc$", "[Bỏ qua]"),
    (r"· Khối$", "[Doanh nghiệp]"),
    (r"· Lĩnh vực$", "1"),
    (r"· Đối tượng$", "2"),
    (r"· Loại giải pháp$", "1"),
    (r"· Tên sáng kiến$", "{title}"),
    (r"· Mô tả sáng kiến$", "{told}"),
    (r"· Ngày áp dụng$", "02/01/2022"),
    (r"· Văn bản công nhận$", "Quyết định số 15/QĐ-CT ngày 20/02/2022 của Giám đốc Công ty CP Cà phê Buôn Ma Thuột"),
    (r"· Giá trị làm lợi$", "120 triệu"),
    (r"· Đồng tác giả$", "[Chỉ mình tôi]"),
    (r"· Cam đoan$", "[Tôi cam đoan đúng như vậy]"),
    (r"· Tệp đính kèm$", "[Bỏ qua]"),
    (r"^Kiểm tra lại$", "[Nộp]"),
    (r" gần giống bài này$", "[Vẫn nộp]"),
)


def usually(lines: Sequence[str]) -> str | None:
    """Return what is usually done where the bot says this, with what differs in braces; None where nobody knows."""
    return next((does for words, does in _USUALLY if any(re.search(words, line) for line in lines)), None)


class Habits:
    """The usual way of people through the form, for one stage."""

    def __init__(self, stage: Stage) -> None:
        """Act on these phones."""
        self._stage = stage

    async def perform(self, player: Player, act: Act) -> bool:
        """Carry out an act that stands for many; False for any other act."""
        fills, hands = _FILLS_IN.match(act.text), _HANDS_IN.match(act.text)
        if fills:
            answers = {"whose": _whose(fills), **_about("Cải tiến khâu phân loại hạt")}
            await self._go_on(player, act, fills["unit"], answers, until=fills["question"])
        elif hands:
            answers = {"whose": _whose(hands), **_about(hands["title"], hands["told"])}
            await self._go_on(player, act, hands["unit"], answers, until=None)
        typed = _TYPES.match(act.text)
        if typed:
            await self._do(player, act, self._code_told(key(typed["who"])))
        return bool(fills or hands or typed)

    async def _go_on(
        self, player: Player, act: Act, unit: str | None, answers: dict[str, str], until: str | None
    ) -> None:
        await self._do(player, act, f"/start u-{unit or WORKPLACE}")
        for _ in range(_MOST_STEPS):
            lines = self._newest(act)
            if until and any(line.endswith(f"· {until}") or line == until for line in lines):
                return
            usual = usually(lines)
            if usual is None:
                raise LookupError(f"nobody knows what {act.person} usually answers to: {' / '.join(lines)}")
            self._hear_all(act)
            await self._do(player, act, usual.format(**answers))
            if usual in _HANDING_IN and until is None and self._arrived(act):
                return
        raise LookupError(f"{act.person} never arrives at {until or 'the end'}")

    async def _do(self, player: Player, act: Act, text: str) -> None:
        await player.perform(Act(act.line, act.person, text))

    def _arrived(self, act: Act) -> bool:
        """Tell whether it was taken; likely duplicates are shown first."""
        return not any(line.endswith(" gần giống bài này") for line in self._newest(act))

    def _code_told(self, person: str) -> str:
        """Return the newest code the bot named to somebody."""
        told = (one.text for one in reversed(self._stage.world.chat(person).messages) if one.from_bot)
        return next(found[0] for text in told if (found := CODE.search(text)))

    def _newest(self, act: Act) -> tuple[str, ...]:
        message = self._stage.world.last_bot_message(act.person)
        return tuple(line for line in self._stage.lines(act.person, message) if line) if message else ()

    def _hear_all(self, act: Act) -> None:
        """Take as read what was said to this person so far."""
        for message in self._stage.unread(act.person):
            self._stage.read(act.person, message)
        self._stage.hear(act.person)


def _about(title: str, told: str | None = None) -> dict[str, str]:
    return {"title": title, "told": told or _TOLD.format(title=title)}


def _whose(asked: re.Match[str]) -> str:
    return "[Nộp hộ người lao động]" if asked["behalf"] else "[Của tôi]"
