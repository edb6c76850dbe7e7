"""What became of a file: its piece changes in a turn, and its sender is told where it could not be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flows import form
from flows.draft import Initiative
from flows.effects import Amend, Effect, Notify, SettleFile, Show
from flows.late_files import known
from flows.needs import ById
from flows.pieces import Piece, around, changed, find
from flows.rights import may_edit
from flows.said import Fetched, Trouble
from flows.scene import Scene, Turn
from flows.screen import N_, Line, Msg, Rows, Screen, button

WHAT: Mapping[Trouble, Msg] = {
    "content": N_("“{name}” is not what its name says: inside is no photo, no PDF and no Word file."),
    "damaged": N_("“{name}” cannot be opened; perhaps a part of it is missing."),
    "empty": N_("“{name}” has nothing in it."),
    "large": N_("“{name}” is larger than 20 MB."),
    "macros": N_("“{name}” contains macros (small programs), which are not taken."),
    "password": N_("“{name}” opens only with a password, so the officer could not read it."),
    "repeated": N_("“{name}” is the same as “{twin}”; it is kept once."),
    "unfetched": N_("“{name}” could not be fetched from the chat."),
    "virus": N_("A virus was found in “{name}”; the file was thrown away."),
}
WAY_OUT: Mapping[Trouble, Msg] = {
    "content": N_("Open it, save it as PDF and send that, or send photos of its pages."),
    "damaged": N_("Send it once more, or send photos of its pages."),
    "empty": N_("Look at it on your phone, then send the one that has something in it."),
    "large": N_("Send it smaller, as photos of the pages, or as a Google Drive link."),
    "macros": N_("Save it as PDF, or as .docx without macros, and send that."),
    "password": N_("Take the password off and send it again, or send photos of its pages."),
    "unfetched": N_("Send it once more, or as a Google Drive link."),
    "virus": N_("Do not open it. Send a photo of the paper instead, and let somebody check the device."),
}


def settle(scene: Scene, fetched: Fetched) -> Turn:
    """Take in what became of a file; one that nothing claims any more, or of what is verified, is only written down."""
    initiative = scene.facts[ById(fetched.initiative)]
    piece = find(initiative, fetched.file) if initiative else None
    if initiative is None or piece is None:
        return Turn(scene.session, (SettleFile(fetched),))
    twin = None if _handed_in(initiative, fetched.file) else _twin(initiative, fetched)
    if twin:
        fetched = replace(fetched, trouble="repeated")
    after = changed(initiative, fetched.file, lambda one: _known(one, fetched, initiative))
    locked = initiative.state == "verified"
    settled = Turn(scene.session, (SettleFile(fetched),) if locked else (SettleFile(fetched), Amend(after)))
    if fetched.trouble is None:
        return settled
    names = {"name": str(piece["name"]), "twin": str(twin["name"]) if twin else ""}
    what = replace(WHAT[fetched.trouble], args=names)
    return settled.then(_told(scene, after, fetched.file, what, fetched.trouble))


def _handed_in(initiative: Initiative, file: int) -> bool:
    """Tell whether a file is part of what was handed in, not of an answer still being given."""
    given = initiative.as_known().state in ("draft", "returned")
    return not given and find(replace(initiative, partials={}), file) is not None


def _twin(initiative: Initiative, fetched: Fetched) -> Piece | None:
    """Return what has the same content among the files beside this one."""
    same = (one for one in around(initiative, fetched.file) if one.get("sha256") == fetched.sha256)
    return next(same, None) if fetched.trouble is None else None


def _known(piece: Piece, fetched: Fetched, initiative: Initiative) -> Piece | None:
    """Return a piece with what is known now; a file that cannot be kept is marked once it was handed in, else gone."""
    gone = fetched.trouble is not None and not _handed_in(initiative, fetched.file)
    return None if gone else known(piece, fetched)


def _told(scene: Scene, after: Initiative, file: int, what: Msg, trouble: Trouble) -> Effect:
    """Tell the sender: within the form if it stands there, else beside whatever else goes on."""
    if _handed_in(after, file):
        return _beside(scene, _after_handing_in(scene, after, what))
    opened = form.opened(scene)
    stands, way_out = opened is not None and opened.initiative.id == after.id, WAY_OUT.get(trouble)
    if stands and trouble == "unfetched" and scene.facts.receives_files and scene.facts.upload_page:
        way_out = N_("Give it on this page instead: {page}", page=scene.facts.upload_page)
    problem = N_("{what} {way_out}", what=what, way_out=way_out) if way_out else what
    if opened and stands:
        return Show(replace(opened, initiative=after).screen(problem))
    rows = ((button(N_("Go on"), "draft", after.id),),) if may_edit(scene.facts.person, after) else ()
    return _beside(scene, Screen((problem,), rows))


def _after_handing_in(scene: Scene, initiative: Initiative, what: Msg) -> Screen:
    rest = N_("Everything else of {code} stays as it is; the officer sees this too.", code=initiative.code or "")
    ask = N_("To give another file, ask the officer to return it to you.")
    rows: Rows = ((button(N_("My initiatives"), "mine"), button(N_("Ask somebody for help"), "support")),)
    lines: tuple[Line, ...] = (what, rest, ask) if initiative.as_known().state == "pending" else (what, rest)
    if may_edit(scene.facts.person, initiative):
        lines = (what, rest, N_("No officer has opened it yet, so you can still give another file."))
        rows = ((button(N_("Correct before it is opened"), "draft", initiative.id, initiative.version),), *rows)
    return Screen(lines, rows)


def _beside(scene: Scene, screen: Screen) -> Notify:
    return Notify(scene.facts.person.id, screen)
