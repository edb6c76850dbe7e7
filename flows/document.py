"""A document made for one person, before any language: what they read, and the same as data for a machine."""

from __future__ import annotations

from dataclasses import dataclass

from flows.draft import Answers
from flows.screen import Line, Msg


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the lines under it."""

    heading: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What is handed over as files of this name, which holds nothing personal.

    `data` says the same as the sections in the answers' own keys, None where no file for a machine can be sent; its
    secrets are written out only `in_full`.
    """

    name: Msg
    title: Msg
    sections: tuple[Section, ...]
    data: Answers | None
    in_full: bool = False
