"""Who made an initiative and with which share, and whom the programme credits with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.draft import Initiative, Value

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Author:
    """One of those who made an initiative; `share` is in whole percent."""

    name: str
    share: int


def co_authors(value: Value | None) -> tuple[Author, ...]:
    """Return the co-authors of an answer, in the order they were named."""
    named = value if isinstance(value, tuple) else ()
    return tuple(
        Author(str(one["name"]), share)
        for one in named
        if isinstance(one, Mapping) and isinstance(share := one.get("share"), int)
    )


def authors(initiative: Initiative) -> tuple[Author, ...]:
    """Return all authors, the one who hands in first: theirs is what the others leave."""
    others = co_authors(initiative.answers.get("co_authors"))
    own = WHOLE - sum(other.share for other in others)
    return (Author(initiative.text("full_name"), own), *others)


def credited(everybody: tuple[Author, ...]) -> Author:
    """Return the author with the largest share (R-REC-5); of several, the one named first (decision 15)."""
    return max(everybody, key=lambda author: author.share)
