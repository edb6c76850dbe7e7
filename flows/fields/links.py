"""Links to Google Drive: exact host and form, and whether one invites changes; nothing is asked of Google."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

from flows.screen import N_, Line, Msg
from flows.vietnamese import clean_line

_HOSTS = frozenset({"drive.google.com", "docs.google.com"})
_BEGINNINGS = ("http://", "https://", *(f"{host}/" for host in _HOSTS))
_ID = re.compile(r"[A-Za-z0-9_-]{20,}")
_ID_IN_PATH = re.compile(rf"/(?:d|folders)/{_ID.pattern}(?:/|$)")
_EDIT = re.compile(r"/edit/?$")

HOW_TO_SHARE: tuple[Line, ...] = (
    N_("So that the officer can open it:"),
    N_("1. In Google Drive press “Share” at this file."),
    N_("2. Under “General access” choose “Anyone with the link”, as “Viewer”."),
    N_("3. Press “Done”. Nothing has to be sent again here."),
)
OPEN_TO_CHANGES = N_(
    "This link ends in “edit”: whoever has it may be able to change the file. Better press “Use the view link”."
)


def looks_like_link(text: str) -> bool:
    """Tell whether somebody meant to send a link."""
    return clean_line(text).lower().startswith(_BEGINNINGS)


def read_link(text: str) -> str | Msg:
    """Return a link as it is kept, or what is wrong with it."""
    parts = _address(clean_line(text))
    if parts is None or parts.netloc.lower() not in _HOSTS:
        return N_("Only links to Google Drive are taken: they begin with https://drive.google.com/")
    if not (_ID_IN_PATH.search(parts.path) or any(map(_ID.fullmatch, parse_qs(parts.query).get("id", ())))):
        return N_("The link is not complete. In Google Drive press “Share”, then “Copy link”.")
    return f"https://{parts.netloc}{parts.path}{'?' + parts.query if parts.query else ''}"


def invites_changes(link: str) -> bool:
    """Tell whether a link opens a file for editing (demand 33)."""
    return bool(_EDIT.search(urlsplit(link).path))


def view_only(link: str) -> str:
    """Return the link that opens the same file for reading."""
    parts = urlsplit(link)
    return f"https://{parts.netloc}{_EDIT.sub('/view', parts.path)}"


def _address(link: str) -> SplitResult | None:
    try:
        return urlsplit(link if "://" in link else f"https://{link}")
    except ValueError:
        return None
