"""Workers who hand in an initiative on the sandbox's phones, in a hurry: they type ahead and tap twice."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.files.judge import DOCX
from bot.sandbox.people import Person
from bot.sandbox.samples import docx

PATIENCE = 120.0
UNIT = "DLK-01-017"
EVIDENCE = "QD-15.docx"
RECOGNITION = "Quyết định số 15/QĐ-CT ngày 20/02/2022 của Giám đốc Công ty X"
_HELP = "/trogiup"


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody with an initiative; the title is so long that it would pass for a description."""

    person: Person
    number: int

    @property
    def key(self) -> str:
        return self.person.key

    @property
    def identity(self) -> str:
        return f"06619900{self.number:04d}"

    @property
    def title(self) -> str:
        return f"Cải tiến khâu phân loại hạt bằng sàng rung tự chế, kiểu {self.number}"

    @property
    def description(self) -> str:
        return f"Trước đây mỗi ca phân loại được 200 kg hạt, nay được 900 kg nhờ sàng rung kiểu {self.number}."


class Shown(Protocol):
    """A message as a phone shows it; the text of a file is its caption."""

    @property
    def id(self) -> int: ...
    @property
    def from_bot(self) -> bool: ...
    @property
    def text(self) -> str: ...
    @property
    def deleted(self) -> bool: ...
    @property
    def labels(self) -> tuple[str, ...]: ...


class Chat(Protocol):
    @property
    def messages(self) -> Sequence[Shown]: ...


class Phones(Protocol):
    """What people can do on their phones: the sandbox's World, or anything that stands in for it."""

    def start(self, person_key: str, payload: str = "") -> int: ...
    def say(self, person_key: str, text: str) -> int: ...
    def tap(self, person_key: str, message_id: int, label_or_data: str) -> str: ...
    def send_document(self, person_key: str, name: str, content: bytes, mime: str) -> int: ...
    def chat(self, person_key: str) -> Chat: ...
    async def wait(self, condition: Callable[[], bool], timeout: float) -> None: ...  # noqa: ASYNC109 - World's own


Act = Callable[[Phones, Worker], object]


@dataclass(frozen=True, slots=True)
class Step:
    """What a worker does once the phone shows `heading`; a choice is a label, to be tapped or typed."""

    heading: str
    choice: str = ""
    act: Act | None = None


STEPS = (
    Step("Chào anh/chị", "Nộp sáng kiến"),
    Step("Trước khi bắt đầu", "Tôi đồng ý"),
    Step("· Họ và tên", act=lambda world, who: world.say(who.key, who.person.name)),
    Step("· Số điện thoại", act=lambda world, who: world.say(who.key, who.person.phone)),
    Step("· Số CCCD hoặc CMND", act=lambda world, who: world.say(who.key, who.identity)),
    Step("· Nơi công tác", "Đúng"),
    Step("· Khối", "Doanh nghiệp"),
    Step("· Đối tượng", "2. Công nhân lao động trong doanh nghiệp"),
    Step("· Loại giải pháp", "1. Giải pháp kỹ thuật"),
    Step("· Tên sáng kiến", act=lambda world, who: world.say(who.key, who.title)),
    Step("· Mô tả sáng kiến", act=lambda world, who: world.say(who.key, who.description)),
    Step("· Ngày áp dụng", act=lambda world, who: world.say(who.key, "02/01/2022")),
    Step("· Văn bản công nhận", act=lambda world, who: world.say(who.key, RECOGNITION)),
    Step("· Giá trị làm lợi", act=lambda world, who: world.say(who.key, "120 triệu")),
    Step("· Đồng tác giả", "Chỉ mình tôi"),
    Step("· Cam đoan", "Tôi cam đoan đúng như vậy"),
    Step("· Tệp đính kèm", act=lambda world, who: world.send_document(who.key, EVIDENCE, docx(EVIDENCE), DOCX)),
    Step("Đã nhận 1 tệp", "Xong"),
    Step("Kiểm tra lại", "Nộp"),
)
RECEIPT = "Đã nhận sáng kiến"
HEADINGS = tuple(step.heading for step in STEPS)


class Phone:
    """A worker's own phone."""

    def __init__(self, world: Phones, worker: Worker) -> None:
        self.world, self.worker = world, worker

    def said(self) -> list[Shown]:
        """Return what the bot has said so far and not taken back."""
        return [one for one in self.world.chat(self.worker.key).messages if one.from_bot and not one.deleted]

    def showing(self, heading: str, label: str = "") -> Shown | None:
        """Return the newest message with these words, and this button under it if one is named."""
        found = (one for one in reversed(self.said()) if heading in one.text and (not label or label in one.labels))
        return next(found, None)

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for the bot; raises AssertionError with what the phone shows when it takes too long."""
        try:
            await self.world.wait(condition, PATIENCE)
        except TimeoutError:
            shown = "\n---\n".join(one.text for one in self.said()[-4:])
            raise AssertionError(f"{self.worker.key} waited in vain for {what!r}; the phone shows:\n{shown}") from None

    async def shows(self, heading: str, label: str = "") -> Shown:
        """Wait until the bot has said something."""
        await self.until(lambda: self.showing(heading, label) is not None, label or heading)
        found = self.showing(heading, label)
        assert found is not None
        return found

    async def do(self, step: Step, rng: random.Random, *, hurry: bool) -> None:
        """Do one step; a choice is typed or tapped, a question's also twice. In a hurry, answers come before questions.

        Without hurry, taps and words may overtake one another; so what is no answer is tapped once.
        """
        if step.choice and rng.random() < 0.6:
            message = await self.shows(step.heading, step.choice)
            twice = rng.random() < 0.3 and (hurry or step.heading.startswith("·"))
            for _ in range(1 + twice):
                self.world.tap(self.worker.key, message.id, step.choice)
            return
        if not hurry or rng.random() < 0.5:
            await self.shows(step.heading)
        if step.act:
            step.act(self.world, self.worker)
        else:
            self.world.say(self.worker.key, step.choice)

    async def hand_in(self, rng: random.Random, *, hurry: bool) -> None:
        """Play the whole dialogue."""
        self.world.start(self.worker.key, f"u-{UNIT}")
        for step in STEPS:
            await self.do(step, rng, hurry=hurry)
        await self.shows(RECEIPT)

    async def ask_again(self) -> None:
        """Ask what became of it, and wait for an answer."""
        before = len(self.said())
        self.world.say(self.worker.key, "/cuatoi")
        await self.until(lambda: len(self.said()) > before, "/cuatoi")

    async def take_leave(self) -> None:
        """Ask the last thing; when it is answered, so is everything before."""
        self.world.say(self.worker.key, _HELP)
        await self.shows("/ngonngu")
