"""What waits for an officer: one is shown at once, several as a list, oldest first, with filters, page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flows.backlog import Queue
from flows.desk import calling, card, claims, hearing, typed_filters, workload
from flows.desk.deputy_choice import away
from flows.desk.notes import marks
from flows.draft import Initiative
from flows.effects import Refuse, Show
from flows.needs import Waiting, WaitingPage
from flows.programme import VIETNAM
from flows.rights import decides_for, desks_of
from flows.said import Command
from flows.scene import Scene, Turn
from flows.screen import N_, NN_, Button, Line, Listing, Msg, Rows, Screen, button, column, grid
from flows.sieve import Bounds, Sieve, View
from flows.units import Unit
from flows.vietnamese import fold

PAGE = 8
_ACROSS = 4
_MOST_UNITS = 8
_NOTHING = N_("Nothing waits for you.")


def view(scene: Scene, sieve: Sieve) -> View:
    """Return the desks of whoever speaks through a sieve."""
    bounds = Bounds.of(scene.facts.programmes) if sieve.remarked is not None else ()
    return View(desks_of(scene.facts.person), sieve, bounds)


def show(scene: Scene) -> Turn:
    """Answer /hangcho: the only one that waits at once, several as a list; words behind the command are a filter."""
    if not decides_for(scene.facts.person):
        return scene.show(_for_officers(scene))
    words = fold(scene.said.argument) if isinstance(scene.said, Command) else ""
    if words:
        return _typed(scene, words)
    everything = view(scene, Sieve())
    waiting = scene.facts[Waiting(everything)]
    if waiting.oldest is None:
        return scene.show(Screen((_NOTHING,), (*_all_below(scene), *_beside(scene))))
    if waiting.count == 1:
        return _opened(scene, waiting.oldest, waiting, beside=_beside(scene))
    return scene.show(page(scene, Sieve()))


def turn_page(scene: Scene) -> Turn:
    """Show a page of a list, as its button says."""
    sieve = asked_for(scene)
    if sieve is None:
        return refused(scene)
    return scene.move(scene.session.doing, Show(page(scene, sieve, max(0, scene.action.number(2))), in_place=True))


def following(scene: Scene) -> Turn:
    """Show the card of the next one that no colleague has in hand; where they have all, the list says who."""
    if not decides_for(scene.facts.person):
        return scene.show(_for_officers(scene))
    everything = view(scene, Sieve())
    free = scene.facts[WaitingPage(everything, 1, free_for=scene.facts.person.id)]
    waiting = scene.facts[Waiting(everything)]
    if free:
        return _opened(scene, free[0], waiting)
    if waiting.oldest is None:
        return scene.show(Screen((_NOTHING,), _all_below(scene)))
    note = N_("Colleagues are looking at everything that waits. What they leave comes back here by itself.")
    return scene.show(replace(page(scene, Sieve()), problem=note))


def choose_filter(scene: Scene) -> Turn:
    """Offer the filters; one that is on is taken off by the same button."""
    sieve = asked_for(scene)
    if sieve is None:
        return refused(scene)
    days = sieve.overdue or _late_days(scene, sieve)
    choices: list[tuple[Msg, bool, Sieve]] = [
        (
            NN_("Over {count} day", "Over {count} days", days),
            sieve.overdue > 0,
            replace(sieve, overdue=0 if sieve.overdue else days),
        ),
        (N_("With remarks"), sieve.remarked is True, replace(sieve, remarked=None if sieve.remarked else True)),
        (
            N_("Without remarks"),
            sieve.remarked is False,
            replace(sieve, remarked=None if sieve.remarked is False else False),
        ),
        (N_("Corrected"), sieve.corrected, replace(sieve, corrected=not sieve.corrected)),
    ]
    if sieve.below or _above_others(scene):
        choices.append((N_("All units below"), sieve.below, replace(sieve, below=not sieve.below)))
    buttons = tuple(
        button(N_("Not: {filter}", filter=name) if is_on else name, "waits", *then.token)
        for name, is_on, then in choices
    )
    rows: Rows = grid(buttons, 2)
    if sieve != Sieve():
        rows = (*rows, (button(N_("Without a filter"), "waits", *Sieve().token),))
    lines = (
        *filtered(scene, sieve),
        N_("Which initiatives do you want to see?"),
        N_("For one unit: type /queue with a few words of its name, for example: /queue buon ho"),
    )
    return scene.show(Screen(lines, rows))


def asked_for(scene: Scene) -> Sieve | None:
    """Return the sieve of a button, None where its unit is not one of the person's."""
    sieve = Sieve.read(scene.action.arg(0), scene.action.arg(1))
    tops = decides_for(scene.facts.person)
    theirs = not sieve.unit or any(scene.facts.units.within(sieve.unit, top) for top in tops)
    return sieve if tops and theirs else None


