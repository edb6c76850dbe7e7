"""What officers are told when many initiatives come to them at once: one message with the number (demand 57)."""

from __future__ import annotations

from datetime import time, timedelta

from flows.programme import VIETNAM
from flows.records import Delegation
from flows.screen import N_, NN_, At, Button, Day, Line, Rows, Screen, button


def come(count: int) -> Screen:
    """Say that what nobody nearer decides on now waits for an officer."""
    line = NN_(
        "{count} initiative that waited elsewhere now waits for you.",
        "{count} initiatives that waited elsewhere now wait for you.",
        count,
    )
    return Screen((line,), _queue())


def late(count: int, days: int) -> Screen:
    """Say that a lower level has let some wait too long."""
    line = NN_(
        "{count} initiative has waited more than {days} days below you. You can decide on it now; "
        "the officers there keep it too.",
        "{count} initiatives have waited more than {days} days below you. You can decide on them now; "
        "the officers there keep them too.",
        count,
        days=days,
    )
    return Screen((line,), _queue())


def asked(one: Delegation) -> Screen:
    """Tell somebody that they are to stand in on later days."""
    line = N_(
        "{absent} will be away and asks you to decide in their place, {span}.", absent=one.person_name, span=span(one)
    )
    begins = N_("When it begins you learn here how many wait.")
    return Screen((line, begins), ((cannot(one),),))


def begun(one: Delegation, count: int) -> Screen:
    """Tell somebody that they stand in from now on."""
    line = N_(
        "From now on you decide in the place of {absent}, until the end of {last}.",
        absent=one.person_name,
        last=_last(one),
    )
    noted = N_("Each decision is noted as yours, made for {absent}.", absent=one.person_name)
    return Screen((line, _waits(count), noted), (*_queue(), (cannot(one),)))


def away(one: Delegation, count: int) -> Screen:
    """Tell an officer that somebody stands in for them from now on."""
    line = N_(
        "From now on {deputy} decides in your place, until the end of {last}.",
        deputy=one.to_name,
        last=_last(one),
    )
    return Screen((line, _waits(count)), ((back(one),),))


def back_again(one: Delegation, count: int) -> Screen:
    """Tell an officer that what comes is theirs again."""
    line = N_("{deputy} no longer decides in your place: what comes is yours again.", deputy=one.to_name)
    return Screen((line, _waits(count)), _queue())


def taken_back() -> Screen:
    """Tell an officer that what had not begun never will."""
    return Screen((N_("Taken back: nobody decides in your place. They know."),), _queue())


def over(one: Delegation, count: int) -> Screen:
    """Tell somebody that they no longer stand in; `count` is what waits for whoever is back."""
    line = N_("You need not decide in the place of {absent} any more.", absent=one.person_name)
    left = NN_(
        "{count} initiative waits for {absent}.",
        "{count} initiatives wait for {absent}.",
        count,
        absent=one.person_name,
    )
    return Screen((line, left) if count else (line,))


def declined(one: Delegation) -> Screen:
    """Tell an officer that whoever they chose cannot stand in."""
    line = N_("{deputy} cannot decide in your place. What comes stays with you.", deputy=one.to_name)
    again = button(N_("Choose somebody else"), "away")
    return Screen((line,), ((again,), *_queue()))


def span(one: Delegation) -> Line:
    """Say from when until when somebody stands in."""
    midnight = one.begins_at.astimezone(VIETNAM).time() == time()
    begins = Day(one.begins_at.astimezone(VIETNAM).date()) if midnight else At(one.begins_at)
    return N_("from {begins} until the end of {last}", begins=begins, last=_last(one))


def cannot(one: Delegation) -> Button:
    """Return the button by which a deputy declines."""
    return button(N_("I cannot stand in"), "away-no", one.id)


def back(one: Delegation) -> Button:
    """Return the button by which an officer takes over again."""
    return button(N_("I am back"), "away-end", one.id)


def take_back(one: Delegation) -> Button:
    """Return the button by which an officer takes back what has not begun."""
    return button(N_("Take it back"), "away-end", one.id)


def _last(one: Delegation) -> Day:
    return Day(one.ends_at.astimezone(VIETNAM).date() - timedelta(days=1))


def _waits(count: int) -> Line:
    if count == 0:
        return N_("Nothing waits just now.")
    return NN_("{count} initiative waits now.", "{count} initiatives wait now.", count)


def _queue() -> Rows:
    return ((button(N_("What waits for me"), "queue"),),)
