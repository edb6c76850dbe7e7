"""Everything that was done with an initiative, for officers and staff of its unit and of those above (demand 66)."""

from __future__ import annotations

from flows.desk import deeds
from flows.draft import Initiative
from flows.effects import Refuse, Show
from flows.mine import read_code
from flows.needs import ByCode, ById, HistoryOf
from flows.records import HistoryLine
from flows.rights import granted
from flows.said import Command
from flows.scene import Scene, Turn
from flows.screen import N_, Button, Rows, Screen, button

_MOST_LINES = 15
_ROOM = 2_700
_ROOM_OF_A_LINE = 100


def ask(scene: Scene) -> Turn:
    """Answer /lichsu CODE; whoever has no right learns no more than of a code that does not exist."""
    argument = scene.said.argument if isinstance(scene.said, Command) else ""
    if not argument.strip():
        explained = (
            N_("Type the command with a code, for example: /history SK-22-7F3K9Q"),
            N_("Officers and staff then read everything that was done with an initiative of their units."),
        )
        return scene.show(Screen(explained))
    code = read_code(argument)
    initiative = scene.facts[ByCode(code)] if code else None
    if initiative is not None and _may_trace(scene, initiative):
        return scene.show(_screen(scene, initiative))
    unknown = N_("No initiative of the units you answer for has this code. A code looks like SK-22-7F3K9Q.")
    return _refused(scene.show(Screen((unknown,))), initiative)


def pressed(scene: Scene) -> Turn:
    """Show the history by its button, or another page of it."""
    initiative = scene.facts[ById(scene.action.number(0))]
    if initiative is None or not _may_trace(scene, initiative):
        return _refused(scene.acknowledge(N_("This is not here any more.")), initiative)
    turning = bool(scene.action.arg(1))
    shown = Show(_screen(scene, initiative, scene.action.number(1)), in_place=turning)
    return Turn(scene.session, (shown,))


def _may_trace(scene: Scene, initiative: Initiative) -> bool:
    return granted(scene.facts.person, "trace", initiative.unit, scene.facts.units) is not None


def _refused(turn: Turn, initiative: Initiative | None) -> Turn:
    return turn if initiative is None else turn.then(Refuse("history without the right"))


def _screen(scene: Scene, initiative: Initiative, number: int = -1) -> Screen:
    """Return a page, the newest unless an earlier one is asked for; the first button leads back to the initiative."""
    pages = _pages(scene.facts[HistoryOf(initiative.id)])
    at = min(number, len(pages) - 1) if number >= 0 else len(pages) - 1
    turning: list[Button] = []
    if at > 0:
        turning.append(button(N_("‹ Earlier"), "history", initiative.id, at - 1))
    if at < len(pages) - 1:
        turning.append(button(N_("Later ›"), "history", initiative.id, at + 1))
    code = initiative.code or ""
    rows: Rows = ((button(N_("Look at {code}", code=code), "one", initiative.id),),)
    lines = tuple(deeds.told(scene, initiative, one) for one in pages[at]) or (N_("Nothing is written down yet."),)
    return Screen(lines, ((tuple(turning), *rows) if turning else rows), title=N_("History of {code}", code=code))


def _pages(lines: tuple[HistoryLine, ...]) -> list[list[HistoryLine]]:
    """Return the lines in pages that fit into a message, however long the reasons are."""
    pages: list[list[HistoryLine]] = [[]]
    room = _ROOM
    for line in lines:
        room -= _ROOM_OF_A_LINE + len(line.reason)
        if pages[-1] and (room < 0 or len(pages[-1]) == _MOST_LINES):
            pages.append([])
            room = _ROOM - _ROOM_OF_A_LINE - len(line.reason)
        pages[-1].append(line)
    return pages
