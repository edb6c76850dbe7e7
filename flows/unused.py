"""What came and answers nothing: it is named, never silently dropped; a long text may belong to the description."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from flows.effects import Keep, SettleTapped, Show
from flows.fields.field import Answered, Field, Held
from flows.said import Other, Said, Text
from flows.scene import Scene, Turn
from flows.screen import N_, Msg, Screen, button
from flows.session import Filling
from flows.vietnamese import clean, clean_line

if TYPE_CHECKING:
    from flows.form import Form

KEY = "@unused"
DESCRIPTION = "description"
_LONG, _FEW_WORDS = 40, 5
_QUOTED = 60
_PERSONAL_NUMBER = 9
_ADD, _DROP = N_("Add it to the description"), N_("Leave it out")
_SENT: Mapping[str, Msg] = {
    "animation": N_("a moving picture"),
    "audio": N_("a sound file"),
    "location": N_("a location"),
    "poll": N_("a poll"),
    "sticker": N_("a sticker"),
    "venue": N_("a location"),
    "video": N_("a video"),
    "video_note": N_("a video"),
    "voice": N_("a voice message"),
}


def named(said: Said, problem: Msg, *, typed: bool) -> Msg:
    """Put before a problem what it was that could not be used; words are quoted where no words were asked for."""
    if isinstance(said, Other) and said.kind == "document":
        return N_(
            "What you sent did not arrive: here Zalo hands on words and pictures only. {problem}", problem=problem
        )
    if isinstance(said, Other):
        return N_("Here {sent} cannot be used. {problem}", sent=_sent(said), problem=problem)
    if isinstance(said, Text) and (said.forwarded or not (typed or _is_link(said.text))):
        return N_("{unused} {problem}", unused=_quoted(said.text), problem=problem)
    return problem


def left_over(scene: Scene, form: Form) -> Turn | None:
    """Keep a long text that no question took and ask about it, None where it is to be refused like any other.

    A description sent in several messages arrives like this: its second part meets the next question (demand 10).
    """
    held, said = _held(form), scene.said
    if form.corrects or not isinstance(said, Text) or not (held or (_tells(said.text) and _behind_description(form))):
        return None
    draft = form.initiative.hold(KEY, {"text": f"{held}\n{clean(said.text)}" if held else clean(said.text)})
    turn = scene.move(form.filling, Keep(draft))
    return turn.then(Show(form.now(turn.session, draft).screen(), gathers="unused"))


def question(form: Form) -> Screen | None:
    """Return the question whether a long text belongs to the description, None where none is left over."""
    text, field = _held(form), _description(form)
    if not text or field is None:
        return None
    revision = form.session.revision
    lines = (field.brief(text, form.asking(field)), N_("It came when the description had been answered already."))
    rows = ((button(_ADD, "unused", revision, "add"), button(_DROP, "unused", revision, "drop")),)
    return Screen(lines, rows, title=N_("Add this text to the description?"))


def pressed(scene: Scene, form: Form) -> Turn:
    """Add the text to the description, or leave it out; what makes it too long is kept to be shortened."""
    text, field, choice = _held(form), _description(form), scene.action.arg(1)
    if not text or field is None or choice not in ("add", "drop"):
        return scene.show(form.screen())
    draft = form.initiative.let_go(KEY)
    if choice == "add":
        return _added(scene, replace(form, initiative=draft), field, text)
    turn = scene.move(form.filling, Keep(draft), SettleTapped(_DROP))
    return turn.then(Show(form.now(turn.session, draft).screen()))


def _added(scene: Scene, form: Form, field: Field, text: str) -> Turn:
    joined = f"{form.initiative.text(DESCRIPTION)}\n{text}"
    outcome = field.read(Text(joined), replace(form.asking(field), value=None, partial=None))
    if isinstance(outcome, Held):
        draft = form.initiative.hold(DESCRIPTION, outcome.value)
        turn = scene.move(Filling(draft.id, correcting=DESCRIPTION), Keep(draft), SettleTapped(_ADD))
        return turn.then(Show(form.now(turn.session, draft).dressed(field, outcome.screen)))
    draft, note = form.initiative, None
    if isinstance(outcome, Answered):
        draft, note = draft.answer(DESCRIPTION, outcome.value).told_by(DESCRIPTION, ""), outcome.note
    turn = scene.move(form.filling, Keep(draft), SettleTapped(_ADD))
    return turn.then(Show(form.now(turn.session, draft).screen(note)))


def _tells(text: str) -> bool:
    """Tell whether a text is long and made of words, as a description is and a link is not."""
    return len(clean(text)) > _LONG and len(text.split()) > _FEW_WORDS


def _behind_description(form: Form) -> bool:
    """Tell whether the form has gone on from a description in plain words."""
    keys = [field.key for field in form.fields]
    if not form.initiative.text(DESCRIPTION) or form.filling.correcting or DESCRIPTION not in keys:
        return False
    return form.position is None or keys.index(form.position.key) > keys.index(DESCRIPTION)


def _description(form: Form) -> Field | None:
    return next((field for field in form.fields if field.key == DESCRIPTION), None)


def _held(form: Form) -> str:
    held = form.initiative.partials.get(KEY)
    return str(held.get("text", "")) if isinstance(held, dict) else ""


def _is_link(text: str) -> bool:
    return "/" in text and len(text.split()) == 1


def _sent(said: Other) -> Msg:
    return _SENT.get(said.kind, N_("something of another kind"))


def _quoted(text: str) -> Msg:
    """Quote words that were not used, unless a personal number may be among them."""
    line = clean_line(text)
    if sum(char.isdigit() for char in line) >= _PERSONAL_NUMBER:
        return N_("Your last message was not used.")
    return N_("“{text}” was not used.", text=line if len(line) <= _QUOTED else f"{line[:_QUOTED]}…")
