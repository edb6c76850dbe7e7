"""Consent, asked for each purpose on its own: what for, who sees it; yes and no weigh the same."""

from __future__ import annotations

from collections.abc import Mapping

from flows.effects import Consent, SettleTapped, Show, WithdrawConsent
from flows.facts import Facts
from flows.needs import ConsentsOf
from flows.records import ConsentRecord
from flows.scene import Scene, Turn
from flows.screen import N_, Button, Line, Msg, Screen, button, column

SUBMIT, PUBLISH, ON_BEHALF = "submit", "publish", "on behalf"
# Raised with the words; whoever agreed to other words is asked again.
VERSIONS: Mapping[str, str] = {SUBMIT: "2026-12", PUBLISH: "2026-12", ON_BEHALF: "2026-12"}
_IN_DETAIL = "detail"


def given(scene: Scene) -> bool:
    """Tell whether the person has agreed to handing in, in the present words."""
    return SUBMIT in scene.facts.person.consents


def standing(scene: Scene) -> tuple[str, ...]:
    """Return what the person agreed to that lets their initiatives be worked on, themselves or through an officer."""
    return tuple(purpose for purpose in (SUBMIT, ON_BEHALF) if purpose in scene.facts.person.consents)


def agreed(scene: Scene) -> Consent | None:
    """Return the record of a yes to handing in with the words it was given to; None if they are not the present ones.

    The button names the version, so that a yes under an older text is not taken for one under this.
    """
    if scene.action.arg(2) != VERSIONS[SUBMIT]:
        return None
    shown = details(scene) if scene.action.arg(3) == _IN_DETAIL else question()
    return Consent(SUBMIT, VERSIONS[SUBMIT], words(shown))


def words(screen: Screen) -> tuple[Line, ...]:
    """Return everything a screen says, for the hash that proves what somebody agreed to."""
    labels = tuple(one.label for one in screen.buttons())
    return (*((screen.title,) if screen.title else ()), *screen.lines, *labels)


def question() -> Screen:
    """Ask for consent in a few sentences."""
    return Screen(
        (
            N_(
                "Before we begin: we need your full name, phone number, citizen number and place of work, so that the "
                "right author is recognised."
            ),
            N_(
                "Only the officers of your unit and of the unions above it can read them; "
                "the citizen number is encrypted."
            ),
            N_("See, correct or delete your data at any time: type /data."),
        ),
        (_yes_or_no(SUBMIT), (button(N_("Read the details"), "consent", "more"),)),
    )


def details(scene: Scene) -> Screen:
    """Say in full what is kept, for what, for how long, and what the person may ask for."""
    programme = scene.facts.programme()
    return Screen(
        (
            N_(
                "Who asks: {union}, for the programme “{programme}”.",
                union=union(scene.facts),
                programme=programme.name,
            ),
            N_("Of whom: of workers who are 15 years old or older."),
            N_("What: full name, phone number, CCCD or CMND number, place of work, and the initiative you write."),
            N_("What for: to receive, verify and count initiatives, and to recognise their authors. For nothing else."),
            N_(
                "Who reads it: the officers of your unit and of the unions above it. Your name is made public only if "
                "you agree to that separately, later."
            ),
            N_(
                "How long: the card number until {identity} days after the programme has closed; an unfinished draft "
                "until {drafts} days after that, and you are told first.",
                identity=programme.retention.identity_days_after_close,
                drafts=programme.retention.drafts_days,
            ),
            N_(
                "Your rights: to see, correct, take away and erase your data, and to withdraw consent. Type /data. "
                "Withdrawing changes nothing about what was done before."
            ),
            complaints(scene.facts),
        ),
        (_yes_or_no(SUBMIT, _IN_DETAIL),),
        title=N_("Your personal data"),
    )


def union(facts: Facts) -> str:
    """Return the name of the union that answers for the data: the one the programme belongs to."""
    root = facts.units.get(facts.programme().root)
    return root.name if root else ""


def complaints(facts: Facts) -> Msg:
    """Name whom to complain to."""
    return N_(
        "To complain: {union}, or department A05 (cyber security) of the Ministry of Public Security.",
        union=union(facts),
    )


def declined(scene: Scene) -> Turn:
    """Respect a no: nothing was stored, and another way is named."""
    nothing = Screen(
        (
            N_("Nothing has been stored."),
            N_("You may also hand in on paper at the union of your workplace, or come back here later."),
        ),
        column(button(N_("Hand in an initiative"), "begin")),
    )
    return scene.move(None, Show(nothing))


def may_we_name_you() -> Screen:
    """Ask whether the author may be named in praise; a no changes nothing for the initiative."""
    return Screen(
        (
            N_("When the union praises good initiatives, may it name you?"),
            N_("Your name, your unit and the name of the initiative would be read by everybody. No number, no phone."),
            N_("A no changes nothing for your initiatives. You may choose otherwise at any time: type /data."),
        ),
        (_yes_or_no(PUBLISH),),
    )


def ask_to_publish(facts: Facts, author: int) -> Screen | None:
    """Return the question whether an author may be named, None where they have answered it before."""
    return None if answer_to(PUBLISH, facts[ConsentsOf(author)]) else may_we_name_you()


def answer_to(purpose: str, records: tuple[ConsentRecord, ...]) -> ConsentRecord | None:
    """Return the newest answer to the present words of a purpose."""
    present = (one for one in records if (one.purpose, one.text_version) == (purpose, VERSIONS[purpose]))
    return max(present, key=lambda one: one.at, default=None)


def answered_publish(scene: Scene) -> Turn:
    """Record whether the person may be named; the same answer again changes nothing."""
    yes = scene.action.arg(0) == "yes"
    if scene.action.arg(2) != VERSIONS[PUBLISH]:
        return scene.show(may_we_name_you())
    said = N_("You may be named when good initiatives are praised.") if yes else N_("You will not be named anywhere.")
    shown = Screen((said, N_("To choose otherwise: type /data.")))
    before = answer_to(PUBLISH, scene.facts[ConsentsOf(scene.facts.person.id)])
    named = before is not None and before.given and before.withdrawn_at is None
    if before and named == yes:
        return scene.show(shown)
    record = Consent(PUBLISH, VERSIONS[PUBLISH], words(may_we_name_you()), given=yes)
    return scene.show(
        shown, WithdrawConsent(PUBLISH) if named else record, SettleTapped(_labels(PUBLISH)[0 if yes else 1])
    )


def _yes_or_no(purpose: str, *more: str) -> tuple[Button, ...]:
    here = (purpose, VERSIONS[purpose], *more)
    yes, no = _labels(purpose)
    return (button(yes, "consent", "yes", *here), button(no, "consent", "no", *here))


def _labels(purpose: str) -> tuple[Msg, Msg]:
    if purpose == PUBLISH:
        return N_("You may name me"), N_("Do not name me")
    return N_("I agree"), N_("I do not agree")
