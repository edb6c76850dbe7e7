"""Whom a decision reached nowhere: an officer of their unit calls them and reads it out."""

from __future__ import annotations

from flows import marks
from flows.draft import Initiative
from flows.effects import NoteCalled, Refuse, Show
from flows.fields.field import Asking
from flows.needs import ById, ToCall
from flows.rights import decides_for, may_decide
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Line, Msg, Rows, Screen, button
from flows.submission import LIBRARY

_PAGE = 5
_GONE = N_("This is not here any more.")


def way(scene: Scene) -> Button | None:
    """Return the button to the people this officer has to call, None where there are none."""
    units = decides_for(scene.facts.person)
    count = scene.facts[ToCall(units, 0, _PAGE)].count if units else 0
    return button(NN_("{count} person to call", "{count} people to call", count), "calls", 0) if count else None


def show(scene: Scene) -> Turn:
    """Show a page of them: whom, their number, and what to read out."""
    units = decides_for(scene.facts.person)
    if not units:
        return _refused(scene)
    return scene.show(_page(scene, units, max(0, scene.action.number(0))))


def called(scene: Scene) -> Turn:
    """Take somebody off the list who has been called."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not may_decide(scene.facts.person, initiative, scene.facts.units):
        return _refused(scene)
    if initiative.unreached_at is None or initiative.version != scene.action.number(1):
        return scene.acknowledge(N_("They know already: somebody has called, or they have written here again."))
    noted = NoteCalled(initiative.id, initiative.programme)
    done = N_("{code}: noted that {name} has been called.", code=initiative.code or "", name=_name(initiative))
    return scene.move(scene.session.doing, noted, Show(Screen((done,), _back())))


def _refused(scene: Scene) -> Turn:
    return scene.acknowledge(_GONE).then(Refuse(f"{scene.action.verb} without the right"))


def _page(scene: Scene, units: tuple[str, ...], page: int) -> Screen:
    calls = scene.facts[ToCall(units, page * _PAGE, _PAGE)]
    if not calls.some and page:
        return _page(scene, units, (calls.count - 1) // _PAGE if calls.count else 0)
    if not calls.some:
        return Screen((N_("There is nobody to call."),), ((button(N_("What waits for me"), "queue"),),))
    lines: list[Line] = [N_("What was decided for them could not be delivered. Please call and read it out.")]
    for number, one in enumerate(calls.some, page * _PAGE + 1):
        lines += ["", *_entry(scene, number, one)]
    rows: Rows = tuple(
        (button(N_("{number}. Called {name}", number=number, name=_name(one)), "called", one.id, one.version),)
        for number, one in enumerate(calls.some, page * _PAGE + 1)
    )
    turning: tuple[Button, ...] = ()
    if page:
        turning = (button(N_("‹ Previous page"), "calls", page - 1),)
    if calls.count > (page + 1) * _PAGE:
        turning = (*turning, button(N_("Next page ›"), "calls", page + 1))
    title = NN_("{count} person to call", "{count} people to call", calls.count)
    return Screen(tuple(lines), (*rows, turning) if turning else rows, title=title)


def _entry(scene: Scene, number: int, one: Initiative) -> tuple[Line, ...]:
    asking = Asking(scene.facts.programme(one.programme), scene.facts.units, scene.facts.now, scene.facts.channel)
    phone = LIBRARY["phone"].detail(one.text("phone"), asking)
    since = At(one.unreached_at or scene.facts.now)
    return (
        N_("{number}. {name} · {phone} · {code}", number=number, name=_name(one), phone=phone, code=one.code or ""),
        _read_out(one),
        N_("Not reached since {at}.", at=since),
    )


def _read_out(one: Initiative) -> Msg:
    """Return the decision as one says it on the phone."""
    named = {"title": one.text("title"), "reason": marks.shown(one.reason)}
    if one.state == "verified":
        return N_(
            "Read out: Your initiative “{title}” is verified and now counts for your unit.", title=one.text("title")
        )
    if one.state == "returned":
        return N_(
            "Read out: Your initiative “{title}” was returned for correction: {reason}. Please correct it in this bot.",
            **named,
        )
    return N_("Read out: Your initiative “{title}” was rejected: {reason}. You may hand in another one.", **named)


def _name(one: Initiative) -> str:
    return one.text("full_name") or one.code or ""


def _back() -> Rows:
    return ((button(N_("People to call"), "calls", 0), button(N_("What waits for me"), "queue")),)
