"""One line of the checklist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["well", "ill", "mind"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, in one sentence with the way out if it is ill; “mind” is worth knowing, or was not looked at."""

    state: State
    text: str


def well(text: str) -> Finding:
    """Return what is as it should be."""
    return Finding("well", text)


def ill(text: str) -> Finding:
    """Return what must be mended before the bot can do its work."""
    return Finding("ill", text)


def mind(text: str) -> Finding:
    """Return what is worth knowing, or could not be looked at."""
    return Finding("mind", text)
