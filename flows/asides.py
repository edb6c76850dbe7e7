"""What a form asks beside its questions, and what is said where only its buttons are waited for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flows import edits, leaving, recall, unused
from flows.said import Said, Text
from flows.scene import Scene, Turn
from flows.screen import N_, Action, Button, Screen
from flows.vietnamese import fold

if TYPE_CHECKING:
    from flows.form import Form

_DIGITS = 2
_YES = frozenset({"co", "u", "uh", "uhm", "ok", "oke", "duoc", "dung", "dung roi", "dong y", "yes"})
_NO = frozenset({"khong", "ko", "khong can", "thoi", "no"})
_YES_OR_NO: Mapping[str, tuple[str, str]] = {
    "recall": ("use", "anew"),
    "edit": ("use", "keep"),
    "unused": ("add", "drop"),
}


def question(form: Form) -> Screen | None:
    """Return what is asked out of turn, None where the form may go on, or corrects what waits already."""
    if form.corrects:
        return None
    return leaving.question(form) or edits.question(form) or unused.question(form) or recall.question(form)


def typed_button(form: Form, said: Said) -> Action | None:
    """Return the button that a typed number, yes or no stands for where only buttons are waited for."""
    typed = fold(said.text) if isinstance(said, Text) else ""
    if not typed or (form.position and not form.aside):
        return None
    buttons = form.screen().buttons()
    if typed.isdecimal() and len(typed) <= _DIGITS:
        return _numbered(form, buttons, int(typed) - 1)
    meant = 0 if typed in _YES else 1 if typed in _NO else None
    return next((one.action for one in buttons if meant is not None and _answers(one.action, meant)), None)


def _numbered(form: Form, buttons: tuple[Button, ...], number: int) -> Action | None:
    """Return the correction of the question with that number; where there are none, the button in that place."""
    correcting = [one for one in buttons if one.action.verb == "correct"]
    if not correcting:
        return buttons[number].action if 0 <= number < len(buttons) else None
    keys = [field.key for field in form.fields]
    return next((one.action for one in correcting if keys.index(one.action.arg(1)) == number), None)


def _answers(action: Action, meant: int) -> bool:
    return action.arg(1) == _YES_OR_NO.get(action.verb, ("", ""))[meant] != ""


def missed(scene: Scene, form: Form) -> Turn:
    """Answer what is none of the buttons that are waited for; a long text is kept until it is asked about."""
    wanted = N_("Everything is answered. Hand in, or press the number you want to correct.")
    if form.corrects:
        wanted = N_("Press the number of the answer you want to correct, or “Done”.")
    elif form.aside:
        wanted = N_("Press one of the buttons, or type the words on it.")
    answer = unused.named(scene.said, wanted, typed=False)
    return unused.left_over(scene, form) or scene.show(form.screen(answer))
