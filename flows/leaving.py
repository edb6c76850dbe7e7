"""Whether to stop in the middle of a form: nothing is lost by asking, and nothing typed there becomes an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flows.draft import Initiative
from flows.effects import Show
from flows.scene import Scene, Turn
from flows.screen import N_, Button, Screen, button

if TYPE_CHECKING:
    from flows.form import Form


def ask(scene: Scene, form: Form) -> Turn:
    """Ask whether the draft shall be kept or deleted; the question stands until one of its buttons is pressed."""
    leaving = replace(form, filling=replace(form.filling, leaving=True))
    return Turn(replace(scene.session, doing=leaving.filling), (Show(leaving.screen()),))


def question(form: Form) -> Screen | None:
    """Return the question whether to stop, None where nobody asked for it."""
    if not form.filling.leaving:
        return None
    draft, done = form.initiative, sum(field.key in form.initiative.answers for field in form.fields)
    buttons = [
        (button(N_("Go on"), "draft", draft.id),),
        (button(N_("Keep the draft for later"), "put-aside", draft.id),),
    ]
    if draft.state == "draft":
        buttons.append((deleting(draft),))
    lines = (N_("Stop here? {done} of {total} questions are answered.", done=done, total=len(form.fields)),)
    return Screen(lines, tuple(buttons))


def deleting(draft: Initiative) -> Button:
    """Return the button that deletes a draft as it stands; answered on since, it deletes nothing."""
    return button(N_("Delete the draft"), "discard", draft.id, len(draft.answers))
