"""A worker's own initiatives: the list, one with its state, and taking one back."""

from __future__ import annotations

import re
from dataclasses import replace

from flows import confirming, leaving, refusing, status
from flows.desk import card, claims, reopening
from flows.draft import Initiative
from flows.effects import Carry, Notify, RedrawCards, Refuse, SettleTapped, Show
from flows.needs import ByCode, ById, Mine
from flows.rights import has_hand_in, may_decide, may_read
from flows.scene import Scene, Turn
from flows.screen import N_, Line, Screen, button
from flows.states import NAMES
from flows.status import title

CODE = re.compile(r"[A-Z]{1,4}-\d{2}-[0-9A-Z]{6}")


def read_code(text: str) -> str | None:
    """Return the code somebody typed alone, in any case and with any spacing, or None."""
    tidy = re.sub(r"\s+", "", text).upper().replace("–", "-")
    return tidy if CODE.fullmatch(tidy) else None


def overview(scene: Scene) -> Turn:
    """List the newest initiatives and drafts with their states."""
    mine = scene.facts[Mine(scene.facts.person.id)]
    mine = tuple(one.as_known() for one in mine if one.code or one.answers)
    if not mine:
        nothing = Screen(
            (N_("You have not handed in an initiative yet."),), ((button(N_("Hand in an initiative"), "begin"),),)
        )
        return scene.show(nothing)
    lines = tuple(
        N_("{number}. {title} · {state}", number=number, title=_marked(scene, one), state=NAMES[one.state])
        for number, one in enumerate(mine, 1)
    )
    rows = tuple(
        (button(N_("{number}. {title}", number=number, title=title(one)), "one", one.id),)
        for number, one in enumerate(mine, 1)
    )
    return scene.show(Screen(lines, rows, title=N_("My initiatives")))


def one(scene: Scene) -> Turn:
    """Show one initiative by the button of a list."""
    return _looked_at(scene, scene.facts[ById(scene.action.number(0))], "initiative without the right")


def by_code(scene: Scene, code: str) -> Turn:
    """Show one initiative by its code; somebody else's looks exactly like none, and is written down as refused."""
    return _looked_at(scene, scene.facts[ByCode(code)], "code without the right")


def _looked_at(scene: Scene, initiative: Initiative | None, refused: str) -> Turn:
    shown = _readable(scene, initiative)
    if initiative is None or shown:
        return _shown(scene, shown)
    if confirming.may_claim(scene, initiative):
        return confirming.ask(scene, initiative)
    return _shown(scene, None).after(Refuse(refused))


def ask_withdraw(scene: Scene) -> Turn:
    """Ask once before an initiative is taken back."""
    initiative = _withdrawable(scene)
    if initiative is None:
        return _not_withdrawn(scene)
    if initiative.held:
        return _just_deciding(scene, initiative)
    buttons = (
        button(N_("Yes, withdraw"), "withdraw-yes", initiative.id, initiative.version),
        button(N_("No"), "one", initiative.id),
    )
    question = N_("Withdraw “{title}”? It will not be verified and not counted.", title=title(initiative))
    return scene.show(Screen((question,), (buttons,)))


def withdraw(scene: Scene) -> Turn:
    """Take an initiative back; the officers' cards lose their buttons."""
    initiative = _withdrawable(scene)
    if initiative and initiative.held:
        return _just_deciding(scene, initiative)
    if initiative is None or initiative.version != scene.action.number(1):
        return _not_withdrawn(scene)
    after = replace(initiative, state="withdrawn", version=initiative.version + 1, decided_at=scene.facts.now)
    shown = Screen(
        (N_("Withdrawn: {code}.", code=after.code or ""),), ((button(N_("Hand in another initiative"), "begin"),),)
    )
    return scene.move(
        None,
        SettleTapped(N_("withdrawn")),
        Carry("withdraw", after, version=initiative.version),
        RedrawCards(after.id, card.outcome(after)),
        *_told(initiative, after),
        Show(shown),
    )


def _not_withdrawn(scene: Scene) -> Turn:
    """Show what cannot be taken back as it stands, to whoever may read it."""
    initiative = scene.facts[ById(scene.action.number(0))]
    return _shown(scene, _readable(scene, initiative)).after(*refusing.noted(scene, initiative))


def _told(before: Initiative, after: Initiative) -> tuple[Notify, ...]:
    """Tell the officer who has it open that there is nothing to decide any more."""
    if before.state != "pending" or before.opened_by is None:
        return ()
    gone = N_("{code} “{title}”, which you have opened, has been withdrawn.", code=after.code or "", title=title(after))
    return (Notify(before.opened_by, Screen((gone,))),)


def _withdrawable(scene: Scene) -> Initiative | None:
    initiative = scene.facts[ById(scene.action.number(0))]
    return initiative if initiative and status.may_withdraw(scene, initiative) else None


def _readable(scene: Scene, initiative: Initiative | None) -> Initiative | None:
    """Return an initiative if the person may read it."""
    readable = initiative is not None and may_read(scene.facts.person, initiative, scene.facts.units)
    return initiative if readable else None


def _just_deciding(scene: Scene, initiative: Initiative) -> Turn:
    return scene.show(status.screen(scene, initiative, status.JUST_DECIDING))


def _shown(scene: Scene, initiative: Initiative | None) -> Turn:
    person, units = scene.facts.person, scene.facts.units
    if initiative is None:
        return scene.show(
            Screen(
                (N_("No initiative of yours has this code. Look at the receipt: a code looks like SK-22-7F3K9Q."),),
                ((button(N_("My initiatives"), "mine"),),),
            )
        )
    if initiative.state == "pending" and may_decide(person, initiative, units):
        return Turn(scene.session, (*claims.opening(scene, initiative), _card(scene, initiative)))
    if has_hand_in(person, initiative):
        return scene.show(_draft(initiative) if initiative.state == "draft" else status.screen(scene, initiative))
    standing = status.waiting(scene, initiative) if initiative.state == "pending" else ()
    lines = (*card.lines(initiative, scene.facts), "", card.outcome(initiative), *standing)
    rows = (*reopening.way(scene, initiative), *card.history(initiative))
    shown = Screen(lines, rows, title=N_("“{title}”", title=title(initiative)))
    return Turn(scene.session, (Show(shown, about=initiative.id),))


def _card(scene: Scene, initiative: Initiative) -> Show:
    return Show(card.card(initiative, scene.facts), about=initiative.id)


def _draft(draft: Initiative) -> Screen:
    rows = (
        (button(N_("Go on"), "draft", draft.id), leaving.deleting(draft)),
        (button(N_("My initiatives"), "mine"), button(N_("Hand in another initiative"), "begin")),
    )
    lines = (N_("State: {state}", state=NAMES[draft.state]),)
    return Screen(lines, rows, title=N_("“{title}”", title=title(draft)))


def _marked(scene: Scene, initiative: Initiative) -> Line:
    """Return the title, with a mark where one person wrote it and another entered it."""
    named = title(initiative)
    if initiative.entered_by is None:
        return named
    if initiative.entered_by == scene.facts.person.id:
        return N_("{title} (on behalf of {author})", title=named, author=initiative.text("full_name") or "…")
    return N_("{title} (entered by {officer})", title=named, officer=initiative.entered_by_name)
