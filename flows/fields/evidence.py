"""Evidence: photos, PDF and Word files, or a shared link; collected until the person says it is all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import SplitResult, parse_qs, urlsplit

from flows.draft import Value
from flows.fields.field import Answered, Asking, Field, Held, Outcome, Picked, Refused, Turned, option
from flows.said import Attachment, File, Said, Text
from flows.screen import N_, NN_, Line, Listing, Msg, Screen
from flows.vietnamese import clean_line

MOST_FILES = 10
LARGEST = 20 * 1024 * 1024
_NAME_LENGTH = 48
_KINDS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".pdf", ".doc", ".docx")
_HOSTS = frozenset({"drive.google.com", "docs.google.com"})
_ID = re.compile(r"[A-Za-z0-9_-]{20,}")
_ID_IN_PATH = re.compile(rf"/(?:d|folders)/{_ID.pattern}(?:/|$)")


@dataclass(frozen=True)
class EvidenceField(Field):
    """Up to ten files or links (decision 13); only the platform's references are taken here, nothing is fetched."""

    typed: ClassVar[bool] = False

    def ask(self, asking: Asking) -> Screen:
        """Say what may be sent; list what has been received."""
        pieces = _pieces(asking)
        if pieces:
            return _received(pieces)
        return Screen(
            (
                N_("A photo, PDF or Word file (each up to 20 MB), or a Google Drive link that is shared."),
                N_("For example: the document that recognised the initiative."),
            )
        )

    def read(self, said: Said | Picked, asking: Asking) -> Outcome:
        """Collect files and links until the person is done."""
        pieces = _pieces(asking)
        if isinstance(said, Picked):
            return self._picked(said, pieces)
        if isinstance(said, File):
            problem = _refusal(said.attachment, pieces)
            if problem:
                return Refused(problem)
            more = (*pieces, _piece(said.attachment, asking.channel, len(pieces) + 1))
            return Held(more, _received(more), gathers="album" if said.of_album else None)
        if isinstance(said, Text):
            return _link(said.text, pieces)
        return Refused(N_("Send a photo, a PDF or a Word file, or type a Google Drive link."))

    def show(self, value: Value, asking: Asking) -> Line:
        """Return the names of what was sent."""
        return ", ".join(_names(_as_pieces(value)))

    def _picked(self, picked: Picked, pieces: tuple[Mapping[str, Value], ...]) -> Outcome:
        if picked.kind == "drop" and pieces and picked.value != str(len(pieces)):
            return Turned(_received(pieces))
        if picked.kind == "drop" and pieces:
            fewer = pieces[:-1]
            return Held(fewer, _received(fewer) if fewer else self._empty())
        if picked.kind == "done" and pieces:
            return Answered(tuple(pieces), choice=_count(pieces))
        return Refused(N_("Send a photo, a PDF or a Word file, or type a Google Drive link."))

    def _empty(self) -> Screen:
        return Screen((N_("No file is left. Send another, or skip this question."),))


def _received(pieces: tuple[Mapping[str, Value], ...]) -> Screen:
    buttons = (option(N_("Done"), "done"), option(N_("Remove the last one"), "drop", str(len(pieces))))
    return Screen((N_("{received}: {names}.", received=_count(pieces), names=Listing(_names(pieces))),), (buttons,))


def _count(pieces: tuple[Mapping[str, Value], ...]) -> Msg:
    return NN_("Received {count} file", "Received {count} files", len(pieces))


def _names(pieces: tuple[Mapping[str, Value], ...]) -> tuple[str, ...]:
    return tuple(_shortened(str(piece["name"])) if "name" in piece else str(piece.get("link")) for piece in pieces)


def _shortened(name: str) -> str:
    """Keep the beginning and the end of a long name, where its kind stands."""
    return name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 13]}…{name[-12:]}"


def _pieces(asking: Asking) -> tuple[Mapping[str, Value], ...]:
    return _as_pieces(asking.value if asking.partial is None else asking.partial)


def _as_pieces(value: Value | None) -> tuple[Mapping[str, Value], ...]:
    return tuple(one for one in value if isinstance(one, Mapping)) if isinstance(value, (tuple, list)) else ()


def _piece(attachment: Attachment, channel: str, number: int) -> Mapping[str, Value]:
    """Keep what is needed to fetch and show a file; photos have no name of their own and get a number."""
    return {
        "reference": attachment.reference,
        "name": f"IMG_{number}.jpg" if attachment.kind == "photo" else clean_line(attachment.name),
        "size": attachment.size,
        "kind": attachment.kind,
        "channel": channel,
    }


def _refusal(attachment: Attachment, pieces: tuple[Mapping[str, Value], ...]) -> Msg | None:
    """Say what is wrong with a file before anything is downloaded."""
    name = clean_line(attachment.name)
    if len(pieces) >= MOST_FILES:
        return N_("There are {count} files already. Remove one first, or put them into one PDF.", count=MOST_FILES)
    if attachment.size > LARGEST:
        return N_(
            "“{name}” has {size} MB; the limit is 20 MB. "
            "Send it smaller, as photos of the pages, or as a Google Drive link.",
            name=name,
            size=-(-attachment.size // (1024 * 1024)),
        )
    if attachment.kind == "document" and not name.lower().endswith(_KINDS):
        return N_("“{name}” is of a kind that cannot be read here. Send a photo, a PDF or a Word file.", name=name)
    return None


def _address(link: str) -> SplitResult | None:
    try:
        return urlsplit(link if "://" in link else f"https://{link}")
    except ValueError:
        return None


def _link(text: str, pieces: tuple[Mapping[str, Value], ...]) -> Outcome:
    link = clean_line(text)
    if not link.lower().startswith(("http://", "https://", "drive.google.com/", "docs.google.com/")):
        return Refused(N_("Send a photo, a PDF or a Word file, or type a Google Drive link."))
    parts = _address(link)
    if parts is None or parts.netloc.lower() not in _HOSTS:
        return Refused(N_("Only links to Google Drive are taken: they begin with https://drive.google.com/"))
    if not (_ID_IN_PATH.search(parts.path) or any(map(_ID.fullmatch, parse_qs(parts.query).get("id", ())))):
        return Refused(N_("The link is not complete. In Google Drive press “Share”, then “Copy link”."))
    if len(pieces) >= MOST_FILES:
        return Refused(
            N_("There are {count} files already. Remove one first, or put them into one PDF.", count=MOST_FILES)
        )
    more = (*pieces, {"link": f"https://{parts.netloc}{parts.path}{'?' + parts.query if parts.query else ''}"})
    received = _received(more)
    reminder = N_("Remember to share it: “Anyone with the link” may view.")
    return Held(more, Screen((*received.lines, reminder), received.rows))
