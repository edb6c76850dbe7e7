"""What a turn may know: a frozen snapshot. A flow asks for a fact; one not loaded yet is named, loaded, asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar, cast

from flows.needs import Need, TreeOn
from flows.person import Person
from flows.programme import Phase, Programme, current, over
from flows.units import UnitTree

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Fresh:
    """An id, a code for a receipt, the token of a link and a code to be typed, which nobody has yet."""

    id: int
    code: str
    token: str = field(default="", repr=False)
    joining: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Door:
    """One of our bots: on which channel, and how a link begins that opens it, empty where there are none."""

    channel: str
    entrance: str = ""


class MissingFactError(LookupError):
    """A flow asked for a fact that was not loaded; `need` says which."""

    def __init__(self, need: Need[object]) -> None:
        """Name what is missing."""
        super().__init__(repr(need))
        self.need = need


@dataclass(frozen=True)
class Facts:
    """Everything a turn knows. `now` is when the platform received what the person did.

    `shares_contact` tells that their channel vouches for phone numbers, `deletes` that it can remove what they wrote,
    `receives_files` that it brings documents, `sends_documents` that it takes files made for them; `pops_up` that a
    button was pressed where the answer can stand over the chat without being kept in it. `entrance` is how a link that
    opens the bot begins, what it starts with follows; `uploads` how the address of a page for somebody's files begins,
    its token follows, and `looks` that of a page which shows a card number once, where nothing pops up; empty where
    there are none. `others` are our other bots, where a person may write too.
    `clears` tells that some channel takes back what was sent there; `keeping` are those on which it stays for ever.
    """

    now: datetime
    person: Person
    programmes: tuple[Programme, ...]
    units: UnitTree
    fresh: Fresh
    channel: str = "telegram"
    shares_contact: bool = True
    deletes: bool = True
    pops_up: bool = False
    entrance: str = ""
    uploads: str = ""
    looks: str = ""
    receives_files: bool = True
    sends_documents: bool = True
    others: tuple[Door, ...] = ()
    clears: bool = True
    keeping: tuple[str, ...] = ()
    known: Mapping[Need[object], object] = field(default_factory=dict)

    def __getitem__(self, need: Need[T_co]) -> T_co:
        """Return a fact, or raise MissingFactError so that the shell loads it and the turn is taken again."""
        try:
            return cast("T_co", self.known[need])
        except KeyError:
            raise MissingFactError(need) from None

    @property
    def upload_page(self) -> str:
        """Return the address a page for files would have if this turn opened one, empty where there is no such page."""
        return f"{self.uploads}{self.fresh.token}" if self.uploads else ""

    @property
    def opens_by_link(self) -> bool:
        """Tell whether there is a link that opens this bot or another of ours."""
        return bool(self.entrance) or any(door.entrance for door in self.others)

    def units_in(self, phase: Phase) -> UnitTree:
        """Return the tree a phase's figures are shown on: that of its last day once it is over, else today's."""
        day = phase.settled_on(self.now)
        return self[TreeOn(day)] if day else self.units

    def programme(self, key: str | None = None) -> Programme:
        """Return a programme by its key, else the one that takes initiatives now."""
        named = next((one for one in self.programmes if one.key == key), None)
        return named or current(self.programmes, self.now)

    def programme_over(self, unit: str) -> Programme:
        """Return the programme a unit takes part in: first one that takes initiatives now, then one nearest to it."""
        return over([one.code for one in self.units.path(unit)], self.programmes, self.now)
