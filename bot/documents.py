"""Writes a document in a person's language: a text to read, and JSON for a machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flows.document import Document
from flows.draft import Secret, Value
from flows.screen import Line
from storage.outbox import Written


def written(document: Document, say: Callable[[Line], str]) -> tuple[Written, ...]:
    """Return a document as files of one name, to read and, where it has data, for a machine.

    Secrets are written out only in a document in full.
    """
    name = say(document.name)
    text = Written(f"{name}.txt", "\n".join(_lines(document, say)) + "\n")
    if document.data is None:
        return (text,)
    data = {key: _plain(value, in_full=document.in_full) for key, value in document.data.items()}
    return text, Written(f"{name}.json", json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def _lines(document: Document, say: Callable[[Line], str]) -> Iterator[str]:
    yield say(document.title)
    for section in document.sections:
        heading = say(section.heading)
        yield from ("", heading, "-" * len(heading))
        yield from (say(line) for line in section.lines)


def _plain(value: Value, *, in_full: bool) -> Any:
    match value:
        case Secret():
            return value.secret if in_full else value.masked
        case Mapping():
            return {key: _plain(one, in_full=in_full) for key, one in value.items()}
        case tuple():
            return [_plain(one, in_full=in_full) for one in value]
        case _:
            return value
