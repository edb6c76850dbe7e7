"""Files given on a page: taken for the draft the page is of, wherever its owner stands; and pages that are opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from flows import form, walk
from flows.draft import Initiative
from flows.effects import FetchFile, Keep, Notify, OpenPage, Show
from flows.facts import Facts
from flows.fields.evidence import PAGE_WORDS, EvidenceField
from flows.fields.field import Field, Held, Refused
from flows.form import Form
from flows.pieces import pieces_of
from flows.said import Said, Tap, Text
from flows.scene import Scene, Turn
from flows.screen import N_, Arg, Line, Listing, Msg, Screen, button
from flows.session import Filling
from flows.vietnamese import fold


def take(scene: Scene, draft: int) -> Turn:
    """Take a file for a draft; one that is not its owner's, is handed in or gone takes none, which the page says."""
    doing = scene.session.doing
    standing = doing if isinstance(doing, Filling) and doing.draft == draft else None
    opened = form.opened(scene, standing or Filling(draft))
    field = _evidence(opened) if opened else None
    if opened is None or field is None:
        return Turn(scene.session)
    if standing and opened.position == field and opened.aside is None:
        return walk.answer(scene, opened)
    return Turn(scene.session) if opened.corrects else _beside(scene, opened, field, stands=standing is not None)


def opening(said: Said, facts: Facts, turn: Turn) -> Turn:
    """Return a turn that opens the page whose address it shows; whoever asks for a new page has the others closed."""
    doing, page = turn.session.doing, facts.upload_page
    shown = (effect.screen for effect in turn.effects if isinstance(effect, Show))
    if not page or not isinstance(doing, Filling) or not any(_shows(page, screen) for screen in shown):
        return turn
    pressed = isinstance(said, Tap) and said.action.verb == "answer" and said.action.arg(1) == "page"
    typed = isinstance(said, Text) and fold(said.text) in PAGE_WORDS
    return turn.then(OpenPage(facts.fresh.token, doing.draft, instead=pressed or typed))


def _evidence(opened: Form) -> Field | None:
    return next((field for field in opened.fields if isinstance(field, EvidenceField)), None)


def _beside(scene: Scene, opened: Form, field: Field, *, stands: bool) -> Turn:
    """Put a file with an answer while its owner is at something else, and say so there."""
    outcome = field.read(scene.said, opened.asking(field))
    if isinstance(outcome, Refused):
        return Turn(scene.session, (_said(scene, opened, outcome.problem, stands=stands),))
    if not isinstance(outcome, Held) or outcome.fetch is None:
        return Turn(scene.session)
    initiative = _with(opened, field, outcome)
    names = Listing(tuple(str(piece.get("name", piece.get("link"))) for piece in pieces_of(outcome.value)))
    told = N_("“{question}” has these files now: {names}.", question=field.named(opened.asking(field)), names=names)
    now = replace(opened, initiative=initiative)
    fetched = FetchFile(scene.facts.fresh.id, initiative.id, outcome.fetch)
    return Turn(scene.session, (Keep(initiative), fetched, _said(scene, now, told, stands=stands)))


def _with(opened: Form, field: Field, held: Held) -> Initiative:
    """Return the initiative with the file: in its answer where there is one, else in the answer still being given."""
    if opened.answered(field) and field.key not in opened.initiative.partials:
        return opened.initiative.answer(field.key, held.value)
    return opened.initiative.hold(field.key, held.value)


def _said(scene: Scene, opened: Form, told: Msg, *, stands: bool) -> Show | Notify:
    if stands:
        return Show(opened.screen(told), gathers="album")
    rows = ((button(N_("Go on"), "draft", opened.initiative.id),),)
    return Notify(scene.facts.person.id, Screen((told,), rows))


def _shows(page: str, screen: Screen) -> bool:
    lines = (screen.problem, *screen.lines) if screen.problem else screen.lines
    return any(text == page for line in lines for text in _texts(line))


def _texts(line: Line | Arg) -> Iterator[str]:
    """Yield the data of a line, however deep."""
    if isinstance(line, str):
        yield line
    elif isinstance(line, Msg):
        yield from _of_all(line.args)


def _of_all(args: Mapping[str, Arg]) -> Iterator[str]:
    for arg in args.values():
        yield from _texts(arg)
