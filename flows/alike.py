"""What is likely the same is shown before it is handed in; the worker decides (demand 63).

Only the very same text of the same author is stopped, because it can add nothing; novelty is judged by the officer of
the workplace, never by us.
"""

from __future__ import annotations

from flows import form, leaving, likeness
from flows.draft import Initiative, Likeness
from flows.needs import Alike, ById
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Line, Msg, Screen, button
from flows.states import NAMES

_KEPT = 3
_PREVIEW = 200
_COUNTS = ("pending", "verified", "returned")


def found(scene: Scene, draft: Initiative) -> tuple[Likeness, ...]:
    """Return what was handed in before and reads nearly like a draft, the author's own and the unit's first."""
    text = likeness.text_of(draft.answers)
    unit = draft.text("unit")
    return scene.facts[Alike(draft.id, draft.author, draft.programme, unit, text)] if text else ()


def kept(several: tuple[Likeness, ...]) -> tuple[Likeness, ...]:
    """Return what the officer's card will name."""
    return tuple(sorted(several, key=lambda one: -one.percent))[:_KEPT]


def halt(scene: Scene, opened: form.Form, several: tuple[Likeness, ...]) -> Turn | None:
    """Show likely duplicates instead of handing in; None where there are none, or the worker has seen them."""
    draft = opened.initiative
    shown = [(one, other) for one in several if (other := _of_the_same_place(scene, draft, one))]
    same = next((other for one, other in shown if one.percent == 100 and _is_a_repetition(draft, other)), None)
    if same:
        return scene.show(_already(opened, same))
    if not shown or scene.action.verb == "submit-anyway":
        return None
    return scene.show(_warning(opened, shown))


def _of_the_same_place(scene: Scene, draft: Initiative, one: Likeness) -> Initiative | None:
    """Return the other initiative if it is the author's own or of the same unit; others are not for the worker."""
    other = scene.facts[ById(one.initiative)]
    near = other and (other.author == draft.author or other.unit == draft.text("unit"))
    return other.as_known() if near and other else None


def _is_a_repetition(draft: Initiative, other: Initiative) -> bool:
    return other.author == draft.author and other.state in _COUNTS


def _already(opened: form.Form, same: Initiative) -> Screen:
    revision, draft = opened.session.revision, opened.initiative
    lines = (
        N_("{code} · “{title}” · {state}", **_named(same), state=NAMES[same.state]),
        N_("Name and description are the same word for word, so it is not taken a second time."),
        N_("Is this another initiative? Then say in the description what is different."),
    )
    rest = leaving.deleting(draft) if draft.state == "draft" else button(N_("Later"), "later", revision)
    rows = (
        (button(N_("Open {code}", code=same.code or ""), "one", same.id),),
        (button(N_("Correct my text"), "correct", revision, "description"), rest),
    )
    return Screen(lines, rows, title=N_("You have already handed in this initiative"))


def _warning(opened: form.Form, shown: list[tuple[Likeness, Initiative]]) -> Screen:
    revision = opened.session.revision
    lines: list[Line] = []
    for one, other in shown:
        lines += [*_described(one, other, opened), ""]
    lines.append(N_("If yours is another initiative, hand it in: the officer sees both and decides."))
    rows = (
        (button(N_("Hand in anyway"), "submit-anyway", revision),),
        (button(N_("Correct my text"), "correct", revision, "description"), button(N_("Later"), "later", revision)),
    )
    title = NN_(
        "{count} initiative handed in before is nearly the same",
        "{count} initiatives handed in before are nearly the same",
        len(shown),
    )
    return Screen(tuple(lines), rows, title=title)


def _described(one: Likeness, other: Initiative, opened: form.Form) -> tuple[Line, ...]:
    """Return enough of another initiative to judge whether it is the same."""
    own = other.author == opened.initiative.author
    whose: Msg | str = N_("yours") if own else N_("{name}, same unit", name=other.text("full_name"))
    at = At(other.submitted_at or opened.facts.now)
    return (
        N_("{code} · “{title}”: {percent}% the same", **_named(other), percent=one.percent),
        N_("{whose} · handed in at {at} · {state}", whose=whose, at=at, state=NAMES[other.state]),
        *_beginning(other),
    )


def _named(one: Initiative) -> dict[str, str]:
    return {"code": one.code or "", "title": one.text("title")}


def _beginning(other: Initiative) -> tuple[Line, ...]:
    """Return how the description begins, nothing of one that is confidential."""
    text = other.text("description").replace("\n", " ")
    if len(text) > _PREVIEW:
        text = f"{text[:_PREVIEW].rsplit(' ', 1)[0]} …"
    return (N_("“{text}”", text=text),) if text else ()
