"""The way through the form, as An walks it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bench import writing
from flows.draft import Initiative
from flows.fields.field import Asking
from flows.said import Attachment, Contact, Edited, File, Other, Said, Text
from flows.screen import Msg
from flows.submission import LIBRARY, questions
from tests.flows.driver import World

WORKPLACE = "DLK-01-017"
TITLE = "Cải tiến khâu phân loại hạt"
DESCRIPTION = "Trước đây phân loại hạt bằng tay. Nay dùng sàng rung tự chế, nhanh gấp bốn lần."
ANSWERS = {
    "full_name": "Trần Thị An",
    "phone": "0900 000 001",
    "identity": "066 199 001 234",
    "bloc": "1",
    "target_group": "2",
    "kind": "1",
    "title": TITLE,
    "description": DESCRIPTION,
    "applied_on": "02/01/2022",
    "recognition": "Quyết định số 15/QĐ-CT ngày 20/02/2022 của Giám đốc Công ty X",
    "benefit": "120 triệu",
    "co_authors": "1",
    "declaration": "1",
    "sub_unit": "Tổ phân loại",
    "field": "1",
}
SUMMARY = "summary"

PHOTO = File(Attachment("ref-photo", "photo-1.jpg", 40_000, "image/jpeg", "photo"))
DOCUMENT = File(Attachment("ref-doc", "QD-15.docx", 40_000, "application/msword", "document"))
WRONG_KINDS: dict[str, Said] = {
    "a text that answers nothing": Text("ờ"),
    "a photo": PHOTO,
    "a document": DOCUMENT,
    "a sticker": Other("sticker"),
    "a voice message": Other("voice"),
    "one's own contact": Contact("84900000001", own=True),
    "somebody else's contact": Contact("84900000002", own=False),
    "an edited message": Edited("Trần Thị Ân"),
}


def document(name: str = "QD-15.docx", size: int | None = 40_000) -> File:
    return File(Attachment(f"ref-{name}", name, size, "application/octet-stream", "document"))


def ask_for(world: World, question: str) -> None:
    """Let the programme ask a question of the library that only others ask."""
    programme = world.programme
    if question not in (*programme.questions, SUMMARY):
        choices = {**programme.choices, question: programme.choices["kind"]}
        world.programme = replace(programme, questions=(*programme.questions, question), choices=choices)


def begin(world: World, who: int) -> None:
    """Open a new form at its first question; what was answered in an earlier one is not taken over."""
    world.commands(who, "submit")
    if any(button.action.verb == "own" for button in world.screens[who].buttons()):
        world.press(who, "own")
    if any(button.action.verb == "consent" for button in world.screens[who].buttons()):
        world.press(who, "consent", "yes")
    begin_with_nothing(world, who)


def begin_with_nothing(world: World, who: int) -> None:
    """Decline the details of an earlier initiative, where they are offered."""
    if any(button.action.verb == "recall" for button in world.screens[who].buttons()):
        world.press(who, "recall", "anew")


def asked(world: World, who: int) -> str:
    """Return the key of the question that the last screen asks, or “summary”."""
    title = world.screens[who].title
    assert isinstance(title, Msg), world.screens[who]
    name = title.args.get("question")
    asking = Asking(world.programme, world.units, world.now, "telegram")
    return next((field.key for field in LIBRARY.values() if field.named(asking) == name), SUMMARY)


def answer(world: World, who: int, question: str) -> None:
    """Answer one question as An does."""
    assert asked(world, who) == question
    if question == "unit":
        world.says(who, "ca phe bmt")
        world.press(who, "answer", "take", WORKPLACE)
    elif question == "evidence":
        world.press(who, "skip")
    elif question == "description":
        world.says(who, described(world))
    else:
        world.says(who, ANSWERS[question])


def until(world: World, who: int, question: str) -> None:
    """Begin, and answer everything before a question."""
    begin(world, who)
    go_on(world, who, question)


def go_on(world: World, who: int, question: str = SUMMARY) -> None:
    """Answer everything from the present question to another one."""
    begin_with_nothing(world, who)
    for present in keys(world):
        if asked(world, who) == question:
            return
        if asked(world, who) == present:
            answer(world, who, present)
    assert asked(world, who) == question


def described(world: World) -> str:
    """Return a description that no two initiatives of a world have in common, unless they all tell the same."""
    number = sum(one.state != "draft" for one in world.initiatives.values())
    return DESCRIPTION if number == 0 or world.all_tell_the_same else writing.description(Random(number), 4)


def fill(world: World, who: int) -> None:
    """Begin, and answer everything."""
    until(world, who, SUMMARY)


def hand_in(world: World, who: int) -> Initiative:
    """Fill a form and hand it in."""
    fill(world, who)
    world.press(who, "submit")
    return world.newest(who)


def begin_on_behalf(world: World, who: int) -> None:
    """Open a new form for a worker, who agrees."""
    world.commands(who, "submit")
    if any(button.action.verb == "anew" for button in world.screens[who].buttons()):
        world.press(who, "anew")
    world.press(who, "behalf")
    world.press(who, "behalf", "yes")


def hand_in_on_behalf(world: World, who: int) -> Initiative:
    """Fill a form for a worker and hand it in."""
    begin_on_behalf(world, who)
    go_on(world, who)
    world.press(who, "submit")
    return world.newest(who)


def mark(world: World, who: int, initiative: Initiative, *questions: str) -> None:
    """Begin to return an initiative: mark questions, and go on to the first reason."""
    here = f"{initiative.id}:{initiative.version}"
    world.taps(who, f"return:{here}")
    for question in questions:
        world.taps(who, f"mark:{here}:{question}")
    world.taps(who, f"marked:{here}")


def keys(world: World) -> list[str]:
    """Return the keys of the programme's questions in its order."""
    return [field.key for field in questions(world.programme)]
