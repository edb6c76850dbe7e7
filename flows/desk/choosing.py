"""An officer chooses how to hear of what waits; each press or typed hour is kept at once."""

from __future__ import annotations

import re

from flows.backlog import DeskChoice
from flows.channels import named
from flows.desk import hearing
from flows.desk.deciding import own_form
from flows.effects import ChooseChannel, ChooseDesk, Effect, Show
from flows.needs import AccountsOf, DeskOf
from flows.rights import decides_for
from flows.said import Text
from flows.scene import Scene, Turn
from flows.screen import N_, Button, Line, Msg, Rows, Screen, button, column, grid
from flows.session import ChoosingHour
from flows.vietnamese import unaccented

_OFFERED = (7, 8, 12, 16, 20)
_ALLOWED = frozenset(range(hearing.FIRST_HOUR, hearing.LAST_HOUR + 1))
_ACROSS = 3
_NOON = 12
_HOUR = re.compile(
    r"(?:luc )?(?P<hour>\d{1,2})(?: ?(?:h|g|gio|:|\.) ?(?P<minutes>\d{1,2}|ruoi)?)? ?(?:phut)?"
    r" ?(?P<part>sang|trua|chieu|toi|am|pm)?"
)
_LATER = frozenset({"chieu", "toi", "pm"})
_BETWEEN = {"first": hearing.FIRST_HOUR, "last": hearing.LAST_HOUR}
_NOT_THEIRS = Screen((N_("This command is for verifying officers."),))
_EXAMPLE = N_("Type a whole hour from {first} to {last}, for example: 7", **_BETWEEN)


def show(scene: Scene) -> Turn:
    """Show the ways to hear of what waits, and which one it is now."""
    if not decides_for(scene.facts.person):
        return scene.show(_NOT_THEIRS)
    return scene.move(own_form(scene.session), Show(_ways(scene)))


def pressed(scene: Scene) -> Turn:
    """Take the way or the hour that was pressed."""
    if not decides_for(scene.facts.person):
        return scene.show(_NOT_THEIRS)
    match scene.action.arg(0):
        case "each":
            return _chosen(scene, DeskChoice("each"))
        case "few":
            return _chosen(scene, DeskChoice("few"))
        case "digest":
            return _ask(scene, None)
        case "at" if (hour := scene.action.number(1)) in _ALLOWED:
            return _take(scene, None, hour)
        case "and" if {scene.action.number(1), scene.action.number(2)} <= _ALLOWED:
            return _take(scene, scene.action.number(1), scene.action.number(2))
        case "on" if (channel := scene.action.arg(1)) in ("", *_channels(scene)):
            return _told_on(scene, channel or None)
        case "once":
            return _done(scene, scene.facts[DeskOf(scene.facts.person.id)])
        case _:
            return show(scene)


def answer(scene: Scene, doing: ChoosingHour) -> Turn:
    """Take a typed hour."""
    if not decides_for(scene.facts.person):
        return scene.move(doing.then, Show(_NOT_THEIRS))
    read = _read(scene.said.text) if isinstance(scene.said, Text) else _EXAMPLE
    if isinstance(read, Msg):
        return scene.show(question(doing, read))
    return _take(scene, doing.first, read)


def question(doing: ChoosingHour, problem: Msg | None = None) -> Screen:
    """Return the question for the hour of the digest, or for a second one."""
    if doing.first is None:
        lines: tuple[Line, ...] = (N_("At which hour shall the digest come? Press, or type a whole hour."),)
        return Screen(lines, grid(tuple(_at(hour) for hour in _OFFERED), _ACROSS), problem=problem)
    once = hearing.hours(DeskChoice("digest", doing.first))
    lines = (N_("The digest comes every day {hours}.", hours=once), N_("A second one on the same day?"))
    others = tuple(_and(doing.first, hour) for hour in _OFFERED if hour != doing.first)
    rows: Rows = (*grid(others, _ACROSS), (button(N_("Once is enough"), "hear-as", "once"),))
    return Screen(lines, rows, problem=problem)


def leave(scene: Scene, doing: ChoosingHour) -> Turn:
    """Stop choosing an hour; what was chosen so far stays."""
    kept = _present(scene.facts[DeskOf(scene.facts.person.id)])
    return scene.move(doing.then, Show(Screen((N_("It stays as it is: {present}", present=kept),))))


