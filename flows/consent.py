"""Consent before the first personal question: what is asked for, why, who sees it; yes and no weigh the same."""

from __future__ import annotations

from flows.effects import Consent, Show
from flows.scene import Scene, Turn
from flows.screen import N_, Screen, button, column

PURPOSE = "submit"
TEXT_VERSION = "2026-11"


def given(scene: Scene) -> bool:
    """Tell whether the person has agreed to handing in."""
    return PURPOSE in scene.facts.person.consents


def agreed() -> Consent:
    """Return the record of a yes, with the version of the words that were shown."""
    return Consent(PURPOSE, TEXT_VERSION)


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
        (
            (button(N_("I agree"), "consent", "yes"), button(N_("I do not agree"), "consent", "no")),
            (button(N_("Read the details"), "consent", "more"),),
        ),
    )


def details(scene: Scene) -> Screen:
    """Say in full what is kept, for what, for how long, and what the person may ask for."""
    programme = scene.facts.programme()
    return Screen(
        (
            N_("Who asks: the trade union, for the programme “{programme}”.", programme=programme.name),
            N_("What: full name, phone number, CCCD or CMND number, place of work, and the initiative you write."),
            N_("What for: to receive, verify and count initiatives, and to recognise their authors. For nothing else."),
            N_("Who reads it: the officers of your unit and of the unions above it. Rankings show units, not persons."),
            N_("How long: until the programme and its awards are over; drafts until you delete them."),
            N_(
                "Your rights: to see, correct and delete your data, to withdraw consent, to complain. Type /data. "
                "Withdrawing changes nothing about what was done before."
            ),
        ),
        ((button(N_("I agree"), "consent", "yes"), button(N_("I do not agree"), "consent", "no")),),
        title=N_("Your personal data"),
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
