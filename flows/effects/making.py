"""What takes a while to make: ordered, called off, opened to whoever ordered it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Order:
    """Have files made for whoever speaks, who is told how far it is and given them here; refused if just ordered.

    `anew` asks for them even if nothing has changed since they were made before; a `reason` is written into the audit.
    """

    job: int
    kind: str
    programme: str
    unit: str
    phase: str | None
    options: Mapping[str, str] = field(default_factory=dict)
    anew: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CallOff:
    """Stop making what whoever speaks ordered, and close the links to it."""

    job: int


@dataclass(frozen=True, slots=True)
class TellCode:
    """Let a code open the links of a job for some minutes; it stands in the chat of whoever ordered it alone."""

    job: int
    code: str
