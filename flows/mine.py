"""A worker's own initiatives: the list, one with its state, and taking one back."""

from __future__ import annotations

import re
from dataclasses import replace

from flows import card, leaving
from flows.draft import Initiative
from flows.effects import Carry, RedrawCards, Refuse, SettleTapped, Show
from flows.facts import ByCode, ById, Mine
from flows.receipt import verifying_unit
from flows.rights import may_decide, may_read
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, At, Button, Line, Msg, Rows, Screen, button
from flows.states import NAMES, allowed

CODE = re.compile(r"[A-Z]{1,4}-\d{2}-[0-9A-Z]{6}")


def read_code(text: str) -> str | None:
    """Return the code somebody typed alone, in any case and with any spacing, or None."""
    tidy = re.sub(r"\s+", "", text).upper().replace("–", "-")
    return tidy if CODE.fullmatch(tidy) else None


def overview(scene: Scene) -> Turn:
    """List the newest initiatives and drafts with their states."""
    mine = scene.facts[Mine(scene.facts.person.id)]
    mine = tuple(one for one in mine if one.code or one.answers)
    if not mine:
        nothing = Screen(
            (N_("You have not handed in an initiative yet."),), ((button(N_("Hand in an initiative"), "begin"),),)
        )
        return scene.show(nothing)
    lines = tuple(
        N_("{number}. {title} · {state}", number=number, title=_title(one), state=NAMES[one.state])
        for number, one in enumerate(mine, 1)
    )
    rows = tuple(
        (button(N_("{number}. {title}", number=number, title=_title(one)), "one", one.id),)
        for number, one in enumerate(mine, 1)
    )
    return scene.show(Screen(lines, rows, title=N_("My initiatives")))


def one(scene: Scene) -> Turn:
    """Show one initiative by the button of a list."""
    initiative = scene.facts[ById(scene.action.number(0))]
    turn = _shown(scene, initiative)
    readable = initiative is None or may_read(scene.facts.person, initiative, scene.facts.units)
    return turn if readable else turn.then(Refuse("initiative without the right"))


def by_code(scene: Scene, code: str) -> Turn:
    """Show one initiative by its code; somebody else's looks exactly like none."""
    return _shown(scene, scene.facts[ByCode(code)])


def ask_withdraw(scene: Scene) -> Turn:
    """Ask once before an initiative is taken back."""
    initiative = _withdrawable(scene)
    if initiative is None:
        return _shown(scene, scene.facts[ById(scene.action.number(0))])
    buttons = (
        button(N_("Yes, withdraw"), "withdraw-yes", initiative.id, initiative.version),
        button(N_("No"), "one", initiative.id),
    )
    question = N_("Withdraw “{title}”? It will not be verified and not counted.", title=_title(initiative))
    return scene.show(Screen((question,), (buttons,)))


def withdraw(scene: Scene) -> Turn:
    """Take an initiative back; the officers' cards lose their buttons."""
    initiative = _withdrawable(scene)
    if initiative is None or initiative.version != scene.action.number(1):
        return _shown(scene, scene.facts[ById(scene.action.number(0))])
    after = replace(initiative, state="withdrawn", version=initiative.version + 1, decided_at=scene.facts.now)
    shown = Screen(
        (N_("Withdrawn: {code}.", code=after.code or ""),), ((button(N_("Hand in another initiative"), "begin"),),)
    )
    return scene.move(
        None,
        SettleTapped(N_("withdrawn")),
        Carry("withdraw", after, version=initiative.version),
        RedrawCards(after.id, card.outcome(after)),
        Show(shown),
    )


def _withdrawable(scene: Scene) -> Initiative | None:
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or initiative.author != scene.facts.person.id:
        return None
    return initiative if allowed("withdraw", initiative.state) else None


def _shown(scene: Scene, initiative: Initiative | None) -> Turn:
    if initiative is None or not may_read(scene.facts.person, initiative, scene.facts.units):
        return scene.show(
            Screen(
                (N_("No initiative of yours has this code. Look at the receipt: a code looks like SK-22-7F3K9Q."),),
                ((button(N_("My initiatives"), "mine"),),),
            )
        )
    if initiative.state == "pending" and may_decide(scene.facts.person, initiative, scene.facts.units):
        return Turn(scene.session, (Show(card.card(initiative, scene.facts), about=initiative.id),))
    own = initiative.author == scene.facts.person.id
    lines = _status(scene, initiative) if own else (*card.lines(initiative, scene.facts), "", card.outcome(initiative))
    heading = N_("“{title}”", title=_title(initiative))
    shown = Screen(lines, _ways(initiative) if own else (), title=heading)
    return scene.show(shown) if own else Turn(scene.session, (Show(shown, about=initiative.id),))


def _status(scene: Scene, initiative: Initiative) -> tuple[Line, ...]:
    lines: list[Line] = []
    if initiative.code:
        lines.append(N_("Code: {code}", code=initiative.code))
    lines.append(N_("State: {state}", state=NAMES[initiative.state]))
    if initiative.submitted_at:
        lines.append(N_("Handed in at {at}.", at=At(initiative.submitted_at)))
    if initiative.state == "pending" and initiative.submitted_at:
        lines.append(_waiting(scene, initiative, (scene.facts.now - initiative.submitted_at).days))
    if initiative.decided_at and initiative.state in ("verified", "returned", "rejected"):
        lines.append(
            N_("Decided by {officer} at {at}.", officer=initiative.decided_by_name, at=At(initiative.decided_at))
        )
    if initiative.reason:
        lines.append(N_("Reason: {reason}", reason=initiative.reason))
    return tuple(lines)


def _waiting(scene: Scene, initiative: Initiative, days: int) -> Msg:
    unit = verifying_unit(scene, initiative)
    name = unit.short if unit else ""
    if days == 0:
        return N_("It is with {unit} since today.", unit=name)
    return NN_("It has been with {unit} for {count} day.", "It has been with {unit} for {count} days.", days, unit=name)


def _ways(initiative: Initiative) -> Rows:
    first: list[Button] = []
    if initiative.state == "draft":
        first = [button(N_("Go on"), "draft", initiative.id), leaving.deleting(initiative)]
    if initiative.state == "returned":
        first = [button(N_("Correct it now"), "draft", initiative.id)]
    if allowed("withdraw", initiative.state):
        first.append(button(N_("Withdraw"), "withdraw", initiative.id, initiative.version))
    rest = (button(N_("My initiatives"), "mine"), button(N_("Hand in another initiative"), "begin"))
    return (tuple(first), rest) if first else (rest,)


def _title(initiative: Initiative) -> Line:
    return initiative.text("title") or initiative.code or N_("no name yet")
