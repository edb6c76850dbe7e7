"""What happens to pushes, and the digest of the week."""

from __future__ import annotations

from dataclasses import dataclass

from flows.pushing.aims import Aimed, Push


@dataclass(frozen=True, slots=True)
class StartPush:
    """Send something to many, once: refused where a push of that id was begun before.

    `aimed` are the units it is about, with the figures their people read.
    """

    push: Push
    aimed: tuple[Aimed, ...]


@dataclass(frozen=True, slots=True)
class StopPush:
    """Drop what of a push has not been sent yet."""

    push: Push


@dataclass(frozen=True, slots=True)
class ChooseWeekly:
    """Let whoever speaks get the digest of the week at another hour from now on, never where that is None."""

    hour: int | None
