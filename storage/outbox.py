"""The outbox: what is to be sent is stored with the turn that caused it, and sent afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.effects import RefreshCards, SendFile
from flows.screen import N_, Line, Screen
from storage.cipher import Cipher
from storage.database import changed
from storage.tables import OutboxRow

Kind = Literal["post", "redraw", "erase", "file", "document"]
ANSWER, CARD, BROADCAST = 0, 1, 2
SCREEN = TypeAdapter(Screen)


@dataclass(frozen=True, slots=True)
class Place:
    """A chat on a channel, and the person in it."""

    person: int
    channel: str
    bot: str
    chat: str


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it is sent: the name of the file and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to be sent, as a row says it; `message` is the platform's id of the message it changes."""

    id: int
    place: Place
    kind: Kind
    body: dict[str, Any]
    message: str | None
    language: str
    attempts: int
    lane: int = ANSWER

    @property
    def screen(self) -> Screen:
        """Return the screen of a post or redraw."""
        return SCREEN.validate_python(self.body["screen"])

    def document(self, cipher: Cipher) -> Written:
        """Return the document that is to be sent, decrypted."""
        return Written(self.body["name"], cipher.open(self.body["sealed"], place_of_document(self.place.person)))


class Outbox:
    """The outbox within one transaction."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        """Work in a transaction that somebody else commits; `now` is the machine's time, for due dates and leases."""
        self._session = session
        self._now = now

    @property
    def session(self) -> AsyncSession:
        """Return the transaction it works in."""
        return self._session

    @property
    def now(self) -> datetime:
        """Return the machine's time."""
        return self._now

    async def post(
        self,
        place: Place,
        screen: Screen,
        *,
        lane: int = ANSWER,
        about: int | None = None,
        tells: int | None = None,
        gathers: str | None = None,
        push: int | None = None,
        asks: bool = False,
        wait: timedelta = timedelta(),
    ) -> None:
        """Put a new message; one that gathers takes the place of an unsent one of the same name.

        One that `asks` is what the person is answering from now on, and takes the place of any unsent one that gathers.
        """
        if gathers or asks:
            named = col(OutboxRow.gathers) == gathers if gathers else col(OutboxRow.gathers).is_not(None)
            await self._session.execute(
                delete(OutboxRow).where(
                    *in_chat(place),
                    named,
                    col(OutboxRow.state) == "waiting",
                    col(OutboxRow.leased_until).is_(None),
                )
            )
        body = {"screen": dump(screen)} | ({"asks": True} if asks else {})
        more = {"about": about, "tells": tells, "gathers": gathers, "push": push}
        await self._put(place, "post", body, lane=lane, due_at=self._now + wait, **more)

    async def strand(self, place: Place, screen: Screen, about: int | None) -> None:
        """Keep an officer's card that reaches nobody until another officer has it."""
        await self._put(place, "post", {"screen": dump(screen)}, lane=CARD, about=about, state="dead", stranded=True)

    async def redraw(
        self, place: Place, message: str, screen: Screen, *, lane: int = ANSWER, decision: int | None = None
    ) -> None:
        """Change a message that was sent; `decision` is the version of one that takes the buttons off a card."""
        body = {"screen": dump(screen)} | ({} if decision is None else {"decision": decision})
        await self._put(place, "redraw", body, lane=lane, message=message)

    async def redraw_job(self, place: Place, job: int, screen: Screen, *, lane: int = CARD) -> bool:
        """Draw the message of a job anew, in the place of what is still unsent of it; False where that cannot be."""
        posts = select(OutboxRow).where(
            *in_chat(place), col(OutboxRow.about) == job, col(OutboxRow.kind) == "post", col(OutboxRow.state) != "dead"
        )
        row = (await self._session.execute(posts.order_by(col(OutboxRow.id).desc()).limit(1))).scalar_one_or_none()
        if row is None:
            return False
        if row.message:
            unsent = col(OutboxRow.state) == "waiting", col(OutboxRow.leased_until).is_(None)
            this = *in_chat(place), col(OutboxRow.message) == row.message, col(OutboxRow.kind) == "redraw"
            await self._session.execute(delete(OutboxRow).where(*this, *unsent))
            await self.redraw(place, row.message, screen, lane=lane)
            return True
        anew = col(OutboxRow.id) == row.id, col(OutboxRow.state) == "waiting", col(OutboxRow.leased_until).is_(None)
        body = {"screen": dump(screen)}
        return await changed(self._session, update(OutboxRow).where(*anew).values(body=body)) == 1

    async def made(self, place: Place, name: str, sha256: str) -> None:
        """Send a file that was made here."""
        body = {"reference": "", "name": name, "kind": "document", "channel": "", "sha256": sha256, "made": True}
        await self._put(place, "file", body)

    async def once(self, place: Place, screen: Screen, *, asks: bool = False) -> None:
        """Put a message of which no word is kept once it is sent, because of what stands in it."""
        await self._put(place, "post", {"screen": dump(screen), "once": True} | ({"asks": True} if asks else {}))

    async def erase(self, place: Place, message: str) -> None:
        """Remove a message from the chat."""
        await self._put(place, "erase", {}, message=message)

    async def file(self, place: Place, file: SendFile) -> None:
        """Send a file that the platform has, or that is kept here."""
        body = {"reference": file.reference, "name": file.name, "kind": file.kind}
        whole = {**body, "channel": file.channel, "sha256": file.sha256}
        await self._put(place, "file", whole, about=file.about)

    async def document(self, place: Place, written: Written, cipher: Cipher) -> None:
        """Send a document; as long as it waits it is encrypted, once delivered it is gone."""
        sealed = cipher.close(written.text, place_of_document(place.person))
        await self._put(place, "document", {"name": written.name, "sealed": sealed})

    async def settle(self, place: Place, message: str, choice: Line) -> None:
        """Take the buttons off a message and write what was chosen under it."""
        screen = await self._shown(place, message)
        if screen is not None:
            chosen = N_("→ {choice}", choice=choice)
            await self.redraw(place, message, replace(screen, lines=(*screen.lines, chosen), rows=(), problem=None))

    async def redraw_cards(
        self, about: int, outcome: Line, persons: Sequence[int] | None = None, *, decision: int | None = None
    ) -> None:
        """Take the buttons off the cards of an initiative, everybody's or some persons'; an unsent one is dropped.

        `decision` is the version of the decision that does so, by which refresh_cards finds them again.
        """
        for row in await self._cards(about, persons):
            place = place_of(row)
            if row.message and (screen := await self._shown(place, row.message)) and screen.rows:
                done = replace(screen, lines=(*screen.lines, "", outcome), rows=())
                await self.redraw(place, row.message, done, lane=CARD, decision=decision)
            elif self._waits(row):
                body = {**row.body, "decision": decision}
                await self._session.execute(
                    update(OutboxRow).where(col(OutboxRow.id) == row.id).values(state="dropped", body=body)
                )

    async def refresh_cards(self, refresh: RefreshCards) -> None:
        """Draw the cards of an initiative that still have buttons anew; one not sent yet is sent as it is now.

        One that is just being sent stays as it was: its buttons are out of date and answer with the new one. Where a
        decision is taken back, the cards it took the buttons off, or that it dropped, are drawn or sent again.
        """
        taken_back = refresh.decision is not None
        for row in await self._cards(refresh.initiative, refresh.persons, refresh.without, dropped=taken_back):
            body = await self._newest_body(place_of(row), row.message) if row.message else row.body
            if not body:
                continue
            settled_by_it = taken_back and body.get("decision") == refresh.decision
            if not settled_by_it and (row.state == "dropped" or not SCREEN.validate_python(body["screen"]).rows):
                continue
            if row.message:
                await self.redraw(place_of(row), row.message, refresh.screen, lane=CARD)
            elif self._waits(row) or (row.state == "dropped" and settled_by_it):
                anew = {"state": "waiting", "body": {"screen": dump(refresh.screen)}}
                await self._session.execute(update(OutboxRow).where(col(OutboxRow.id) == row.id).values(**anew))

    def _waits(self, row: OutboxRow) -> bool:
        """Tell whether a message waits and is not just being sent."""
        return row.state == "waiting" and (row.leased_until is None or row.leased_until <= self._now)

    async def _cards(
        self, about: int, persons: Sequence[int] | None, without: Sequence[int] = (), *, dropped: bool = False
    ) -> Sequence[OutboxRow]:
        cards = select(OutboxRow).where(col(OutboxRow.about) == about, col(OutboxRow.kind) == "post")
        if not dropped:
            cards = cards.where(col(OutboxRow.state) != "dropped")
        if persons is not None:
            cards = cards.where(col(OutboxRow.person_id).in_(persons))
        if without:
            cards = cards.where(col(OutboxRow.person_id).not_in(without))
        return (await self._session.execute(cards)).scalars().all()

    async def _shown(self, place: Place, message: str) -> Screen | None:
        """Return what a message shows now, or will show once what is under way has been sent."""
        body = await self._newest_body(place, message)
        return SCREEN.validate_python(body["screen"]) if body and "screen" in body else None

    async def _newest_body(self, place: Place, message: str) -> dict[str, Any] | None:
        return (
            await self._session.execute(
                select(col(OutboxRow.body))
                .where(
                    *in_chat(place),
                    col(OutboxRow.message) == message,
                    col(OutboxRow.kind).in_(("post", "redraw")),
                )
                .order_by(col(OutboxRow.id).desc())
                .limit(1)
            )
        ).scalar_one_or_none()

    async def _put(self, place: Place, kind: Kind, body: dict[str, Any], **more: Any) -> None:
        row: dict[str, Any] = {
            "channel": place.channel,
            "bot": place.bot,
            "chat": place.chat,
            "person_id": place.person,
            "lane": ANSWER,
            "state": "waiting",
            "attempts": 0,
            "last_error": "",
            "due_at": self._now,
            "created_at": self._now,
        }
        await self._session.execute(insert(OutboxRow).values(**{**row, "kind": kind, "body": body, **more}))


def place_of_document(person: int) -> str:
    """Return what a waiting document is bound to, so that it opens for nobody else."""
    return f"outbox/{person}"


def dump(screen: Screen) -> dict[str, Any]:
    """Return a screen fit for a JSON column."""
    dumped: dict[str, Any] = SCREEN.dump_python(screen, mode="json")
    return dumped


def offered(screen: Screen) -> dict[str, Any]:
    """Return what is kept of a message whose words are not: its choices, because they can still be typed."""
    wordless = replace(screen, title=None, lines=(), problem=None, chart=None)
    return {"offered": dump(wordless)} if screen.rows else {}


def in_chat(place: Place) -> tuple[Any, ...]:
    """Return the conditions that a message is one of a chat."""
    return (
        col(OutboxRow.channel) == place.channel,
        col(OutboxRow.bot) == place.bot,
        col(OutboxRow.chat) == place.chat,
    )


def place_of(row: OutboxRow) -> Place:
    """Return the chat a message is for."""
    return Place(row.person_id, row.channel, row.bot, row.chat)