def refused(scene: Scene) -> Turn:
    """Answer a forged button, or one of an officer who is none any more."""
    return scene.acknowledge(N_("This is not here any more.")).then(Refuse("queue without the right"))


def page(scene: Scene, sieve: Sieve, after: int = 0) -> Screen:
    """Return a page of what waits, those behind one that was shown."""
    seen = view(scene, sieve)
    waiting = scene.facts[Waiting(seen)]
    if waiting.oldest is None:
        return Screen((N_("Nothing waits there."), *filtered(scene, sieve)), _ways(scene, sieve, waiting))
    some = scene.facts[WaitingPage(seen, PAGE + 1, after)]
    shown = some[:PAGE]
    lines = tuple(_line(scene, number, one) for number, one in enumerate(shown, 1))
    rows: Rows = grid(
        tuple(button(str(number), "card", one.id) for number, one in enumerate(shown, 1)),
        _ACROSS,
    )
    turning: tuple[Button, ...] = ()
    if after:
        turning += (button(N_("‹ Beginning of the list"), "waits", *sieve.token),)
    if len(some) > PAGE:
        turning += (button(N_("Next page ›"), "waits", *sieve.token, shown[-1].id),)
    if shown and not after:
        rows = (*rows, (button(N_("See the one that waits longest"), "card", shown[0].id),))
    rows = (*rows, turning) if turning else rows
    ended: tuple[Line, ...] = () if shown else (N_("The list ends here."),)
    told = (*filtered(scene, sieve), *lines, *ended)
    return Screen(told, (*rows, *_ways(scene, sieve, waiting)), title=_heading(scene, sieve, waiting))


def filtered(scene: Scene, sieve: Sieve) -> tuple[Line, ...]:
    """Name the filter, where there is one."""
    unit = scene.facts.units.get(sieve.unit)
    filters: tuple[tuple[Msg | str, bool], ...] = (
        (NN_("over {count} day", "over {count} days", sieve.overdue), sieve.overdue > 0),
        (N_("with remarks"), sieve.remarked is True),
        (N_("without remarks"), sieve.remarked is False),
        (N_("corrected"), sieve.corrected),
        (N_("all units below"), sieve.below),
        (unit.short if unit else "", unit is not None),
    )
    named = [words for words, is_on in filters if is_on]
    return (N_("Filter: {filters}", filters=Listing(tuple(named))),) if named else ()


def since(scene: Scene, initiative: Initiative) -> Msg:
    """Say for how many days an initiative has waited."""
    days = _days(scene, initiative)
    if days:
        return NN_("{count} day", "{count} days", days)
    return N_("since today") if _came_today(scene, initiative) else N_("less than a day")


def _came_today(scene: Scene, initiative: Initiative) -> bool:
    came = initiative.waiting_since or scene.facts.now
    return came.astimezone(VIETNAM).date() == scene.facts.now.astimezone(VIETNAM).date()


def _days(scene: Scene, initiative: Initiative) -> int:
    return (scene.facts.now - (initiative.waiting_since or scene.facts.now)) // timedelta(days=1)


def _heading(scene: Scene, sieve: Sieve, waiting: Queue) -> Msg:
    longest: Line = since(scene, waiting.oldest) if waiting.oldest else ""
    if waiting.oldest and not _days(scene, waiting.oldest) and _came_today(scene, waiting.oldest):
        longest = N_("only since today")
    if sieve.below:
        if waiting.more:
            return N_(
                "More than {count} initiatives wait below, the longest: {longest}", count=waiting.count, longest=longest
            )
        return NN_(
            "{count} initiative waits below: {longest}",
            "{count} initiatives wait below, the longest: {longest}",
            waiting.count,
            longest=longest,
        )
    if waiting.more:
        return N_(
            "More than {count} initiatives wait for you, the longest: {longest}", count=waiting.count, longest=longest
        )
    return NN_(
        "{count} initiative waits for you: {longest}",
        "{count} initiatives wait for you, the longest: {longest}",
        waiting.count,
        longest=longest,
    )


