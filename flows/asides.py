"""What a form asks beside its questions, and what is said where only its buttons are waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import edits, leaving, recall, unused
from flows.said import Said, Text
from flows.scene import Scene, Turn
from flows.screen import N_, Action, Screen
from flows.vietnamese import fold

if TYPE_CHECKING:
    from flows.form import Form

_DIGITS = 2


def question(form: Form) -> Screen | None:
    """Return what is asked out of turn, None where the form may go on."""
    return leaving.question(form) or edits.question(form) or unused.question(form) or recall.question(form)


def by_number(form: Form, said: Said) -> Action | None:
    """Return what a typed number means where only buttons are waited for: a question to correct, else a button."""
    typed = fold(said.text) if isinstance(said, Text) else ""
    if not (typed.isdecimal() and len(typed) <= _DIGITS) or (form.position and not form.aside):
        return None
    buttons, number = form.screen().buttons(), int(typed) - 1
    correcting = [one for one in buttons if one.action.verb == "correct"]
    if not correcting:
        return buttons[number].action if 0 <= number < len(buttons) else None
    keys = [field.key for field in form.fields]
    return next((one.action for one in correcting if keys.index(one.action.arg(1)) == number), None)


def missed(scene: Scene, form: Form) -> Turn:
    """Answer what is none of the buttons that are waited for; a long text is kept until it is asked about."""
    wanted = (
        N_("Press one of the buttons, or type the words on it.")
        if form.aside
        else N_("Everything is answered. Hand in, or press the number you want to correct.")
    )
    answer = unused.named(scene.said, wanted, typed=False)
    return unused.left_over(scene, form) or scene.show(form.screen(answer))
