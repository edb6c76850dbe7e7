"""What became of an event, as far as the shell has to do something about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.channels.channel import Say
from flows.effects import FetchFile, Misread, Order, Refuse, Reveal
from flows.scene import Turn


@dataclass(frozen=True, slots=True)
class Revealed:
    """What a page shows once, in words."""

    title: str
    number: str = field(repr=False)
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an event: whether it was new, and the word for a pressed button, if any.

    `refused` is what somebody had no right to, `misread` the questions whose answer could not be taken, `fetches`
    whether there is a file now, `orders` whether something is to be made; `revealed` is for the page that brought it.
    """

    new: bool
    word: str | None = None
    refused: tuple[str, ...] = ()
    fetches: bool = False
    orders: bool = False
    misread: tuple[str, ...] = ()
    in_confidence: bool = False
    revealed: Revealed | None = None


def done(turn: Turn, say: Say) -> Done:
    """Return what of a turn the shell has to count, to log, to show on a page, or to wake somebody for."""
    reveals = (effect for effect in turn.effects if isinstance(effect, Reveal))
    return Done(
        True,
        refused=tuple(effect.what for effect in turn.effects if isinstance(effect, Refuse)),
        misread=tuple(effect.question for effect in turn.effects if isinstance(effect, Misread)),
        fetches=any(isinstance(effect, FetchFile) for effect in turn.effects),
        orders=any(isinstance(effect, Order) for effect in turn.effects),
        revealed=next((_worded(one, say) for one in reveals), None),
    )


def _worded(reveal: Reveal, say: Say) -> Revealed:
    return Revealed(say(reveal.title), reveal.number, tuple(say(line) for line in reveal.lines))
