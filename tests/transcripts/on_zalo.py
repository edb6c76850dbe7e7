"""Transcripts, which are written as Telegram shows them, played on Zalo.

What people do is done the way Zalo has: a button is pressed where there is one, else its number is typed; a phone
number that cannot be shared is typed. What the bot says must be the same sentences with the same choices; only that it
comes in one message there where Telegram has two, or a word over the chat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.sandbox.content import Message
from bot.sandbox.hands import Hands
from bot.sandbox.player import DepartureError, Player
from bot.sandbox.script import Act, Expect, MoveClock, Step
from bot.sandbox.stage import Stage
from tests.transcripts.reading import Reading, read

_CODE = re.compile(r"7F3K\d{2,3}")
_LABELS = re.compile(r"\[([^\]]+)\]")
_BUTTONS = re.compile(r"^(?:\[[^\]]+\] ?)+$")
_SHOWN = re.compile(r"^\((?:ảnh \d+ × \d+|photo .*|document .*)\)$")
_OUT_OF_DATE = ("Tin đó đã cũ.", "Tin nhắn đó đã cũ")
_IN_PROGRESS = {"Dừng lại", "Xem tiến độ gửi"}
_SENT = re.compile(r"^\(document ")
_AS_WORDS = re.compile(r"^\(document du-lieu-cua-toi\.txt\)$")  # one's own data: no files go, their words do
_ONLY_THERE = re.compile(r"^Tên: ")  # not every channel tells the name of an account
_ONLY_HERE = re.compile(r"^Bản cho máy tính \(JSON\) không gửi qua Zalo")
_LINKED = {"Đóng đường dẫn"}
_READY = {"Làm lại"}
_RECEIVED = re.compile(r"^Đã nhận \d+ tệp: ")
_ELSEWHERE = "Zalo không gửi được tệp"
_ARROWS = "‹› "
_A_MONTH = timedelta(days=30)
# What Zalo cannot do and so does not offer.
_ABSENT = {
    *("Gửi số điện thoại của tôi", "Send my phone number"),
    *("Áp phích có mã QR của đơn vị (PDF)", "Mã QR của đơn vị (ảnh)"),
}
# What a channel offers instead that brings no files, or over which nothing pops up.
_ADDED = {"Trang mới", "Đường dẫn mới", "Xem lại sáng kiến"}
# What is said otherwise, because the channel can do otherwise.
_OTHERWISE = (
    (
        r"Press the button below, or type the number, for example: 0912 345 678",
        "Type your number, for example: 0912 345 678",
    ),
    (
        r"Number (••••\d{4}) received; the message with all its digits is removed from this chat\.",
        (
            r"Number \1 received. Here the bot cannot remove your message with all its digits: "
            "hold it down to delete it yourself."
        ),
    ),
    (r"Bấm nút bên dưới, hoặc gõ số, ví dụ: 0912 345 678", "Gõ số điện thoại của anh/chị, ví dụ: 0912 345 678"),
    (
        r"Tin nhắn chứa đủ số được xoá khỏi cuộc trò chuyện\.",
        "Ở đây bot không xoá được tin nhắn chứa đủ số: anh/chị nhấn giữ tin nhắn đó để xoá.",
    ),
    (
        r"^Ở đây chưa dùng được [^.]+\.",
        "Bot chưa nhận được thứ anh/chị vừa gửi: ở đây Zalo chỉ chuyển chữ và ảnh.",
    ),
    (
        r"^Ảnh, PDF hoặc Word \(mỗi tệp đến 20 MB\), hay đường dẫn Google Drive đã mở chia sẻ\.",
        (
            "Anh/chị mở trang này rồi gửi ảnh, PDF hoặc Word ở đó (mỗi tệp đến 20 MB):\n"
            "https://bot.example.org/upload/…\n"
            "Trang của riêng anh/chị, mở trong 24 giờ. Cũng có thể gõ đường dẫn Google Drive đã mở chia sẻ."
        ),
    ),
    (
        r"Câu này cần tệp: anh/chị gửi ảnh, PDF hoặc Word, hay dán đường dẫn Google Drive\.",
        "Anh/chị gửi tệp ở trang bên dưới, hoặc gõ đường dẫn Google Drive.",
    ),
    (
        r"^(Đã nhận \d+ tệp: .+|Lời viết dưới .+ chưa được đưa vào mô tả: .+)$",
        r"\1\nMuốn thêm tệp, anh/chị gửi tiếp ở trang vừa rồi.",
    ),
    (
        r"^Anh/chị bấm vào chính nút đó: số chỉ hiện lên trên màn hình, không lưu lại ở đâu cả\.",
        (
            "…: đủ số CCCD hiện ở trang này, một lần, đến …:\n"
            "https://bot.example.org/look/…\n"
            "Trang đó hỏi mã này: …\n"
            "Đường dẫn và mã này chỉ của riêng anh/chị. Người nộp biết là anh/chị đã xem."
        ),
    ),
    (
        r"^– tên, nội dung và tệp của các sáng kiến, cả trên máy của cán bộ$",
        "– tên, nội dung và tệp của các sáng kiến; tin cán bộ đã nhận trên Zalo… thì không thu lại được",
    ),
    (r"^Hai tệp này có mọi thứ .*", "Ở trên là mọi thứ đang giữ về anh/chị."),
    (r"^Trong tệp có đủ số CCCD\..*", "Trong đó có đủ số CCCD: chép xong, anh/chị xoá tin nhắn đó giúp."),
    (r"Telegram (9\d{8})", r"… 8\1"),
)


class NoButtonError(LookupError):
    """A button is to be pressed twice where there are none: the same number would mean something else by then."""


class ZaloStage(Stage):
    """The phones of a Zalo world; `laid_aside` are those that nobody looks at, however much time passes."""

    def __init__(self, world: Hands) -> None:
        """Take over a world's phones."""
        super().__init__(world)
        self.laid_aside: set[str] = set()

    def act(self, act: Act) -> None:
        """Do what a person does, for which a phone is taken up again."""
        self.laid_aside.discard(act.person)
        super().act(act)

    def lines(self, person: str, message: Message) -> tuple[str, ...]:
        """Return a message as words and then a row for each choice, as a transcript writes it."""
        found = read(message.text)
        file = (f"({message.file.kind} {message.file.name})",) if message.file else ()
        return (
            *file,
            *(line for line in found.lines if message.text),
            *(f"[{label}]" for label in found.offered.values()),
        )

    def _press(self, person: str, label: str) -> None:
        wanted, newest = label.strip(_ARROWS), True
        for message in reversed(self.world.chat(person).messages):
            if not message.from_bot or message.deleted:
                continue
            key = next((one for row in message.keyboard for one in row if one.text.strip(_ARROWS) == wanted), None)
            if key and key.data:
                self._pressed[person] = (message.id, key.data)
                self.world.tap(person, message.id, key.data)
                return
            found = read(message.text)
            if (typed := found.typed(label)) is not None:
                # A number means what was asked last; what was offered before that is typed in words.
                self.world.say(person, typed if newest or found.letter else label)
                return
            newest = newest and (not found.asks or bool(found.letter))
        raise LookupError(f"{person} is offered no [{label}]")

    def _aside(self, person: str, what: str) -> None:
        word, _, rest = what.partition(" ")
        if word == "contact":
            self.world.say(person, self.world.people[rest or person].phone)
        elif word == "forges":
            self.world.tap_data(person, self._newest(person), f"#0:{rest}")
        elif what == "lays the phone aside":
            self.laid_aside.add(person)
        elif word == "again" and person not in self._pressed:
            raise NoButtonError(what)
        else:
            super()._aside(person, what)

    def _newest(self, person: str) -> int:
        message = self.world.last_bot_message(person)
        return message.id if message else 0


