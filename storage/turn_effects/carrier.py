"""Where a turn takes place, and what everything that carries out its effects works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from flows import effects as fx
from flows.document import Document
from flows.person import Person
from flows.screen import Line
from flows.units import UnitTree
from storage import audit, consents
from storage.audit import AuditLine
from storage.cipher import Cipher
from storage.initiatives import Initiatives
from storage.outbox import Outbox, Place, Written


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where a turn takes place: the chat, the message that brought it, what the channel can do, and the instant.

    `at` is when the platform received it; `tapped` the message whose button was pressed; `spoken` the person's own
    message. `say` writes a line in the person's language, `write` a document as files; `units` are those of today.
    Where every message counts, a turn is answered in `one_message` if it can be; `counting` are all channels where it
    does, for what others are told.
    """

    place: Place
    at: datetime
    tapped: str | None
    spoken: str | None
    edits: bool
    deletes: bool
    say: Callable[[Line], str]
    write: Callable[[Document], tuple[Written, ...]]
    units: UnitTree
    one_message: bool = False
    counting: frozenset[str] = frozenset()


class Carrier:
    """Carries out effects of one turn within a transaction that somebody else commits."""

    def __init__(
        self,
        session: AsyncSession,
        initiatives: Initiatives,
        outbox: Outbox,
        cipher: Cipher,
        circumstances: Circumstances,
    ) -> None:
        """Work for one turn."""
        self._session = session
        self._initiatives = initiatives
        self._outbox = outbox
        self._cipher = cipher
        self._here = circumstances

    async def _record(self, consent: fx.Consent, person: int, *, by: int | None = None) -> None:
        """Record a yes or no in the words it was given to."""
        here = self._here
        words = [here.say(line) for line in consent.words]
        await consents.record(
            self._session, person, consent, words=words, channel=here.place.channel, now=here.at, by=by
        )

    async def _audit(self, person: Person, line: AuditLine) -> None:
        await audit.write(self._session, line, actor=person.id, channel=self._here.place.channel, at=self._here.at)
