"""What is kept about a person, shown to that person: all of it, corrected, taken away, and who looked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows import consent, farewell, joining, takeaway
from flows.draft import Initiative
from flows.holdings import about, everything, of_initiative, secrets
from flows.needs import ConsentsOf, LooksAt
from flows.scene import Scene, Turn
from flows.screen import N_, At, Button, Line, Msg, Rows, Screen, button, column
from flows.states import NAMES

_CORRECTED_BY_UNION = frozenset({"verified", "rejected", "withdrawn"})


def overview(scene: Scene) -> Turn:
    """Say in a few lines what is kept, and offer everything that can be done about it."""
    rows = (
        (_way(N_("See everything"), "see"), _way(N_("Correct something"), "correct")),
        (_way(N_("Take it away as a file"), "take"), _way(N_("Who saw my card number"), "looks")),
        (_way(N_("My consents"), "consents"), _way(N_("Erase everything"), "erase")),
        (joining.way(), button(N_("My channels"), "join", "list")),
    )
    lines = (
        *_kept(scene),
        N_("Every button works at once; the law would allow 10 to 20 days."),
        consent.complaints(scene.facts),
    )
    return scene.show(Screen(lines, rows, title=N_("Your personal data")))


def pressed(scene: Scene) -> Turn:
    """Go where a button of these screens leads."""
    return _PAGES.get(scene.action.arg(0), overview)(scene)


def _kept(scene: Scene) -> tuple[Line, ...]:
    mine = everything(scene)
    drafts = sum(one.state == "draft" for one in mine)
    lines: list[Line] = [
        N_(
            "Kept about you: {handed_in} handed in, {drafts} in draft, with all answers.",
            handed_in=len(mine) - drafts,
            drafts=drafts,
        )
        if mine
        else N_("No initiative of yours is kept, only the account you write from.")
    ]
    if numbers := secrets(mine):
        lines.append(N_("Number of your card: {masked}, encrypted.", masked=numbers[0].masked))
    return (*lines, *_consents(scene))


def _consents(scene: Scene) -> tuple[Msg, ...]:
    records = scene.facts[ConsentsOf(scene.facts.person.id)]
    submit, publish = (consent.answer_to(purpose, records) for purpose in (consent.SUBMIT, consent.PUBLISH))
    agreed = submit if submit and submit.given and submit.withdrawn_at is None else None
    named = publish is not None and publish.given and publish.withdrawn_at is None
    return (
        N_("Handing in: you agreed at {at}.", at=At(agreed.at)) if agreed else N_("Handing in: you have not agreed."),
        N_("Being named in praise: {answer}.", answer=N_("yes") if named else N_("no")),
    )


def _see(scene: Scene) -> Turn:
    """Show a page: the person first, then one initiative a page."""
    mine = everything(scene)
    page = min(max(0, scene.action.number(1)), len(mine))
    shown = about(scene) if page == 0 else of_initiative(scene, mine[page - 1])
    turns: list[Button] = []
    if page:
        turns.append(_way(N_("‹ Back"), "see", page - 1))
    if page < len(mine):
        turns.append(_way(N_("Next ›"), "see", page + 1))
    rows: Rows = (tuple(turns), (_back(),)) if turns else ((_back(),),)
    heading = N_("{number}/{total} · {heading}", number=page + 1, total=len(mine) + 1, heading=shown.heading)
    return scene.show(Screen(shown.lines, rows, title=heading))


def _correct(scene: Scene) -> Turn:
    """Lead to where answers are corrected: the drafts and initiatives they were given in."""
    mine = (one.as_known() for one in everything(scene))
    open_ones = [one for one in mine if one.state not in _CORRECTED_BY_UNION]
    if not open_ones:
        nothing = (
            N_(
                "Nothing of yours is open now. What is decided is corrected by your union: {union}.",
                union=_union(scene),
            ),
            N_("In your next initiative you can give every answer anew."),
        )
        return scene.show(Screen(nothing, ((button(N_("Ask somebody for help"), "support"), _back()),)))
    lines = (
        N_("Your name, phone, card number and place of work stand in the initiative you gave them for. Which one?"),
        N_("What is decided already is corrected by your union: {union}.", union=_union(scene)),
    )
    return scene.show(Screen(lines, (*column(*(_opens(one) for one in open_ones[:_MOST_BUTTONS])), (_back(),))))


def _opens(one: Initiative) -> Button:
    label = N_("{title} · {state}", title=one.text("title") or one.code or "…", state=NAMES[one.state])
    return button(label, "draft" if one.state in ("draft", "returned") else "one", one.id)


def _looks(scene: Scene) -> Turn:
    """Tell who saw the whole card number, on which initiative, when."""
    seen = scene.facts[LooksAt(scene.facts.person.id)]
    lines: tuple[Line, ...] = tuple(
        N_(
            "{at}: {officer}, for {code}",
            at=At(one.at, "short"),
            officer=one.officer or N_("an officer"),
            code=one.code,
        )
        for one in seen
    )
    nobody = N_("Nobody has seen your whole card number. Officers see its last four digits.")
    return scene.show(Screen(lines or (nobody,), ((_back(),),), title=N_("Who saw my card number")))


def _consents_page(scene: Scene) -> Turn:
    """Show both consents, each with what can be chosen instead."""
    named = consent.PUBLISH in scene.facts.person.consents
    again = (
        button(N_("Do not name me any more"), "consent", "no", consent.PUBLISH, consent.VERSIONS[consent.PUBLISH])
        if named
        else button(N_("You may name me"), "consent", "yes", consent.PUBLISH, consent.VERSIONS[consent.PUBLISH])
    )
    rows: list[tuple[Button, ...]] = [(again,)]
    if consent.standing(scene):
        rows.append((_way(N_("Take back: handing in"), "withdraw"),))
    asked = (N_("Named would be: your name, your unit and the name of the initiative. No number, no phone."),)
    return scene.show(
        Screen((*_consents(scene), *asked), (*rows, (_back(),)), title=N_("My consents")),
    )


def _way(label: Msg, page: str, *more: int) -> Button:
    return button(label, "data", page, *more)


def _back() -> Button:
    return _way(N_("My personal data"), "overview")


def _union(scene: Scene) -> str:
    return consent.union(scene.facts)


_MOST_BUTTONS = 10
_PAGES: Mapping[str, Callable[[Scene], Turn]] = {
    "see": _see,
    "correct": _correct,
    "take": takeaway.hand_over,
    "looks": _looks,
    "consents": _consents_page,
    "withdraw": farewell.ask_withdrawal,
    "withdraw-yes": farewell.withdraw,
    "erase": farewell.ask_erasure,
    "erase-yes": farewell.erase,
    "keep": farewell.keep_draft,
}
