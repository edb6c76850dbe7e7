"""Whatever comes in whatever state: one useful answer, and nothing changes unless it fits (demand 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from flows import effects as fx
from flows.draft import Initiative
from flows.rights import may_edit
from flows.said import Command, Contact, Edited, File, Other, Said, Tap, Text
from flows.screen import Action
from flows.session import ChoosingHour, Confirming, Delegating, Doing, Filling, Joining, Nominating, Reasoning, Ticking
from flows.submission import LIBRARY
from tests.flows.driver import AN, Reply, World
from tests.flows.states import MORE, QUESTIONS, STATES
from tests.flows.tables import rows
from tests.flows.walk import DOCUMENT, PHOTO

KINDS: dict[str, Said] = {
    "a text": Text("ờ"),
    "a long text": Text(MORE),
    "a forwarded text": Text("ờ", forwarded=True),
    "a photo": PHOTO,
    "a document": DOCUMENT,
    "a photo of an album": replace(PHOTO, of_album=True),
    "a sticker": Other("sticker"),
    "a voice message": Other("voice"),
    "a video": Other("video"),
    "a round video": Other("video_note"),
    "a moving picture": Other("animation"),
    "a sound file": Other("audio"),
    "a location": Other("location"),
    "a poll": Other("poll"),
    "a kind nobody knows": Other("unknown"),
    "one's own contact": Contact("84900000009", own=True),
    "somebody else's contact": Contact("84900000009", own=False),
    "a number filled into a form": Contact("0900000009", own=False, claimed=True),
    "an edited message": Edited("Trần Thị Ân"),
    "an edit of a message of long ago": Edited("Trần Thị Ân", source="m99"),
    "an unknown command": Command("nobody"),
    "a forged button": Tap(Action("nobody", ("1", "2"))),
    "a button of an earlier question": Tap(Action("answer", ("0", "pick", "enterprise"))),
    "a button of a question to come": Tap(Action("submit", ("99999",))),
}
FITTING = {"phone": (Contact,), "evidence": (File,)}
TOLD_AT_LENGTH = (
    "title",
    "description",
    "sub_unit",
    "told the text is too long",
    "the effect alone",
    "benefit in words",
)
ANSWERED_ANEW = (
    *("asked which amount", "asked whether so large", "asked whether these words are the benefit"),
    *("gone back to recognition", "correcting recognition", "correcting one answer of it"),
    "asked for a marked answer",
)


def fits(state: str, said: Said) -> bool:
    """Tell whether the question that is open in a state takes this kind of message."""
    if isinstance(said, Contact) and said.claimed:
        return state.endswith(" phone") or state in (
            "offered a new phone number",
            "tried four times",
            "asked for a number",
        )
    if state == "entering a number on behalf":
        return isinstance(said, Contact) and not said.own
    if isinstance(said, Contact) and not said.own:
        return False
    if state == "correcting the files of it":
        return isinstance(said, File)
    if state == "told the text is short":
        return isinstance(said, Text)
    if said == Text(MORE) and state.startswith(
        ("an officer asked why it is rejected", "an officer asked for the second", "staff asked why they tick")
    ):
        return True
    if said == Text(MORE):
        return state.endswith(TOLD_AT_LENGTH) or state in ANSWERED_ANEW
    if state in ("with files", "without its last file"):
        return isinstance(said, File)
    if state in ("offered a new phone number", "tried four times"):
        return isinstance(said, Contact)
    return any(state.endswith(f" {key}") and isinstance(said, kind) for key, kind in FITTING.items())


def unchanged(doing: Doing | None) -> Doing | None:
    """Return what somebody is in the middle of, but for the count of wrong answers."""
    return replace(doing, failures=0, refused="") if isinstance(doing, Filling) else doing


def without_what_is_left_over(stored: dict[int, Initiative]) -> dict[int, Initiative]:
    """Return initiatives but for a long text that waits to be asked about."""
    return {key: one.let_go("@unused") for key, one in stored.items()}


def open_form(world: World, who: int) -> bool:
    doing = world.session(who).doing
    return isinstance(doing, Filling) and may_edit(world.people[who], world.initiatives[doing.draft])


def useful(reply: Reply) -> bool:
    """Tell whether an answer says something: words, and for a screen also a way on or a sentence of why."""
    return bool(reply.words) or all(screen.lines or screen.problem for screen in reply.screens)


@pytest.mark.parametrize("said", rows(dict(KINDS)))
@pytest.mark.parametrize("state", STATES)
def test_every_message_in_every_state_is_answered_once(state: str, said: Said, world: World) -> None:
    who = STATES[state](world)
    before, doing, form = world.stored(), world.session(who).doing, open_form(world, who)
    reply = world.does(who, said)
    asked_again = form or isinstance(
        doing, Reasoning | Confirming | ChoosingHour | Delegating | Nominating | Ticking | Joining
    )
    assert reply.answers == (2 if asked_again and isinstance(said, Command) else 1)
    assert useful(reply)
    if fits(state, said):
        return
    assert without_what_is_left_over(world.stored()) == without_what_is_left_over(before)
    if state not in ("an officer too late for a reason", "overtaken by an officer"):
        assert unchanged(world.session(who).doing) == unchanged(doing)
    if form:
        assert reply.screens[-1].title or state == "asked whether to stop", "the question is named"
        asked_about = any(button.action.verb == "unused" for button in reply.screens[-1].buttons())
        assert asked_about or isinstance(said, Command) or reply.screens[-1].problem, "what was wrong is named"


@pytest.mark.parametrize("state", [state for state in STATES if state not in ("nothing yet", "welcomed")])
def test_the_edit_of_an_answer_in_every_state_is_answered_once_and_changes_no_answer(state: str, world: World) -> None:
    who = STATES[state](world)
    for one in world.initiatives.values():
        if one.author == who and "full_name" in one.answers:
            world.initiatives[one.id] = replace(one, sources={"full_name": "m1"})
    before = world.stored()
    reply = world.does(who, Edited("Trần Thị Ấn", source="m1"))
    assert reply.answers == 1
    assert useful(reply)
    assert {key: one.answers for key, one in world.stored().items()} == {
        key: one.answers for key, one in before.items()
    }


@pytest.mark.parametrize("said", rows(dict(KINDS)))
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_message_that_fits_is_kept_for_its_question_alone(question: str, said: Said, world: World) -> None:
    STATES[f"asked for {question}"](world)
    before = world.newest(AN)
    world.does(AN, said)
    after = world.newest(AN).let_go("@unused")
    changed = {key for key in (*after.answers, *after.partials) if key not in before.answers}
    assert changed == ({question} if fits(f"asked for {question}", said) else set())


DECISIVE = (fx.Carry, fx.Discard, fx.Consent, fx.AcceptInvitation, fx.Notify, fx.EnterFor, fx.Confirm, fx.Record)


@pytest.mark.parametrize("state", [name for name in STATES if name != "nothing yet"])
def test_every_button_in_every_state_is_answered_at_both_taps_and_works_once(
    state: str, new_world: Callable[[], World]
) -> None:
    world = new_world()
    who = STATES[state](world)
    for number in range(len(world.screens[who].buttons())):
        tapped_twice(state, number, new_world())


def tapped_twice(state: str, number: int, world: World) -> None:
    """Press one button of a state's screen twice; both are answered, only the first does anything."""
    who = STATES[state](world)
    tap = Tap(world.screens[who].buttons()[number].action)
    answers = (1, 2) if tap.action.verb == "language" else (1,)
    assert world.does(who, tap).answers in answers, tap
    before, doing = world.stored(), world.session(who).doing
    second = world.does(who, tap)
    assert second.answers in answers, tap
    assert world.stored() == before, tap
    assert unchanged(world.session(who).doing) == unchanged(doing), tap
    assert not any(isinstance(effect, DECISIVE) for effect in second.turn.effects), tap


def test_the_states_cover_every_question_and_everything_one_can_be_in_the_middle_of(
    new_world: Callable[[], World],
) -> None:
    assert set(QUESTIONS) == set(LIBRARY)
    middles = set()
    for reach in STATES.values():
        world = new_world()
        middles.add(type(world.session(reach(world)).doing))
    assert middles == {
        type(None),
        Filling,
        Reasoning,
        Confirming,
        ChoosingHour,
        Delegating,
        Nominating,
        Ticking,
        Joining,
    }
