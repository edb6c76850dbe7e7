"""The second initiative: the answers that last are taken over from the first with one tap, or checked one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flows.draft import Initiative, Value
from flows.effects import Keep, SettleTapped, Show
from flows.fields.field import Field
from flows.needs import ById, LastHandedIn
from flows.scene import Scene, Turn
from flows.screen import N_, Line, Listing, Msg, Screen, button, column
from flows.session import Filling

if TYPE_CHECKING:
    from flows.form import Form

KEY = "@recall"
_CHECKING, _UNIT = "checking", "unit"
_USE, _CHECK, _ANEW = N_("Use these details"), N_("Correct, then use"), N_("Fill in from the beginning")
_CHOICES: Mapping[str, Msg] = {"use": _USE, "check": _CHECK, "anew": _ANEW}


def offered(scene: Scene, draft: Initiative) -> Initiative:
    """Return a new draft that first asks about the details of the person's last initiative, if there is one."""
    last = scene.facts[LastHandedIn(draft.author)]
    return draft.hold(KEY, last.id) if last else draft.let_go(KEY)


def question(form: Form) -> Screen | None:
    """Return what is asked about the last details; None where nothing is, or nothing of them holds any more."""
    held = form.initiative.partials.get(KEY)
    if held is None or form.filling.correcting:
        return None
    if held == _CHECKING:
        return _checked(form)
    known = _known(form)
    if not known:
        return None
    lines: tuple[Line, ...] = tuple(
        N_("{question}: {answer}", question=field.named(asking), answer=field.brief(known[field.key], asking))
        for field in _lasting(form)
        if field.key in known and (asking := form.asking(field))
    )
    missing = tuple(field.named(form.asking(field)) for field in _lasting(form) if field.key not in known)
    if missing:
        lines = (*lines, N_("To be answered anew: {questions}.", questions=Listing(missing)))
    buttons = (button(label, "recall", form.session.revision, choice) for choice, label in _CHOICES.items())
    return Screen(lines, column(*buttons), title=N_("Use your details from last time?"))


def pressed(scene: Scene, form: Form) -> Turn:
    """Take the last details over, take them over to be checked, or begin with nothing."""
    choice, draft = scene.action.arg(1), form.initiative
    if choice not in _CHOICES or KEY not in draft.partials:
        return scene.show(form.screen())
    if choice != "anew" and draft.partials[KEY] != _CHECKING:
        for key, value in _known(form).items():
            draft = draft.answer(key, value)
    draft = draft.hold(KEY, _CHECKING) if choice == "check" else draft.let_go(KEY)
    turn = scene.move(Filling(draft.id), Keep(draft), SettleTapped(_CHOICES[choice]))
    return turn.then(Show(form.now(turn.session, draft).screen()))


def _checked(form: Form) -> Screen:
    """List the details taken over, each with a button to correct it."""
    taken = tuple(field for field in _lasting(form) if field.key in form.initiative.answers)
    use = button(_USE, "recall", form.session.revision, "use")
    return Screen(form.listed(taken), ((use,), *form.corrections(taken)), title=N_("Check your details"))


def _lasting(form: Form) -> tuple[Field, ...]:
    return tuple(field for field in form.fields if field.lasting)


def _known(form: Form) -> Mapping[str, Value]:
    """Return what was answered last and would be taken today: no closed unit, no choice the programme dropped.

    The QR code of another workplace speaks louder than the unit of last time.
    """
    held = form.initiative.partials.get(KEY)
    last = form.facts[ById(held)] if isinstance(held, int) else None
    if last is None or last.author != form.initiative.author:
        return {}
    return {
        field.key: value
        for field in _lasting(form)
        if (value := last.answers.get(field.key)) is not None and _holds(form, field, value)
    }


def _holds(form: Form, field: Field, value: Value) -> bool:
    """Tell whether an answer would be taken today, and no QR code speaks for another unit."""
    asking = form.asking(field)
    elsewhere = field.key == _UNIT and asking.proposed_unit not in (None, value)
    return field.stands(value, asking) and not elsewhere
