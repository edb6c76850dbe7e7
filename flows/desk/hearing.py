"""How an officer hears of what waits: each card at once, cards while few wait, or a digest at hours of their own."""

from __future__ import annotations

from flows.backlog import DeskChoice
from flows.screen import N_, NN_, Button, Msg, Rows, Screen, button

FEW = 5
FIRST_HOUR, LAST_HOUR = 6, 20
NO_MORE_CARDS = "no more cards"


def gets_card(choice: DeskChoice, waiting: int) -> bool:
    """Tell whether an officer gets a card at once, of what is the last of so many that wait for them."""
    return choice.cards == "each" or (choice.cards == "few" and waiting <= FEW)


def gets_digest(choice: DeskChoice, waiting: int) -> bool:
    """Tell whether an officer for whom so many wait gets a digest when the hour has come."""
    return waiting > {"each": waiting, "few": FEW, "digest": 0}[choice.cards]


def hours(choice: DeskChoice) -> Msg:
    """Say at which hours the digest comes, the earlier one first."""
    if choice.second_hour is None:
        return N_("at {hour}:00", hour=choice.hour)
    first, second = sorted((choice.hour, choice.second_hour))
    return N_("at {first}:00 and {second}:00", first=first, second=second)


def instead_of_cards(waiting: int, choice: DeskChoice) -> Screen:
    """Say that from now on there is a digest instead of a card for each, and how to have it otherwise."""
    return Screen(
        (
            NN_("{count} initiative waits for you.", "{count} initiatives wait for you.", waiting),
            N_(
                "From now on, whenever more than {few} wait, they do not come one by one: "
                "every day {hours} you get one digest with everything that waits.",
                few=FEW,
                hours=hours(choice),
            ),
        ),
        ways(),
    )


def ways() -> Rows:
    """Return the ways on from a digest, or from what is said in place of a card."""
    return ((button(N_("See what waits"), "queue"),), (change(),))


def change() -> Button:
    """Return the button that leads to the choice how to hear of what waits."""
    return button(N_("Change how I am told"), "hear")
