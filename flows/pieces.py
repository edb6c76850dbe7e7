"""Pieces of evidence as an answer keeps them: files by the id of their row, and links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from flows.draft import Answers, Initiative, Value
from flows.said import Attachment
from flows.vietnamese import clean_line

Piece = Mapping[str, Value]
Pieces = tuple[Piece, ...]
_FOLDERS = re.compile(r"[/\\]")


def pieces_of(value: Value | None) -> Pieces:
    """Return the files and links of an answer, none where it is no such answer."""
    return tuple(one for one in value if isinstance(one, Mapping)) if isinstance(value, tuple) else ()


def evidence_of(initiative: Initiative) -> Pieces:
    """Return the files and links that came with an initiative."""
    return pieces_of(initiative.answers.get("evidence"))


def display_name(attachment: Attachment, taken: Pieces) -> str:
    """Return the name a file is shown by, never one it is stored under.

    Photos have no name of their own and get a number, like a file whose name is an ending only.
    """
    names = {piece.get("name") for piece in taken}
    name = _FOLDERS.split(clean_line(attachment.name))[-1].strip()
    if attachment.kind == "photo" or name.startswith("."):
        pattern = "IMG_{}.jpg" if attachment.kind == "photo" else f"tep_{{}}{name}"
        return next(made for number in range(len(taken) + 1, 1000) if (made := pattern.format(number)) not in names)
    return name


def find(initiative: Initiative, file: int) -> Piece | None:
    """Return the piece of a file, None where nothing claims it any more."""
    everywhere = (*initiative.answers.values(), *initiative.partials.values())
    return next((piece for value in everywhere for piece in pieces_of(value) if piece.get("file") == file), None)


def around(initiative: Initiative, file: int) -> Pieces:
    """Return what stands beside a file in the answers that hold it."""
    everywhere = (*initiative.answers.values(), *initiative.partials.values())
    holding = (pieces for value in everywhere if _holds(pieces := pieces_of(value), file))
    return tuple(piece for pieces in holding for piece in pieces if piece.get("file") != file)


def changed(initiative: Initiative, file: int, change: Callable[[Piece], Piece | None]) -> Initiative:
    """Return the initiative with a file's piece changed, or taken out where the change says None.

    An answer that loses its last piece is open again; one still being given stays, empty.
    """
    answers = _changed(initiative.answers, file, change)
    standing = {key: one for key, one in answers.items() if one != () or initiative.answers[key] == ()}
    return replace(initiative, answers=standing, partials=_changed(initiative.partials, file, change))


def _changed(answers: Answers, file: int, change: Callable[[Piece], Piece | None]) -> dict[str, Value]:
    return {
        key: _one_changed(pieces, file, change) if _holds(pieces := pieces_of(value), file) else value
        for key, value in answers.items()
    }


def _one_changed(pieces: Pieces, file: int, change: Callable[[Piece], Piece | None]) -> Pieces:
    tried = (change(piece) if piece.get("file") == file else piece for piece in pieces)
    return tuple(piece for piece in tried if piece is not None)


def _holds(pieces: Pieces, file: int) -> bool:
    return any(piece.get("file") == file for piece in pieces)
