"""The catalogues of the product, read once for a whole test run."""

from __future__ import annotations

from functools import cache

from bot.talk import Talk


@cache
def talk() -> Talk:
    """Return what speaks every language of the product."""
    return Talk.load()
