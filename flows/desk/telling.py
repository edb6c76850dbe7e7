"""Telling the author of a decision: once the time for taking it back is over, and again where that reached nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flows import consent, marks, status
from flows.desk import duplicates
from flows.draft import Initiative
from flows.effects import Effect, NoteTold, Notify
from flows.needs import ById, Mine, UnreachedOf
from flows.said import Released
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, Button, Msg, Screen, button

HOLD = timedelta(minutes=10)
"""For so long an officer may take a decision back before its author is told (demand 52)."""
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_TAKE_BACK = N_("Undo within 10 minutes")


def undo_way(after: Initiative) -> Button:
    """Return the button that takes a decision back."""
    return button(_TAKE_BACK, "undo", after.id, after.version)


def undo_all_way(at: datetime) -> Button:
    """Return the button that takes back everything an officer decided at one instant."""
    return button(_TAKE_BACK, "undo-all", (at - BEGINNING) // timedelta(microseconds=1))


def release(scene: Scene, released: Released) -> Turn:
    """Tell the author of a decision that stands, and of one it names, unless it was taken back or told meanwhile."""
    initiative = scene.facts[ById(released.initiative)]
    if initiative is None or initiative.version != released.version or not may_be_told(scene, initiative):
        return Turn(scene.session)
    return Turn(
        scene.session, (*_telling(initiative), *_asking(scene, initiative), *duplicates.told(scene.facts, initiative))
    )


def may_be_told(scene: Scene, initiative: Initiative) -> bool:
    """Tell whether a decision can be taken back no more, and its author is not told yet."""
    decided = initiative.decided_at
    return initiative.held and decided is not None and scene.facts.now >= decided + HOLD


def catch_up(scene: Scene, turn: Turn) -> Turn:
    """Tell somebody who writes again after nothing reached them what was decided meanwhile."""
    if not scene.facts.person.came_back:
        return turn
    person = scene.facts.person.id
    unreached = [one for one in scene.facts[UnreachedOf(person)] if one.editor == person]
    asked = next((asked for one in unreached if (asked := _asking(scene, one))), ())
    return turn.after(*(effect for one in unreached for effect in _telling(one)), *asked)


def _telling(initiative: Initiative) -> tuple[Effect, ...]:
    noted = NoteTold(initiative.id, initiative.version)
    return noted, Notify(initiative.editor, told(initiative), tells=initiative.id)


def _asking(scene: Scene, initiative: Initiative) -> tuple[Effect, ...]:
    """Ask the author of a verified one whether they may be named, where that is due."""
    if initiative.state != "verified" or initiative.unconfirmed:
        return ()
    asked = publishing(scene, initiative)
    return (Notify(initiative.author, asked),) if asked else ()


def publishing(scene: Scene, after: Initiative) -> Screen | None:
    """Return the question whether the author may be named in praise, with the first news of a verified one."""
    others = (one for one in scene.facts[Mine(after.author)] if one.author == after.author and one.id != after.id)
    if any(one.state == "verified" and not one.held and one.unreached_at is None for one in others):
        return None
    return consent.ask_to_publish(scene.facts, after.author)


def told(after: Initiative) -> Screen:
    """Return what the author is told, with the next step."""
    named = {"code": after.code or "", "title": after.text("title")}
    reason = N_("Reason: {reason}", reason=after.reason)
    if after.state == "returned":
        return _told_to_correct(after)
    if after.unconfirmed:
        return _told_on_behalf(after, reason)
    if after.state == "verified":
        return Screen((N_("Your initiative {code} “{title}” is verified. It now counts for your unit.", **named),))
    rows = ((button(N_("Hand in another initiative"), "begin"), button(N_("Ask somebody for help"), "support")),)
    return Screen((N_("Your initiative {code} “{title}” was rejected.", **named), reason), rows)


def _told_to_correct(after: Initiative) -> Screen:
    """Return what whoever looks after it is told of a return: each question to correct, with its reason."""
    named = {"code": after.code or "", "title": after.text("title"), "author": after.text("full_name")}
    rows = ((button(N_("Correct it now"), "draft", after.id, after.version), button(N_("Later"), "one", after.id)),)
    if after.unconfirmed:
        heading = N_("{code} “{title}”, handed in on behalf of {author}, was returned for correction.", **named)
        return Screen((heading, *status.reason(after)), rows)
    if not after.marks:
        heading = N_("Your initiative {code} “{title}” was returned for correction.", **named)
        return Screen((heading, *status.reason(after)), rows)
    heading = NN_(
        "Your initiative {code} “{title}” was returned to correct {count} answer:",
        "Your initiative {code} “{title}” was returned to correct {count} answers:",
        len(after.marks),
        **named,
    )
    return Screen((heading, *marks.lines(after.marks)), rows)


def _told_on_behalf(after: Initiative, reason: Msg) -> Screen:
    """Return what whoever entered it is told, to pass on to an author who has not confirmed it yet."""
    named = {"code": after.code or "", "title": after.text("title"), "author": after.text("full_name")}
    if after.state == "verified":
        return Screen((N_("{code} “{title}”, handed in on behalf of {author}, is verified.", **named),))
    return Screen((N_("{code} “{title}”, handed in on behalf of {author}, was rejected.", **named), reason))
