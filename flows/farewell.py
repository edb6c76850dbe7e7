"""Taking back consent, erasing everything, and the draft that is about to be deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flows import consent
from flows.channels import named
from flows.desk import card
from flows.draft import Initiative
from flows.effects import Carry, Discard, Effect, ErasePerson, Keep, RedrawCards, Show, WithdrawConsent
from flows.holdings import everything
from flows.needs import ById
from flows.programme import VIETNAM
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, Button, Day, Line, Msg, Rows, Screen, button
from flows.states import allowed


def ask_withdrawal(scene: Scene) -> Turn:
    """Say what taking back the consent to hand in means, before it is done."""
    if not consent.standing(scene):
        return scene.show(
            Screen((N_("There is no consent to take back: you have not agreed to handing in."),), _back())
        )
    open_ones, held, drafts = _withdrawable(scene)
    lines: tuple[Line, ...] = (
        N_("Taking back your consent stops the work on your data:"),
        N_("– waiting or returned initiatives withdrawn: {count}", count=len(open_ones)),
        N_("– drafts deleted: {count}", count=len(drafts)),
        N_("What is verified already stays counted. To have that freed of your data too, choose “Erase everything”."),
    )
    if held:
        deciding = NN_(
            "An officer is just deciding on {count}: that one is not withdrawn. Look again in about ten minutes.",
            "An officer is just deciding on {count}: those are not withdrawn. Look again in about ten minutes.",
            len(held),
        )
        lines = (*lines, deciding)
    yes = button(N_("Yes, take it back"), "data", "withdraw-yes", len(open_ones) + len(drafts))
    return scene.show(Screen(lines, ((yes, _no()),), title=N_("Take back: handing in")))


def withdraw(scene: Scene) -> Turn:
    """Withdraw what is undecided, delete the drafts, and note that the consent is taken back."""
    open_ones, _, drafts = _withdrawable(scene)
    if not consent.standing(scene) or scene.action.number(1) != len(open_ones) + len(drafts):
        return ask_withdrawal(scene)
    effects: list[Effect] = [Discard(one.id) for one in drafts]
    for one in open_ones:
        after = replace(one, state="withdrawn", version=one.version + 1, decided_at=scene.facts.now)
        effects += [Carry("withdraw", after, version=one.version), RedrawCards(one.id, card.outcome(after))]
    done = (
        N_("Your consent is taken back. Nothing of yours is worked on any more."),
        N_("You may agree again whenever you like: type /submit."),
    )
    effects += [WithdrawConsent(purpose) for purpose in consent.standing(scene)]
    return scene.move(None, *effects, Show(Screen(done, _back())))


def ask_erasure(scene: Scene) -> Turn:
    """Say exactly what is erased, what stays and why, before it is done."""
    mine = everything(scene)
    open_ones, drafts = _undecided(scene)
    lines: list[Line] = [
        N_("Erased at once, for good:"),
        N_("– your name, phone, card number, account and this conversation on our side"),
        _texts(scene),
        N_("– drafts: {count}", count=len(drafts)),
    ]
    if open_ones:
        lines.append(N_("– waiting or returned initiatives, which are withdrawn: {count}", count=len(open_ones)))
    if scene.facts.person.roles:
        lines.append(N_("– your role as an officer ends; who follows you needs a new invitation"))
    lines += [
        "",
        N_("Kept, because the union’s figures must stay right, and no longer leading to you:"),
        N_(
            "– of what you handed in ({count}): code, unit, phase, dates, group, kind, benefit",
            count=len(mine) - len(drafts),
        ),
        N_("– that and when you agreed, as the law wants proof of it"),
        N_("Messages in this chat are on your phone: delete the chat there if you like."),
    ]
    yes = button(N_("Erase everything now"), "data", "erase-yes", len(mine))
    return scene.show(Screen(tuple(lines), ((yes, _no()),), title=N_("Erase everything?")))


def erase(scene: Scene) -> Turn:
    """Erase; a button from before something new was handed in asks again."""
    if scene.action.number(1) != len(everything(scene)):
        return ask_erasure(scene)
    done = Screen(
        (
            N_("Everything about you is erased."),
            N_("If you write here again, you begin as somebody new."),
        )
    )
    return scene.move(None, ErasePerson(), Show(done))


def keep_draft(scene: Scene) -> Turn:
    """Keep a draft whose deletion was announced; its time begins anew."""
    draft = scene.facts[ById(scene.action.number(1))]
    if draft is None or draft.editor != scene.facts.person.id or draft.state != "draft":
        return scene.show(Screen((N_("This draft is not here any more."),), _back()))
    days = scene.facts.programme(draft.programme).retention.drafts_days
    return scene.show(Screen((N_("The draft is kept for {days} more days.", days=days),), _back()), Keep(draft))


def announcement(draft: int, title: str, deleted_at: datetime) -> Screen:
    """Tell the author of a forgotten draft when it will be deleted, and how to keep it."""
    what = (
        N_("Your draft “{title}” will be deleted on {day}: the programme is over.", title=title, day=_day(deleted_at))
        if title
        else N_("Your draft will be deleted on {day}: the programme is over.", day=_day(deleted_at))
    )
    rows = (
        (
            button(N_("Keep it longer"), "data", "keep", draft),
            button(N_("Take it away as a file"), "data", "take"),
        ),
    )
    return Screen((what,), rows)


def _texts(scene: Scene) -> Msg:
    """Tell what becomes of texts and files, also of what officers were sent: not every channel takes that back."""
    keeping = ", ".join(named(channel) for channel in scene.facts.keeping)
    if not keeping:
        return N_("– titles, texts and files of your initiatives, also on the officers’ screens")
    if not scene.facts.clears:
        return N_(
            "– titles, texts and files of your initiatives; what officers were sent on {channels} cannot be taken back",
            channels=keeping,
        )
    return N_(
        "– titles, texts and files of your initiatives, also on the officers’ screens, but for what they were sent on "
        "{channels}, which cannot be taken back",
        channels=keeping,
    )


def _withdrawable(
    scene: Scene,
) -> tuple[tuple[Initiative, ...], tuple[Initiative, ...], tuple[Initiative, ...]]:
    """Return what can be withdrawn now, what an officer is just deciding on, and the drafts."""
    open_ones, drafts = _undecided(scene)
    held = tuple(one for one in everything(scene) if one.held)
    return tuple(one for one in open_ones if not one.held), held, drafts


def _undecided(scene: Scene) -> tuple[tuple[Initiative, ...], tuple[Initiative, ...]]:
    """Return what can still be withdrawn, and the drafts."""
    mine = everything(scene)
    return (
        tuple(one for one in mine if allowed("withdraw", one.state)),
        tuple(one for one in mine if one.state == "draft"),
    )


def _no() -> Button:
    return button(N_("No, leave it"), "data", "overview")


def _back() -> Rows:
    return ((button(N_("My personal data"), "data", "overview"),),)


def _day(instant: datetime) -> Day:
    return Day(instant.astimezone(VIETNAM).date())
