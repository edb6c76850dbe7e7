"""A drawing as words and lengths, nothing of which is yet ink."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stripe:
    """A bar with what stands above it; `share` is 1.0 where it just reaches the line, None where it is not measured."""

    name: str
    label: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a picture says, from top to bottom."""

    title: str
    line: str
    note: str
    total: Stripe | None
    stripes: tuple[Stripe, ...]
    apart_title: str = ""
    apart: tuple[str, ...] = ()
    more: str = ""