class Codes:
    """Which code of an initiative here is which one there: their last letters differ from channel to channel."""

    def __init__(self) -> None:
        """Know none yet."""
        self._there: dict[str, str] = {}

    def translated(self, text: str) -> str:
        """Return text with the codes of here, where they are known."""
        return _CODE.sub(lambda code: self._there.get(code[0], code[0]), text)

    def match(self, written: Sequence[str], said: Sequence[str]) -> bool:
        """Tell whether lines are as written; codes that were not known are from now on."""
        unknown: dict[str, str] = {}
        pattern = "".join(self._row(line, unknown) for line in written)
        found = re.fullmatch(pattern, "".join(f"{line.strip()}\n" for line in said))
        if found is None:
            return False
        self._there |= {code: found[group] for code, group in unknown.items()}
        return True

    def _row(self, line: str, unknown: dict[str, str]) -> str:
        if line == "…":
            return "(?:.*\n)*?"
        row = f"{self._line(line, unknown)}\n"
        return f"(?:{row})?" if _ONLY_THERE.match(line) else row

    def _line(self, line: str, unknown: dict[str, str]) -> str:
        others, whole = [], line
        for telegram, zalo in _OTHERWISE:
            if re.search(telegram, line):
                others.append(re.sub(telegram, zalo, line))
                whole = re.sub(telegram, zalo, whole)
        others += [whole] if len(others) > 1 else []
        return f"(?:{'|'.join(self._dotted(one, unknown) for one in (line, *others))})"

    def _dotted(self, line: str, unknown: dict[str, str]) -> str:
        return ".*?".join(self._words(part, unknown) for part in line.split("…"))

    def _words(self, text: str, unknown: dict[str, str]) -> str:
        """Return a pattern for words; a code that is not known yet may be any, but everywhere the same."""
        found, at = "", 0
        for code in _CODE.finditer(text):
            found, at = found + re.escape(text[at : code.start()]), code.end()
            if code[0] in self._there:
                found += re.escape(self._there[code[0]])
            elif code[0] in unknown:
                found += f"(?P={unknown[code[0]]})"
            else:
                unknown[code[0]] = f"code{len(unknown)}"
                found += f"(?P<{unknown[code[0]]}>{_CODE.pattern})"
        return found + re.escape(text[at:])