def _ways(scene: Scene) -> Screen:
    present = scene.facts[DeskOf(scene.facts.person.id)]
    lines: tuple[Line, ...] = (
        N_("Now: {present}", present=_present(present)),
        "",
        N_("“Each one at once”: every initiative comes here as soon as it is handed in, however many wait."),
        N_(
            "“At once while few”: each at once while at most {few} wait; when more wait, a digest every day {hours}.",
            few=hearing.FEW,
            hours=hearing.hours(DeskChoice()),
        ),
        N_("“Digest only”: nothing one by one; one or two digests a day at hours you choose, none when nothing waits."),
    )
    where, channels = _where(scene, present)
    ways = column(
        button(N_("Each one at once"), "hear-as", "each"),
        button(N_("At once while few"), "hear-as", "few"),
        button(N_("Digest only"), "hear-as", "digest"),
    )
    return Screen(
        (*lines, *where),
        (*ways, *channels),
        title=N_("How do you want to be told of initiatives that wait?"),
    )


def _channels(scene: Scene) -> tuple[str, ...]:
    """Return the channels an officer may choose between, none where there is nothing to choose."""
    own = tuple(dict.fromkeys(one.channel for one in scene.facts[AccountsOf(scene.facts.person.id)]))
    return own if len(own) > 1 else ()


def _where(scene: Scene, present: DeskChoice) -> tuple[tuple[Line, ...], Rows]:
    """Say on which channel an officer is told, and offer the others."""
    own = _channels(scene)
    if not own:
        return (), ()
    others = tuple(one for one in own if one != present.channel)
    ways = tuple(button(N_("Tell me on {channel}", channel=named(one)), "hear-as", "on", one) for one in others)
    last = (button(N_("Wherever I wrote last"), "hear-as", "on"),) if present.channel else ()
    return ("", _told_where(present.channel)), column(*ways, *last)


def _told_where(channel: str | None) -> Msg:
    if channel is None:
        return N_("You are told where you wrote last.")
    return N_("You are told on {channel}; if nothing reaches you there, on your other channel.", channel=named(channel))


def _told_on(scene: Scene, channel: str | None) -> Turn:
    shown = Show(Screen((_told_where(channel),), ((_see(), hearing.change()),)))
    return scene.move(own_form(scene.session), ChooseChannel(channel), shown)


def _present(choice: DeskChoice) -> Msg:
    """Say how an officer hears of what waits."""
    match choice.cards:
        case "each":
            return N_("each initiative at once.")
        case "few":
            few, hours = hearing.FEW, hearing.hours(choice)
            return N_("each at once while at most {few} wait, else a digest {hours}.", few=few, hours=hours)
        case "digest":
            return N_("only a digest, every day {hours}.", hours=hearing.hours(choice))


def _ask(scene: Scene, first: int | None, *effects: Effect) -> Turn:
    doing = ChoosingHour(first, own_form(scene.session))
    return scene.move(doing, *effects).then(Show(question(doing)))


def _take(scene: Scene, first: int | None, hour: int) -> Turn:
    """Keep an hour at once; after the first one a second is offered."""
    if first is None:
        return _ask(scene, hour, ChooseDesk(DeskChoice("digest", hour)))
    if first == hour:
        doing = ChoosingHour(first, own_form(scene.session))
        return scene.move(doing, Show(question(doing, N_("That is the first hour already. Choose another."))))
    earlier, later = sorted((first, hour))
    return _chosen(scene, DeskChoice("digest", earlier, later))


def _chosen(scene: Scene, choice: DeskChoice) -> Turn:
    return _done(scene, choice, ChooseDesk(choice))


def _done(scene: Scene, choice: DeskChoice, *effects: Effect) -> Turn:
    lines: list[Line] = [N_("From now on: {present}", present=_present(choice))]
    if choice.cards == "digest":
        lines.append(N_("When nothing waits, nothing comes. What waits is always under /queue."))
    return scene.move(own_form(scene.session), *effects, Show(Screen(tuple(lines), ((_see(),),))))


def _see() -> Button:
    return button(N_("See what waits"), "queue")


def _at(hour: int) -> Button:
    return button(N_("{hour}:00", hour=hour), "hear-as", "at", hour)


def _and(first: int, hour: int) -> Button:
    return button(N_("{hour}:00", hour=hour), "hear-as", "and", first, hour)


def _read(typed: str) -> int | Msg:
    """Read an hour as people type it, or say what is wrong with it."""
    found = _HOUR.fullmatch(" ".join(unaccented(typed).split()))
    if found is None:
        return _EXAMPLE
    hour = int(found["hour"])
    if hour < _NOON and found["part"] in _LATER:
        hour += _NOON
    if hour not in _ALLOWED:
        return N_("At night nothing is sent. Choose an hour from {first} to {last}.", **_BETWEEN)
    if (found["minutes"] or "").strip("0"):
        return N_("Only whole hours can be chosen, without minutes. For example: {hour}", hour=hour)
    return hour
