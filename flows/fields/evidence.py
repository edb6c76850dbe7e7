"""Evidence: photos, PDF and Word files, or a shared link; collected until the person says it is all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from flows.draft import Value
from flows.fields.field import Answered, Asking, Field, Held, Outcome, Picked, Refused, Turned, option
from flows.fields.links import HOW_TO_SHARE, OPEN_TO_CHANGES, invites_changes, looks_like_link, read_link, view_only
from flows.pieces import Piece, Pieces, display_name, pieces_of
from flows.said import UPLOAD, Attachment, File, Said, Text
from flows.screen import N_, NN_, Line, Listing, Msg, Screen
from flows.vietnamese import clean, clean_line, fold

MOST_FILES = 10
LARGEST = 20 * 1024 * 1024
_NAME_LENGTH = 48
_SHORT_CAPTION = 120
_ECHO = 80
_LINK_ONLY = N_("Files cannot be sent here. Put them on Google Drive, share them, and type the link here.")
_KINDS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".pdf", ".doc", ".docx")
_MACRO_KINDS = (".docm", ".dotm")
PAGE_WORDS = frozenset({"page", "new page", "trang", "trang moi"})
_WANTED = N_("Send a photo, a PDF or a Word file, or type a Google Drive link.")
_EXAMPLE = N_("For example: the document that recognised the initiative.")
TOO_MANY = N_("There are {count} files already. Remove one first, or put them into one PDF.", count=MOST_FILES)


@dataclass(frozen=True)
class EvidenceField(Field):
    """Up to ten files or links (decision 13); a file is fetched and judged afterwards (flows.files)."""

    typed: ClassVar[bool] = False

    def ask(self, asking: Asking) -> Screen:
        """Say what may be sent; list what has been received."""
        pieces = _pieces(asking)
        if pieces:
            return _received(pieces, asking)
        if not asking.receives_files:
            return _page(asking) if asking.page else Screen((_LINK_ONLY, _EXAMPLE))
        return Screen(
            (
                N_("A photo, PDF or Word file (each up to 20 MB), or a Google Drive link that is shared."),
                _EXAMPLE,
            )
        )

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Collect files and links until the person is done."""
        pieces = _pieces(asking)
        if isinstance(said, Picked):
            return self._picked(said, pieces, asking)
        if isinstance(said, File):
            return _file(said, pieces, asking)
        if isinstance(said, Text) and asking.page and fold(said.text) in PAGE_WORDS:
            return Turned(_page(asking), in_place=False)
        if isinstance(said, Text):
            return _link(said.text, pieces, asking)
        return Refused(_wanted(asking))

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the names of what was sent."""
        return ", ".join(_names(pieces_of(value)))

    def detail(self, value: Value, asking: Asking) -> Line:
        """Return the names with what an officer must know before opening them."""
        pieces = pieces_of(value)
        files = Listing(tuple(map(_noted, pieces)))
        unscanned = any(piece.get("scan") == "none" for piece in pieces)
        return N_("{files}; not scanned for viruses", files=files) if unscanned else N_("{files}", files=files)

    def _picked(self, picked: Picked, pieces: Pieces, asking: Asking) -> Outcome:
        if picked.kind == "page" and asking.page:
            return Turned(_page(asking), in_place=False)
        if picked.kind in {"drop", "view"} and pieces and picked.value != str(len(pieces)):
            return Turned(_received(pieces, asking))
        if picked.kind == "drop" and pieces:
            fewer = pieces[:-1]
            return Held(fewer, _received(fewer, asking) if fewer else self._empty())
        if picked.kind == "view" and pieces and "link" in pieces[-1]:
            harmless = (*pieces[:-1], {"link": view_only(str(pieces[-1]["link"]))})
            return Held(harmless, _with_lines(_received(harmless, asking), HOW_TO_SHARE))
        if picked.kind == "done" and pieces:
            return Answered(tuple(pieces), choice=_count(pieces))
        return Refused(_wanted(asking))

    def _empty(self) -> Screen:
        return Screen((N_("No file is left. Send another, or skip this question."),))


def _page(asking: Asking) -> Screen:
    """Give the address of a page for files."""
    return Screen(
        (
            N_("Open this page and give your photos, PDF or Word files there (each up to 20 MB):"),
            asking.page,
            N_(
                "It is for you alone and stays open for 24 hours. You can also type a Google Drive link that is shared."
            ),
            _EXAMPLE,
        )
    )


def _wanted(asking: Asking) -> Msg:
    """Return what is taken here, by the ways there are."""
    if asking.receives_files:
        return _WANTED
    return N_("Give your files on the page below, or type a Google Drive link.") if asking.page else _LINK_ONLY


def _received(pieces: Pieces, asking: Asking) -> Screen:
    """Say what is here so far; where files are given on a page, it takes more of them."""
    buttons = (option(N_("Done"), "done"), option(N_("Remove the last one"), "drop", str(len(pieces))))
    named = N_("{received}: {names}.", received=_count(pieces), names=Listing(_names(pieces)))
    lines: tuple[Line, ...] = (named, *_long_captions(pieces))
    if asking.receives_files or not asking.page:
        return Screen(lines, (buttons,))
    more = N_("More files go onto the same page.")
    return Screen((*lines, more), (buttons, (option(N_("New page"), "page"),)))


def _with_lines(screen: Screen, lines: tuple[Line, ...]) -> Screen:
    return replace(screen, lines=(*screen.lines, *lines))


def _count(pieces: Pieces) -> Msg:
    return NN_("Received {count} file", "Received {count} files", len(pieces))


def _names(pieces: Pieces) -> tuple[str, ...]:
    return tuple(map(_name, pieces))


def _name(piece: Piece) -> str:
    """Return what a piece is called; of a long name the beginning and the end, where its kind stands."""
    name = str(piece["name"]) if "name" in piece else str(piece.get("link"))
    return name if len(name) <= _NAME_LENGTH or "link" in piece else f"{name[: _NAME_LENGTH - 13]}…{name[-12:]}"


def _noted(piece: Piece) -> Msg | str:
    name, caption = _name(piece), str(piece.get("caption", ""))
    if caption and len(caption) <= _SHORT_CAPTION:
        name = f"{name} – “{caption}”"
    if "refused" in piece:
        return N_("{file} (could not be used)", file=name)
    if "link" in piece and invites_changes(str(piece["link"])):
        return N_("{file} (whoever has the link may change it)", file=name)
    if "file" in piece and "sha256" not in piece:
        return N_("{file} (still being checked)", file=name)
    return name


def _long_captions(pieces: Pieces) -> tuple[Line, ...]:
    """Say which words under a file are too long to be a label, and so perhaps meant for the description."""
    captions = (str(piece.get("caption", "")) for piece in pieces)
    return tuple(
        N_(
            "Not used, the words under {file}: “{caption}” To have them in the description, correct it there.",
            file=_name(piece),
            caption=caption if len(caption) <= _ECHO else f"{caption[:_ECHO].rstrip()}…",
        )
        for piece, caption in zip(pieces, captions, strict=True)
        if len(caption) > _SHORT_CAPTION
    )


def _pieces(asking: Asking) -> Pieces:
    return pieces_of(asking.value if asking.partial is None else asking.partial)


def _file(said: File, pieces: Pieces, asking: Asking) -> Outcome:
    attachment = said.attachment
    if len(pieces) >= MOST_FILES:
        return Refused(TOO_MANY)
    problem = refusal(attachment)
    if problem:
        return Refused(problem, alone=True)
    named = replace(attachment, name=display_name(attachment, pieces))
    more = (*pieces, _piece(named, said, asking))
    return Held(more, _received(more, asking), gathers="album" if said.of_album else None, fetch=named)


def _piece(attachment: Attachment, said: File, asking: Asking) -> Piece:
    """Keep what is needed to name a file, to find its row and to pass it on: what a page took no channel knows."""
    known: Piece = {
        "file": asking.fresh,
        "reference": attachment.reference,
        "name": attachment.name,
        "kind": attachment.kind,
        "channel": asking.channel if said.draft is None else UPLOAD,
    }
    caption = clean(said.caption)
    size: Piece = {} if attachment.size is None else {"size": attachment.size}
    return {**known, **size, **({"caption": caption} if caption else {})}


def refusal(attachment: Attachment) -> Msg | None:
    """Say what is wrong with a file before anything is downloaded (demands 31 and 32)."""
    name = clean_line(attachment.name)
    if attachment.kind == "document" and name.lower().endswith(_MACRO_KINDS):
        return N_("“{name}” is a Word file with macros, which are not taken. Save it as PDF or as .docx.", name=name)
    if attachment.kind == "document" and not name:
        return N_("A file without a name cannot be read here. Send a photo, a PDF or a Word file.")
    if attachment.kind == "document" and not name.lower().endswith(_KINDS):
        return N_("“{name}” is of a kind that cannot be read here. Send a photo, a PDF or a Word file.", name=name)
    if attachment.size == 0:
        return N_("“{name}” is empty. Look at it on your phone, then send the one that has something in it.", name=name)
    if attachment.size is not None and attachment.size > LARGEST:
        return N_(
            "“{name}” has {size} MB; the limit is 20 MB. "
            "Send it smaller, as photos of the pages, or as a Google Drive link.",
            name=name,
            size=-(-attachment.size // (1024 * 1024)),
        )
    return None


def _link(text: str, pieces: Pieces, asking: Asking) -> Outcome:
    if not looks_like_link(text):
        return Refused(_wanted(asking))
    link = read_link(text)
    if isinstance(link, Msg):
        return Refused(link)
    if len(pieces) >= MOST_FILES:
        return Refused(TOO_MANY)
    if any(piece.get("link") == link for piece in pieces):
        return Refused(N_("This link is here already; it is kept once."))
    more = (*pieces, {"link": link})
    if not invites_changes(link):
        return Held(more, _with_lines(_received(more, asking), HOW_TO_SHARE))
    received = _with_lines(_received(more, asking), (OPEN_TO_CHANGES, *HOW_TO_SHARE))
    view = (option(N_("Use the view link"), "view", str(len(more))),)
    return Held(more, replace(received, rows=(view, *received.rows)))