class ZaloPlayer(Player):
    """Plays a transcript on Zalo; what the bot says after each act is held against all that is written there."""

    async def play(self, steps: tuple[Step, ...]) -> None:
        """Play all steps; raises DepartureError where the bot departs from what is written."""
        self._codes = Codes()
        groups: list[tuple[Step, list[Expect]]] = []
        for step in steps:
            if isinstance(step, Expect):
                groups[-1][1].append(step)
            else:
                groups.append((step, []))
        for step, expected in groups:
            if isinstance(step, MoveClock):
                await self.move_clock(step)
            elif isinstance(step, Act):
                try:
                    await self._act_here(replace(step, text=self._codes.translated(step.text)))
                except NoButtonError:
                    continue
            self._hold(step, expected)

    async def move_clock(self, move: MoveClock) -> None:
        """Let time pass month by month, for the bot runs on meanwhile."""
        now = self._stage.world.clock.now()
        until = move.to or now + (move.by or timedelta())
        while until - now > _A_MONTH:
            await super().move_clock(MoveClock(move.line, by=_A_MONTH))
            now += _A_MONTH
        await super().move_clock(MoveClock(move.line, to=until))

    async def _act_here(self, act: Act) -> None:
        """Do what somebody does; where the message turns out to be out of date, they do it with the new one."""
        await self.act(act)
        unread = self._stage.unread(act.person)
        if act.text.startswith("[") and unread and unread[-1].text.startswith(_OUT_OF_DATE):
            for message in unread:
                self._stage.read(act.person, message)
            await self.act(act)

    def _hold(self, step: Step, expected: Sequence[Expect]) -> None:
        stage = self._stage
        for person in sorted(stage.world.people, key=lambda key: key != self._actor):
            # A message that stands cannot be changed on Zalo: what it would say then is not said, unless it answers.
            wanted = [one for one in expected if one.person == person]
            actor = isinstance(step, Act) and person == self._actor
            wanted = [one for one in wanted if actor or one.style == "new"]
            unread = stage.unread(person)
            for message in unread:
                stage.read(person, message)
            self._compare_all(step, person, wanted, [read(message.text) for message in unread if message.text])

    def _compare_all(self, step: Step, person: str, wanted: Sequence[Expect], said: Sequence[Reading]) -> None:
        # A toast may stand above everything else, in the order of the transcript, or be all there is. What Telegram
        # has redrawn by now, the progress of something, was a message of its own.
        # Of files that come together what was received is said once, with the last word on them.
        last = [one for one in wanted if one is wanted[-1] or not any(_RECEIVED.match(line) for line in one.lines)]
        orders = (sorted(wanted, key=lambda one: one.style != "toast"), [*wanted], last)
        sent = any(_SENT.match(line) for one in wanted for line in one.lines)
        for left_out in (
            set(),
            _IN_PROGRESS,
            *((_IN_PROGRESS | _LINKED, _IN_PROGRESS | _LINKED | _READY) if sent else ()),
        ):
            readings = [one for one in said if not left_out & {*one.offered.values()}]
            if sent:
                readings = [one for one in readings if not one.lines[:1] or not one.lines[0].startswith(_ELSEWHERE)]
            if any(self._agree(order, readings) for order in orders):
                return
        expected = "\n".join(line for one in wanted for line in (f"--- {one.style}", *one.lines))
        told = (("---", *one.lines, *(f"[{label}]" for label in one.offered.values())) for one in said)
        actual = "\n".join(line for message in told for line in message)
        raise DepartureError(f"line {step.line}, to {person}:\n=== expected ===\n{expected}\n=== said ===\n{actual}")

    def _agree(self, wanted: Sequence[Expect], said: Sequence[Reading]) -> bool:
        lines = [line for one in said for line in one.lines if line.strip() and not _ONLY_HERE.match(line)]
        words, offered = [], set()
        for one in wanted:
            for line in one.lines:
                if _BUTTONS.match(line) and one.style != "toast":
                    offered |= {label.strip(_ARROWS) for label in _LABELS.findall(line)}
                elif _AS_WORDS.match(line):
                    words.append("…")
                elif line.strip() and not _SHOWN.match(line):
                    words.append(line)
        if not self._codes.match(words, lines):
            return False
        offered = {self._codes.translated(label) for label in offered}
        there = [one.typed(label) for label in offered - _ABSENT for one in said if one.typed(label) is not None]
        missing = [label for label in offered - _ABSENT if not any(one.typed(label) for one in said)]
        unasked = {typed for one in said for typed, label in one.offered.items() if label not in _ADDED} - {*there}
        return not missing and ("…" in words or not unasked)
