"""The author's whole card number, shown to a verifier where it does not stay: over the chat, or once on a page."""

from __future__ import annotations

from datetime import datetime, timedelta

from flows.desk import claims
from flows.desk.card import heading
from flows.draft import Initiative, Secret
from flows.effects import Acknowledge, Effect, NoteLook, Refuse, Reveal, Show
from flows.needs import ById, LookToken, WrongLookCodes
from flows.rights import may_decide
from flows.said import CodeTyped
from flows.scene import Scene, Turn
from flows.screen import N_, At, Screen, button

LASTS = timedelta(minutes=10)
TRIES = 5
WRONG_CODE = "code of a card number"
_NO_RIGHT = Refuse("identity without the right")
_GONE = N_("This is not here any more.")


def asked(scene: Scene) -> Turn:
    """Show the number over the chat, where it is not kept, or lead to a page that shows it; looks are logged."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not may_decide(scene.facts.person, initiative, scene.facts.units):
        return scene.acknowledge(_GONE).then(_NO_RIGHT)
    number = _number(initiative)
    if number is None:
        return scene.acknowledge(_GONE)
    if scene.facts.looks:
        return _led_to_page(scene, initiative)
    if not scene.facts.pops_up:
        return scene.show(
            Screen((N_("Press the button itself: the number stands over the chat and is kept nowhere."),))
        )
    shown = Acknowledge(
        N_("{code} · {number}. The author sees that you looked.", code=initiative.code or "", number=number.secret),
        again=N_("Press once more to see the number."),
    )
    return Turn(scene.session, (*_noted(scene, initiative), shown))


def typed(scene: Scene, typed: CodeTyped) -> Turn:
    """Show the number on the page where its code was typed, to whoever has the right still; wrong codes are counted."""
    facts = scene.facts
    if over(facts.now, typed.until, facts[WrongLookCodes(facts.person.id, typed.until - LASTS)]):
        return Turn(scene.session)
    if not typed.right:
        return Turn(scene.session, (Refuse(WRONG_CODE),))
    initiative = facts[ById(typed.initiative)]
    if initiative is None or not may_decide(facts.person, initiative, facts.units):
        return Turn(scene.session, (_NO_RIGHT,))
    number = _number(initiative)
    if number is None:
        return Turn(scene.session)
    lines = (
        N_("The author sees that you looked."),
        N_("The number is shown once and stays nowhere: close this page when you have compared it."),
    )
    revealed = Reveal(number.secret, heading(initiative), lines)
    return Turn(scene.session, (*_noted(scene, initiative), revealed))


def over(now: datetime, until: datetime, wrong: int) -> bool:
    """Tell whether a page shows nothing any more, its time being over or wrong codes too many."""
    return now >= until or wrong >= TRIES


def _led_to_page(scene: Scene, initiative: Initiative) -> Turn:
    """Tell where the number can be seen, and the code, of which nothing is kept once they are told."""
    facts = scene.facts
    until, code = facts.now + LASTS, facts.fresh.joining
    token = facts[LookToken(initiative.id, facts.person.id, facts.person.account, until, code)]
    lines = (
        N_(
            "{code}: this page shows the whole number, once, until {until}:",
            code=initiative.code or "",
            until=At(until),
        ),
        f"{facts.looks}{token}",
        N_("The page asks for this code: {code}", code=code),
        N_("Both are for you alone: the author sees that you looked."),
    )
    back = button(N_("‹ Back to the card"), "card", initiative.id)
    rows = ((button(N_("New link"), "identity", initiative.id),), (back,))
    return Turn(scene.session, (*claims.opening(scene, initiative), Show(Screen(lines, rows), once=True)))


def _number(initiative: Initiative) -> Secret | None:
    """Return the number of one that waits, as long as it is kept."""
    number = initiative.answers.get("identity")
    return number if initiative.state == "pending" and isinstance(number, Secret) else None


def _noted(scene: Scene, initiative: Initiative) -> tuple[Effect, ...]:
    return (*claims.opening(scene, initiative), NoteLook(initiative.id, initiative.author))
