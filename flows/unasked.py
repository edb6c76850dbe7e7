"""A phone number from a form of the platform that comes when something else is asked: nothing of it is lost or kept.

Such a form stays in the chat and can be filled in at any time; what it brings does not tell which one it was.
"""

from __future__ import annotations

from dataclasses import replace

from flows import beside, menu
from flows.fields.field import Answered, Held
from flows.fields.phone import local
from flows.form import Form, opened
from flows.scene import Scene, Turn
from flows.screen import N_, Screen, button
from flows.session import Confirming, Filling
from flows.submission import LIBRARY

_KEY = "phone"
_NOT_NOW = N_("Your phone number is not needed now.")


def answered(scene: Scene) -> Turn | None:
    """Return what is asked now below what becomes of the number, None where the number was asked for."""
    doing, form = scene.session.doing, opened(scene)
    if form:
        asked = form.position is not None and form.position.key == _KEY
        return None if asked else scene.show(_under(form, scene))
    if doing is None:
        return scene.show(menu.welcome(scene, _NOT_NOW))
    if isinstance(doing, Filling) or (isinstance(doing, Confirming) and not doing.proven):
        return None
    question = beside.question(scene, doing, _NOT_NOW)
    return scene.show(question) if question else None


def _under(form: Form, scene: Scene) -> Screen:
    """Return the present question of a form; where another number stands, changing it is a button away."""
    written = form.initiative.text(_KEY)
    if form.initiative.unconfirmed or _KEY not in {field.key for field in form.fields}:
        return form.screen(_NOT_NOW)
    if not written:
        return form.screen(N_("Your phone number is asked for in a moment; this question comes first."))
    outcome = LIBRARY[_KEY].read(scene.said, form.asking(LIBRARY[_KEY]))
    if isinstance(outcome, Answered | Held) and outcome.value == written:
        return form.screen(N_("{number} is written down already.", number=local(written)))
    stands = N_("Your phone number stays {number}: it was answered before.", number=local(written))
    shown, change = form.screen(stands), button(N_("Change my number"), "correct", form.session.revision, _KEY)
    return replace(shown, rows=(*shown.rows, (change,)))
