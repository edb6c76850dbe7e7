"""What became of a file that was given on a page, in the words the chat has for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from flows.fields.evidence import MOST_FILES, TOO_MANY, refusal
from flows.files import WAY_OUT, WHAT
from flows.said import Attachment, Fetched
from flows.screen import N_, Line
from storage.uploads import Page

_RECEIVED = N_("received")
_CHECKING = N_("received; it is still being looked at, and the chat says so if something is wrong with it")
_NOT_TAKEN = N_("This file was not taken. Look into the chat, where the question for files says what is missing.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A file by its name, and what became of it."""

    name: str
    state: Literal["received", "checking", "refused"]
    words: Line


def told(attachment: Attachment, found: tuple[Fetched | None, str] | None, page: Page) -> Outcome:
    """Return what is said of a file; one that no turn took was refused there, for the reason it was refused for."""
    name = attachment.name
    if found is None:
        full = TOO_MANY if page.files >= MOST_FILES else _NOT_TAKEN
        return Outcome(name, "refused", refusal(attachment) or full)
    fetched, twin = found
    if fetched is None:
        return Outcome(name, "checking", _CHECKING)
    if fetched.trouble is None:
        return Outcome(name, "received", _RECEIVED)
    what, way_out = replace(WHAT[fetched.trouble], args={"name": name, "twin": twin}), WAY_OUT.get(fetched.trouble)
    return Outcome(name, "refused", N_("{what} {way_out}", what=what, way_out=way_out) if way_out else what)
