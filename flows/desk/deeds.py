"""What somebody did with an initiative, in words: one line for each line of the audit trail."""

from __future__ import annotations

from collections.abc import Mapping

from flows import marks
from flows.channels import NAMES as NAMES_OF_CHANNELS
from flows.desk.routing import verifiers
from flows.draft import Initiative
from flows.fields.description import CONFIDENTIAL
from flows.fields.field import Asking
from flows.fields.unit import path_line
from flows.records import HistoryLine
from flows.rights import may_read_content
from flows.scene import Scene
from flows.screen import N_, Arg, At, Line, Listing, Msg
from flows.states import NAMES
from flows.submission import LIBRARY

# “state” is the one it was in before.
WORDS: Mapping[str, Msg] = {
    "submit": N_("{who} handed it in"),
    "resubmit": N_("{who} handed it in again"),
    "correct": N_("{who} corrected it"),
    "verify": N_("{who} verified it"),
    "return": N_("{who} returned it for correction"),
    "reject": N_("{who} rejected it"),
    "withdraw": N_("{who} withdrew it"),
    "move": N_("{who} moved it to another unit"),
    "undo": N_("{who} took the decision back (it was: {state})"),
    "reopen": N_("{who} opened it again (it was: {state})"),
    "escalate": N_("it went to the level above as well, because it had waited long"),
    "consent on behalf": N_("{who} began it on behalf of the worker, who had agreed"),
    "confirm": N_("{who} confirmed to be its author"),
    "confirmation failed": N_("{who} wanted to confirm it, but the number was another one"),
    "confirmation reopened": N_("{who} let the worker try again to confirm it"),
    "denied": N_("{who} said that it is not theirs"),
    "called": N_("{who} told the author by phone"),
    "put forward": N_("{who} put it forward for an award"),
    "take out": N_("{who} took it back from those put forward for an award"),
    "look at identity": N_("{who} saw the author's whole card number"),
}
_ANYTHING = N_("{who} changed it")
# Lines whose reason is data of ours, and no words of a person.
_DATA = frozenset({"correct", "move", "escalate"})
_OUR_WORDS: Mapping[str, Msg] = {"the author denied it": N_("the author says that it is not theirs")}


def told(scene: Scene, initiative: Initiative, line: HistoryLine) -> Msg:
    """Return when it was, who did what in whose stead, and why."""
    what = _what(scene, initiative, line)
    if line.channel != scene.facts.channel and line.action != "escalate":
        channel = NAMES_OF_CHANNELS.get(line.channel) or N_("the server")
        what = N_("{what} (through {channel})", what=what, channel=channel)
    if line.reason and line.action not in _DATA:
        what = N_("{what}: “{reason}”", what=what, reason=_reason(scene, initiative, line.reason))
    return N_("{at} · {what}", at=At(line.at, "short"), what=what)


def _what(scene: Scene, initiative: Initiative, line: HistoryLine) -> Msg:
    who = _who(initiative, line)
    before, _, after = line.reason.rpartition(" → ")
    if line.action == "correct" and line.reason:
        return N_("{who} corrected: {questions}", who=who, questions=_questions(scene, initiative, line.reason))
    if line.action == "move" and before:
        return N_("{who} moved it from {before} to {after}", who=who, **_both(scene, before, after))
    if line.action == "escalate" and after:
        return N_("it went to {unit} as well, because it had waited long", unit=_unit(scene, after))
    state: Arg = next((name for state, name in NAMES.items() if state == line.old), "")
    return Msg(WORDS.get(line.action, _ANYTHING).text, {"who": who, "state": state})


def _who(initiative: Initiative, line: HistoryLine) -> Line:
    """Return who did it: an author by the name they handed in under."""
    if line.actor is None:
        return N_("The service")
    author = initiative.text("full_name") if line.actor == initiative.author else ""
    name: Line = author or line.by or N_("somebody whose name is not kept any more")
    return N_("{officer} (for {absent})", officer=name, absent=line.stood_for) if line.stood_for else name


def _questions(scene: Scene, initiative: Initiative, keys: str) -> Listing:
    programme, facts = scene.facts.programme(initiative.programme), scene.facts
    asking = Asking(programme, facts.units, facts.now, facts.channel, answers=initiative.answers)
    return Listing(tuple(LIBRARY[key].named(asking) if key in LIBRARY else key for key in keys.split(", ")))


def _both(scene: Scene, before: str, after: str) -> dict[str, str]:
    """Return the names of two units, with those above them where they have the same one (demand 29)."""
    named = {"before": _unit(scene, before), "after": _unit(scene, after)}
    if named["before"] == named["after"]:
        return {"before": path_line(scene.facts.units, before), "after": path_line(scene.facts.units, after)}
    return named


def _unit(scene: Scene, code: str) -> str:
    unit = scene.facts.units.get(code)
    return unit.short if unit else code


def _reason(scene: Scene, initiative: Initiative, reason: str) -> Line:
    """Return the words of a reason; those about confidential content stay with who may read it (demand 76)."""
    if not initiative.confidential or may_read_content(scene.facts.person.id, initiative, verifiers(scene, initiative)):
        return _OUR_WORDS.get(reason) or marks.shown(reason)
    return CONFIDENTIAL
