"""Words of one's own for a push: short, and without links that lead into the open."""

from __future__ import annotations

import re

from flows.said import Said, Text
from flows.screen import N_, NN_, Msg
from flows.vietnamese import clean

SHORTEST, LONGEST = 5, 500
_LINK = re.compile(r"\b[a-z][a-z0-9+.-]*:/{1,2}\S*|\bjavascript:|\bdata:", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w@/.-])(?:www\.[\w.-]+|(?:[a-z0-9-]+\.)+(?:vn|com|net|org|info|io|me|ly|gl|cc|xyz|top|link|app|site|edu|gov)"
    r"(?![\w-]))(?:/\S*)?",
    re.IGNORECASE,
)


def read(said: Said) -> str | Msg:
    """Return the words somebody typed, or what is wrong with them."""
    words = clean(said.text) if isinstance(said, Text) else ""
    if len(words) < SHORTEST:
        return N_("Type the words in one message, at least {shortest} characters.", shortest=SHORTEST)
    if len(words) > LONGEST:
        over = len(words) - LONGEST
        return NN_(
            "That is {count} character more than the {limit} allowed. Shorten it and send it again.",
            "That is {count} characters more than the {limit} allowed. Shorten it and send it again.",
            over,
            limit=LONGEST,
        )
    link = _unsafe(words)
    if link:
        return N_("Only links that begin with https:// are taken. This one does not: {link}", link=link[:60])
    return words


def _unsafe(words: str) -> str | None:
    """Return the first thing that an app would make a link of and that does not begin with https."""
    links = [one.group() for one in _LINK.finditer(words)]
    unsafe = [one for one in links if not one.lower().startswith("https://")]
    without = _LINK.sub(" ", words)
    bare = [one.group() for one in _BARE.finditer(without)]
    return next(iter((*unsafe, *bare)), None)
