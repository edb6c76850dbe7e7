"""Whatever people do in whatever order: no turn breaks, each is answered, and no button tells or grows too long."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.effects import Carry
from flows.said import Attachment, Command, Contact, Edited, File, Other, Said, Tap, Text
from flows.screen import CALLBACK_BYTES, Action, Screen
from flows.session import Session
from flows.states import MOVES
from flows.vietnamese import fold
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, World
from tests.flows.states import STATES
from tests.flows.walk import ANSWERS

VERBS = (
    *("answer", "back", "keep", "skip", "correct", "later", "submit", "begin", "anew", "consent", "draft", "put-aside"),
    *("discard", "guide", "support", "mine", "one", "withdraw", "withdraw-yes", "queue", "card", "verify", "return"),
    *("reject", "reason", "aside", "file", "quota", "rank", "language", "move", "move-to", "nobody", ""),
    *("own", "behalf", "finish", "prove", "confirm", "deny", "reopen", "history"),
    *("waits", "filter", "next", "bulk", "bulk-yes", "workload"),
)
ARGUMENTS = (
    *(
        "",
        "0",
        "1",
        "-1",
        "99999999",
        "x",
        "DLK",
        "DLK-01",
        "DLK-01-017",
        "@0",
        "DLK@1",
        "pick",
        "take",
        "open",
        "done",
    ),
    *("drop", "read", "sure", "offered", "yes", "no", "phone", "return", "reject", "gd1", "all"),
    *("outside", "2021-08-31", "none", "by", "head", "unnumbered", "words", "keep", "money", "12000000000"),
    *("alone", "given", "not", "secret", "open", "nothing", "more"),
    *("o", "rb", "p", "officers", "units"),
)
COMMANDS = (
    "start",
    "submit",
    "mine",
    "cancel",
    "data",
    "queue",
    "quota",
    "ranking",
    "history",
    "help",
    "language",
    "nobody",
)
PERSONAL = [
    fold("Trần Thị An"),
    "900000001",
    "066199001234",
    fold(ANSWERS["title"])[:12],
    fold(ANSWERS["description"])[:12],
]

files = st.builds(
    File,
    st.builds(
        Attachment,
        st.just("ref"),
        st.sampled_from(["QD-15.docx", "a.exe", "", "phim.mp4", "x" * 255 + ".pdf"]),
        st.sampled_from([0, 1, 20 << 20, (20 << 20) + 1]),
        st.just(""),
        st.sampled_from(["photo", "document"]),
    ),
    of_album=st.booleans(),
)
texts = st.one_of(
    st.sampled_from(
        [*ANSWERS.values(), "ca phe bmt", "hủy", "SK-22-7F0014", "0169 123 4567", "000199001234", "x" * 2001]
    ),
    st.sampled_from(
        ["9/2021", "31/8/2021", "15/QĐ-CT", "20/2/2022", "Công ty X", "1 tỷ 25", "12 tỷ", "Út 30%", "Út 99%"]
    ),
    st.sampled_from(["https://drive.google.com/file/d/" + "a" * 33, "Để sau", "‹ Quay lại", "Nộp", "Tôi đồng ý", ""]),
    st.text(max_size=60),
)
forged = st.builds(Action, st.sampled_from(VERBS), st.lists(st.sampled_from(ARGUMENTS), max_size=4).map(tuple))
acts: st.SearchStrategy[Said | int] = st.one_of(
    st.integers(0, 40),  # the button of that number on the last screen: most often
    st.integers(0, 40),
    st.builds(Text, texts),
    st.builds(Text, texts, st.booleans()),
    files,
    st.builds(Contact, st.sampled_from(["84900000001", "12025550123", ""]), st.booleans()),
    st.builds(Edited, texts),
    st.builds(Other, st.sampled_from(["sticker", "voice"])),
    st.builds(Command, st.sampled_from(COMMANDS), st.sampled_from(["", "u-DLK-01-017", "i-x", "buon ho", "gd2", "x"])),
    st.builds(Tap, forged),
)
people = st.sampled_from([AN, AN, AN, BINH, BINH, CHI, DUNG, STRANGER])


def meant(act: Said | int, world: World, who: int) -> Said:
    """Return what was done, a number being the button of that place on the last screen."""
    if not isinstance(act, int):
        return act
    buttons = world.screens[who].buttons() if who in world.screens else ()
    return Tap(buttons[act % len(buttons)].action) if buttons else Command("start")


def fits_and_tells_nothing(screen: Screen) -> None:
    for button in screen.buttons():
        token = button.action.token
        assert len(token.encode()) <= CALLBACK_BYTES
        assert not any(secret in fold(token) or secret in token for secret in PERSONAL)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from([*STATES]), st.lists(st.tuples(people, acts), max_size=40))
def test_no_walk_from_any_state_breaks_or_is_left_without_an_answer(
    new_world: Callable[[], World], state: str, walk: list[tuple[int, Said | int]]
) -> None:
    world = new_world()
    world.sessions = {who: Session(revision=2**31 - 1000) for who in world.people}
    STATES[state](world)
    for who, act in walk:
        said, told = meant(act, world, who), len(world.told)
        decided = world.decided(who, said)
        assert world.decided(who, said) == decided
        reply = world.does(who, said)
        assert 1 <= reply.answers <= 2
        for screen in (*reply.screens, *(notice.screen for notice in world.told[told:])):
            fits_and_tells_nothing(screen)
        for effect in decided.effects:
            if isinstance(effect, Carry):
                assert effect.after.state == MOVES[effect.move][1]
        world.later(seconds=7)


@pytest.mark.parametrize(
    "text", ["\u200d", "\u202e", "\x00", "ệ" * 4096, "{0}", "{name}", "%s", "<b>", "&amp;", "\ud7ff"]
)
def test_an_odd_text_breaks_no_question(text: str, world: World) -> None:
    world.commands(AN, "submit")
    world.press(AN, "consent", "yes")
    for answer in ("Trần Thị An", "0900000001", "066199001234"):
        assert world.says(AN, text).answers == 1
        world.says(AN, answer)
    assert world.says(AN, text).answers == 1
