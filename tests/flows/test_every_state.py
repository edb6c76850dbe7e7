"""Whatever comes in whatever state: one useful answer, and nothing changes unless it fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from flows import effects as fx
from flows.rights import may_edit
from flows.said import Command, Contact, Edited, File, Other, Said, Tap, Text
from flows.screen import Action
from flows.session import Confirming, Doing, Filling, Reasoning
from flows.submission import LIBRARY
from tests.flows.driver import AN, Reply, World
from tests.flows.states import QUESTIONS, STATES
from tests.flows.tables import rows
from tests.flows.walk import DOCUMENT, PHOTO

KINDS: dict[str, Said] = {
    "a text": Text("ờ"),
    "a photo": PHOTO,
    "a document": DOCUMENT,
    "a photo of an album": replace(PHOTO, of_album=True),
    "a sticker": Other("sticker"),
    "a voice message": Other("voice"),
    "a location": Other("location"),
    "one's own contact": Contact("84900000009", own=True),
    "somebody else's contact": Contact("84900000009", own=False),
    "an edited message": Edited("Trần Thị Ân"),
    "an unknown command": Command("nobody"),
    "a forged button": Tap(Action("nobody", ("1", "2"))),
    "a button of an earlier question": Tap(Action("answer", ("0", "pick", "enterprise"))),
    "a button of a question to come": Tap(Action("submit", ("99999",))),
}
FITTING = {"phone": (Contact,), "evidence": (File,)}


def fits(state: str, said: Said) -> bool:
    """Tell whether the question that is open in a state takes this kind of message."""
    if state == "entering a number on behalf":
        return isinstance(said, Contact) and not said.own
    if isinstance(said, Contact) and not said.own:
        return False
    if state == "correcting the files of it":
        return isinstance(said, File)
    if state in ("with files", "without its last file"):
        return isinstance(said, File)
    if state in ("offered a new phone number", "tried four times"):
        return isinstance(said, Contact)
    return any(state.endswith(f" {key}") and isinstance(said, kind) for key, kind in FITTING.items())


def unchanged(doing: Doing | None) -> Doing | None:
    """Return what somebody is in the middle of, but for the count of wrong answers."""
    return replace(doing, failures=0) if isinstance(doing, Filling) else doing


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
    asked_again = form or isinstance(doing, Reasoning | Confirming)
    assert reply.answers == (2 if asked_again and isinstance(said, Command) else 1)
    assert useful(reply)
    if not fits(state, said):
        assert world.stored() == before
        if state not in ("an officer too late for a reason", "overtaken by an officer"):
            assert unchanged(world.session(who).doing) == unchanged(doing)


@pytest.mark.parametrize("said", rows(dict(KINDS)))
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_message_that_fits_is_kept_for_its_question_alone(question: str, said: Said, world: World) -> None:
    STATES[f"asked for {question}"](world)
    before = world.newest(AN)
    world.does(AN, said)
    after = world.newest(AN)
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
    assert middles == {type(None), Filling, Reasoning, Confirming}
