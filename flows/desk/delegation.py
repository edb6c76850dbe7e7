"""An officer will be away: who stands in, from when until when; either of the two can end it (demand 58)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.deputies import closes_a_loop, overlapping
from flows.desk import news
from flows.desk.away_days import DAY, day_of, impossible, midnight, read
from flows.desk.deciding import own_form
from flows.desk.deputy_choice import choice, officer, own_units
from flows.effects import Delegate, EndDelegation, Notify, Refuse, Show
from flows.needs import DelegationsOf, DelegationsWithin, Waiting
from flows.programme import VIETNAM
from flows.records import Delegation
from flows.rights import desks_of
from flows.said import Text
from flows.scene import Scene, Turn
from flows.screen import N_, Day, Line, Msg, Screen, button
from flows.session import Delegating
from flows.sieve import View
from flows.written_days import WrittenDay

_SPANS = {"3": N_("3 days"), "7": N_("1 week"), "14": N_("2 weeks")}
_FOR_OFFICERS = N_("This is for verifying officers.")
_NOT_THERE = N_("This person verifies for none of these units any more. Choose somebody else.")
_OVER = N_("This is over already.")


def ask(scene: Scene) -> Turn:
    """Show who stands in and for whom, and ask whom to choose."""
    if not own_units(scene.facts.person):
        return scene.show(Screen((_FOR_OFFICERS,)))
    page = max(0, scene.action.number(0))
    shown = Show(choice(scene, page), in_place=bool(scene.action.args))
    return scene.move(own_form(scene.session), shown)


def choose(scene: Scene) -> Turn:
    """Take whom the officer chose, and ask from when."""
    if not own_units(scene.facts.person):
        return scene.show(Screen((_FOR_OFFICERS,)))
    chosen = officer(scene, scene.action.number(0))
    if chosen is None:
        return scene.move(own_form(scene.session), Show(replace(choice(scene, 0), problem=_NOT_THERE)))
    doing = Delegating(chosen.id, then=own_form(scene.session))
    return scene.move(doing, Show(question(scene, doing)))


def span(scene: Scene) -> Turn:
    """Take a day that was pressed."""
    doing = scene.session.doing
    if not isinstance(doing, Delegating):
        return ask(scene)
    pressed = scene.action.arg(0)
    if scene.action.verb == "away-from":
        today = midnight(_today(scene))
        return _told(scene, replace(doing, begins_at=scene.facts.now if pressed == "now" else today + DAY))
    if doing.begins_at is None or not pressed.isdigit():
        return scene.show(question(scene, doing))
    last = day_of(doing.begins_at) + (scene.action.number(0) - 1) * DAY
    return _told(scene, replace(doing, ends_at=midnight(last + DAY)))


def typed(scene: Scene, doing: Delegating) -> Turn:
    """Take a day that was typed; the last day is included."""
    if not own_units(scene.facts.person):
        return scene.move(doing.then, Show(Screen((_FOR_OFFICERS,))))
    if doing.begins_at and doing.ends_at:
        return scene.show(question(scene, doing, N_("Press “Yes, that is right”, or “Change”.")))
    written = read(scene.said.text, _today(scene)) if isinstance(scene.said, Text) else WrittenDay()
    if written.day is None or written.whole_month:
        problem = written.problem or N_("Write a day, for example: {day}", day=_example(scene))
        return scene.show(question(scene, doing, problem))
    if doing.begins_at is None:
        begins = scene.facts.now if written.day == _today(scene) else midnight(written.day)
        return _told(scene, replace(doing, begins_at=begins))
    return _told(scene, replace(doing, ends_at=midnight(written.day + DAY)))


def confirm(scene: Scene) -> Turn:
    """Have the chosen officer stand in, if everything is still so; tell them."""
    doing = scene.session.doing
    if not isinstance(doing, Delegating) or scene.action.arg(0) != _stamp(doing):
        return ask(scene)
    new = _delegation(scene, doing)
    if new is None or impossible(doing, scene.facts.now) or _in_the_way(scene, doing):
        return _told(scene, doing)
    if new.begins_at > scene.facts.now:
        told, shown = (
            news.asked(new),
            N_("{deputy} decides in your place, {span}.", deputy=new.to_name, span=news.span(new)),
        )
        return scene.move(
            doing.then,
            Delegate(new),
            Notify(new.to, told),
            Show(Screen((shown, N_("{deputy} knows and can decline.", deputy=new.to_name)), ((news.take_back(new),),))),
        )
    desks = desks_of(scene.facts.person)
    theirs = scene.facts[Waiting(View(tuple(one.nor(new.to) for one in desks)))].count
    mine = scene.facts[Waiting(View(desks))].count
    return scene.move(doing.then, Delegate(new), Notify(new.to, news.begun(new, theirs)), Show(news.away(new, mine)))


def take_back(scene: Scene) -> Turn:
    """Let an officer who is back end it early, or take back what has not begun."""
    one = _mine(scene)
    if one is None or one.person != scene.facts.person.id:
        return _gone(scene, one)
    count, shown = 0, news.taken_back()
    if one.begins_at <= scene.facts.now:
        count = scene.facts[Waiting(View(desks_of(scene.facts.person)))].count
        shown = news.back_again(one, count)
    ended, told = EndDelegation(one.id), Notify(one.to, news.over(one, count))
    return scene.move(own_form(scene.session), ended, told, Show(shown))


def decline(scene: Scene) -> Turn:
    """Let whoever was chosen decline, before or while they stand in."""
    one = _mine(scene)
    if one is None or one.to != scene.facts.person.id:
        return _gone(scene, one)
    ended, told = EndDelegation(one.id), Notify(one.person, news.declined(one))
    line = N_("You do not decide in the place of {absent}. They know.", absent=one.person_name)
    return scene.move(own_form(scene.session), ended, told, Show(Screen((line,))))


def stopped() -> Screen:
    """Say that nothing was arranged."""
    return Screen((N_("Stopped. Nobody decides in your place."),))


def question(scene: Scene, doing: Delegating, problem: Msg | None = None) -> Screen:
    """Return what is asked next: from when, until when, or whether all of it is right."""
    chosen = officer(scene, doing.to)
    name = chosen.name if chosen else ""
    change = (button(N_("‹ Choose somebody else"), "away"),)
    if doing.begins_at is None:
        begins = (button(N_("From now on"), "away-from", "now"), button(N_("From tomorrow"), "away-from", "tomorrow"))
        asked = N_("From when does {deputy} decide in your place?", deputy=name)
        return Screen((asked, _or_a_day(scene)), (begins, change), problem=problem)
    new = _delegation(scene, doing)
    if new is None:
        first = day_of(doing.begins_at)
        only = N_("Only today") if first == _today(scene) else N_("Only on {day}", day=Day(first))
        spans = tuple(button(label, "away-until", days) for days, label in _SPANS.items())
        asked = N_("Until when? The last day is included.")
        return Screen((asked, _or_a_day(scene)), ((button(only, "away-until", 1),), spans, change), problem=problem)
    lines: tuple[Line, ...] = (
        N_("{deputy} decides in your place, {span}.", deputy=name, span=news.span(new)),
        N_("What waits and what comes goes to {deputy}. Afterwards it is yours again, by itself.", deputy=name),
        N_("You can be back at any time before."),
    )
    yes = (button(N_("Yes, that is right"), "away-yes", _stamp(doing)), button(N_("Change"), "away-to", doing.to))
    return Screen(lines, (yes, change), problem=problem)


def _told(scene: Scene, doing: Delegating) -> Turn:
    """Go on with what was told; what cannot be is asked for again, with the reason."""
    if officer(scene, doing.to) is None:
        return scene.move(doing.then, Show(replace(choice(scene, 0), problem=_NOT_THERE)))
    problem, again = impossible(doing, scene.facts.now), replace(doing, ends_at=None)
    if problem is None or doing.ends_at is None or impossible(again, scene.facts.now):
        again = replace(again, begins_at=None)
    problem = problem or _in_the_way(scene, doing)
    if problem is None:
        return scene.move(doing, Show(question(scene, doing)))
    return scene.move(again, Show(question(scene, again, problem)))


def _in_the_way(scene: Scene, doing: Delegating) -> Msg | None:
    """Say which other delegation does not go with this one."""
    new = _delegation(scene, doing)
    if new is None:
        return None
    running = scene.facts[DelegationsWithin(new.begins_at, new.ends_at)]
    other = overlapping(running, new)
    if other:
        named = {"deputy": other.to_name, "span": news.span(other)}
        return N_("{deputy} stands in for you already, {span}. End that first, or choose other days.", **named)
    if closes_a_loop(running, new):
        return N_(
            "{deputy} is away in these days too and you stand in there, directly or by way of others. "
            "Choose somebody else, or other days.",
            deputy=new.to_name,
        )
    return None


def _mine(scene: Scene) -> Delegation | None:
    me, wanted = scene.facts.person.id, scene.action.number(0)
    return next((one for one in scene.facts[DelegationsOf(me)] if one.id == wanted), None)


def _gone(scene: Scene, one: Delegation | None) -> Turn:
    turn = scene.acknowledge(_OVER)
    return turn.then(Refuse(f"{scene.action.verb} without the right")) if one else turn


def _delegation(scene: Scene, doing: Delegating) -> Delegation | None:
    """Return what would be kept, None while something is missing; “now” is when it is confirmed."""
    chosen = officer(scene, doing.to)
    if chosen is None or doing.begins_at is None or doing.ends_at is None:
        return None
    person, begins = scene.facts.person, max(doing.begins_at, scene.facts.now)
    return Delegation(scene.facts.fresh.id, person.id, doing.to, begins, doing.ends_at, person.name, chosen.name)


def _stamp(doing: Delegating) -> str:
    """Return what a confirmation is about, so that the button of another one confirms nothing."""
    days = (f"{one.astimezone(VIETNAM):%y%m%d%H%M}" for one in (doing.begins_at, doing.ends_at) if one)
    return "-".join((str(doing.to), *days))


def _or_a_day(scene: Scene) -> Msg:
    return N_("Press one, or write a day, for example: {day}", day=_example(scene))


def _example(scene: Scene) -> Day:
    return Day(_today(scene) + 5 * DAY)


def _today(scene: Scene) -> date:
    return day_of(scene.facts.now)