def _line(scene: Scene, number: int, initiative: Initiative) -> Msg:
    told: tuple[Msg | str, ...] = (
        initiative.text("title"),
        initiative.text("full_name"),
        since(scene, initiative),
        *marks(initiative, scene.facts),
    )
    return N_("{number}. {told}", number=number, told=Listing(told, " · "))


def _ways(scene: Scene, sieve: Sieve, waiting: Queue) -> Rows:
    together: tuple[Button, ...] = ()
    if waiting.count > 1:
        label = N_("Verify several")
        if sieve != Sieve() and not waiting.more:
            label = N_("Verify all {count}", count=waiting.count)
        together = (button(label, "bulk", *sieve.token),)
    return ((button(N_("Filter"), "filter", *sieve.token), *together), *_beside(scene))


def _beside(scene: Scene) -> Rows:
    """Return what an officer may want besides the list: whom to call, the units below, how to be told, being away."""
    call = calling.way(scene)
    calls = ((call,),) if call else ()
    return (*calls, *workload.ways(scene), (hearing.change(), *away(scene.facts.person)))


def _opened(scene: Scene, initiative: Initiative, waiting: Queue, beside: Rows = ()) -> Turn:
    screen = card.card(initiative, scene.facts, waiting)
    shown = Show(replace(screen, rows=(*screen.rows, *beside)), about=initiative.id)
    return Turn(scene.session, (*claims.opening(scene, initiative), shown))


def _for_officers(scene: Scene) -> Screen:
    return Screen((N_("This command is for verifying officers."),), workload.ways(scene))


def _above_others(scene: Scene) -> bool:
    return any(scene.facts.units.children(code) for code in decides_for(scene.facts.person))


def _all_below(scene: Scene) -> Rows:
    if not _above_others(scene):
        return ()
    return ((button(N_("What waits in all units below"), "waits", *Sieve(below=True).token),),)


def _typed(scene: Scene, words: str) -> Turn:
    """Read a filter that was typed behind the command."""
    sieve, words = typed_filters.read(words)
    if not words:
        return scene.show(page(scene, sieve))
    found = _units(scene, words)
    if not found:
        return scene.show(
            Screen(
                (N_("None of your units has these words in its name. Type fewer, for example: /queue buon ho"),),
                _back(sieve),
            )
        )
    if len(found) == 1:
        return scene.show(page(scene, sieve.with_unit(found[0].code)))
    top = scene.facts.programme().root
    buttons = column(
        *(button(scene.facts.units.placed(one, top), "waits", *sieve.with_unit(one.code).token) for one in found)
    )
    return scene.show(Screen((NN_("Found {count} unit:", "Found {count} units:", len(found)),), buttons))


def _units(scene: Scene, words: str) -> tuple[Unit, ...]:
    """Return the person's units that typed words may mean; one whose whole name they are is meant alone."""
    units, tops = scene.facts.units, decides_for(scene.facts.person)
    own = (unit for top in tops if (unit := units.get(top)))
    searched = (one for top in tops for one in units.search(words, top=top, limit=_MOST_UNITS))
    found = tuple(dict.fromkeys((*own, *searched)))
    exact = [one for one in found if words in {fold(one.name), fold(one.short), *map(fold, one.aliases)}]
    return tuple(exact[:1]) or tuple(one for one in found if one.code not in tops)[:_MOST_UNITS]


def _late_days(scene: Scene, sieve: Sieve) -> int:
    """Return after how many days something is late in the programme of the unit that is looked at."""
    return scene.facts.programme_over(sieve.unit or decides_for(scene.facts.person)[0]).late_days


def _back(sieve: Sieve) -> Rows:
    return ((button(N_("‹ Beginning of the list"), "waits", *sieve.token),),)
