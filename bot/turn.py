"""One event in, one transaction, then wake the sender."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.capabilities import PLAIN
from bot.channels.channel import Capabilities, Channel
from bot.clock import Clock
from bot.documents import written
from bot.done import Done, done
from bot.event import OURS, Address, Event, Left
from bot.logs import place_of
from bot.meaning import meant
from bot.metrics import Metrics
from bot.talk import DEFAULT, Talk
from flows.effects import Acknowledge, Show
from flows.engine import advance
from flows.facts import Door, Facts, Fresh, MissingFactError
from flows.person import Person
from flows.programme import VIETNAM, Programme
from flows.said import Said
from flows.scene import Turn
from flows.screen import N_, Line, Screen
from flows.session import Session
from flows.units import UnitTree
from flows.vietnamese import clean_line
from storage import delivery, inbox, loading, people, sessions
from storage import facts as stored_facts
from storage.cipher import Cipher
from storage.database import ConflictError, Database
from storage.initiatives import Initiatives
from storage.outbox import Outbox, Place
from storage.turn_effects.carrier import Circumstances
from storage.turns import TurnStore

log = structlog.get_logger(__name__)
_TRIES = 8
_MOST_FACTS = 250
_TROUBLE = N_(
    "Something broke on our side and this message was not taken. What you had answered is kept: send it again."
)


class Turns:
    """Takes events, one transaction each."""

    def __init__(
        self,
        *,
        database: Database,
        cipher: Cipher,
        talk: Talk,
        programmes: Sequence[Programme],
        channels: Mapping[str, Channel],
        clock: Clock,
        fresh: Callable[[], Fresh],
        wake: Callable[[], None],
        metrics: Metrics,
        wake_fetcher: Callable[[], None] = lambda: None,
        entrance: Callable[[Address], str] = lambda _: "",
        uploads: str = "",
        looks: str = "",
        wake_workshop: Callable[[], None] = lambda: None,
        others: Callable[[Address], tuple[Door, ...]] = lambda _: (),
    ) -> None:
        """Take everything a turn needs from outside; `clock` is the machine's, for due dates.

        `uploads` is how the address of a page for somebody's files begins, `looks` that of one which shows a card
        number once, empty where there is none.
        """
        self._wake_fetcher, self._wake_workshop, self._entrance = wake_fetcher, wake_workshop, entrance
        self._uploads, self._looks = uploads, looks
        self._others = others
        self._database, self._cipher, self._talk = database, cipher, talk
        self._programmes, self._channels = programmes, channels
        self._clock, self._fresh, self._wake, self._metrics = clock, fresh, wake, metrics
        self._snapshot: loading.Snapshot | None = None
        self._loading = asyncio.Lock()

    async def take(self, event: Event) -> None:
        """Take an event, and answer the press that brought it; when this returns, everything it caused is on disk."""
        became = await self.taken(event)
        if event.press:
            channel = self._channels[event.address.channel]
            await channel.acknowledge(event.address, event.press, became.word, stays=became.in_confidence)

    async def taken(self, event: Event) -> Done:
        """Take an event and return what became of it; when this returns, everything it caused is on disk.

        An event taken before is only acknowledged. Raises what the database raises when it cannot be reached, so that
        the platform delivers the event again; an event that breaks our own code is set aside, so that it does not hold
        back everybody else's, and one of our own raises, so that whoever made it tries again.
        """
        with self._metrics.turn_seconds.time():
            try:
                became = await self._tried(event)
            except (SQLAlchemyError, OSError, ConflictError):
                raise
            except Exception as error:
                if event.about is not None:
                    raise
                became = await self._set_aside(event, error)
        self._metrics.turns.labels("taken" if became.new else "repeated").inc()
        if became.new:
            self._wake()
        if became.fetches:
            self._wake_fetcher()
        if became.orders:
            self._wake_workshop()
        for what in became.refused:
            log.warning("refused", what=what, channel=event.address.channel)
        for question in became.misread:
            self._metrics.misread.labels(question).inc()
        return became

    async def _tried(self, event: Event) -> Done:
        for attempt in range(_TRIES):
            try:
                async with self._database.transaction() as session:
                    return await self._once(session, event)
            except ConflictError as conflict:
                log.info("turn_taken_again", attempt=attempt + 1, why=type(conflict).__name__)
        raise ConflictError("the turn met somebody else's change every time")

    async def _set_aside(self, event: Event, error: Exception) -> Done:
        """Tell the person that this one message could not be taken, and log where our code broke, without its words."""
        log.error("event_set_aside", update=event.id, error=type(error).__name__, at=place_of(error))
        address = event.address
        async with self._database.transaction() as session:
            new = await inbox.first_time(session, address.channel, address.bot, event.id, event.received_at)
            if new:
                person = await self._recognise(session, event)
                place = Place(person.id, address.channel, address.bot, address.chat)
                await Outbox(session, self._clock.now()).post(place, Screen((_TROUBLE,)))
        return Done(new)

    async def _recognise(self, session: AsyncSession, event: Event) -> Person:
        if event.about is not None:
            return await people.by_id(session, event.about, event.received_at, held=True)
        address = event.address
        account = people.Account(address.channel, address.bot, event.user, address.chat)
        language = event.language if event.language in self._talk.languages else DEFAULT
        name = clean_line(event.name.encode(errors="ignore").decode())
        return await people.recognise(session, account, name, language or DEFAULT, event.received_at)

    async def _placed(self, session: AsyncSession, event: Event, person: Person) -> Event:
        """Return an event of our own as one of the chat in which its person hears of it now."""
        address = event.address
        if event.about is None or address == OURS:
            return event
        place = Place(person.id, address.channel, address.bot, address.chat)
        there = await delivery.told_at(session, place, self._channels)
        return replace(event, address=Address(there.channel, there.bot, there.chat))

    async def _once(self, session: AsyncSession, event: Event) -> Done:
        address = event.address
        if not await inbox.first_time(session, address.channel, address.bot, event.id, event.received_at):
            return Done(new=False, word=await inbox.word(session, address.channel, address.bot, event.id))
        told = event.said
        if isinstance(told, Left):
            await delivery.left(session, Place(0, address.channel, address.bot, address.chat), event.received_at)
            return Done(new=True)
        person = await self._recognise(session, event)
        event = await self._placed(session, event, person)
        address = event.address
        conversation = await sessions.load(session, person.id)

        def say(line: Line) -> str:
            return self._talk.say(line, person.language)

        can = self._can(event)
        said = await meant(session, told, address, conversation, person.account, say=say, can=can)
        initiatives = Initiatives(session, self._cipher)
        shared = await self.shared(session, event.received_at)
        turn = await self._decided(
            session, initiatives, shared, event=event, person=person, state=conversation.session, said=said
        )
        if can.numbered and not event.press:
            turn = _word_first(turn)
        outbox = Outbox(session, self._clock.now())
        store = TurnStore(
            session, initiatives, outbox, self._cipher, self._circumstances(event, person, say, shared.units)
        )
        await store.carry_out(turn, conversation, person)
        became = done(turn, say)
        acknowledged = next((effect for effect in turn.effects if isinstance(effect, Acknowledge)), None)
        if acknowledged is None:
            return became
        word = say(acknowledged.msg)
        if event.press:
            kept = say(acknowledged.again) if acknowledged.again else word
            await inbox.remember_word(session, address.channel, address.bot, event.id, kept)
        else:
            place = Place(person.id, address.channel, address.bot, address.chat)
            await outbox.post(place, Screen((word,)))
        return replace(became, word=word, in_confidence=acknowledged.in_confidence)

    async def _decided(
        self,
        session: AsyncSession,
        initiatives: Initiatives,
        snapshot: loading.Snapshot,
        *,
        event: Event,
        person: Person,
        state: Session,
        said: Said,
    ) -> Turn:
        """Let flows decide; each fact they miss is loaded in this transaction and the turn is decided again."""
        facts = Facts(
            now=event.received_at,
            person=person,
            programmes=snapshot.programmes,
            units=snapshot.units,
            fresh=self._fresh(),
            channel=event.address.channel,
            shares_contact=self._can(event).shares_contact,
            deletes=self._can(event).deletes,
            pops_up=event.press is not None and self._can(event).pops_up,
            entrance=self._entrance(event.address),
            uploads=self._uploads,
            looks=self._looks if self._can(event).pages else "",
            receives_files=self._can(event).receives_files,
            sends_documents=self._can(event).sends_documents,
            others=self._others(event.address),
            clears=any(one.capabilities.edits for one in self._channels.values()),
            keeping=tuple(name for name, one in self._channels.items() if not one.capabilities.edits),
        )
        for _ in range(_MOST_FACTS):
            try:
                return advance(state, said, facts)
            except MissingFactError as missing:
                answer = await stored_facts.load(missing.need, session, initiatives, facts.units, facts.now)
                facts = replace(facts, known={**facts.known, missing.need: answer})
        raise RuntimeError(f"a turn asked for more than {_MOST_FACTS} facts")

    async def shared(self, session: AsyncSession, instant: datetime) -> loading.Snapshot:
        """Return what all turns share on the day of an instant.

        Of turns that find it out of date, one loads it and the others wait.
        """
        newest, today = await loading.stamp(session), instant.astimezone(VIETNAM).date()
        async with self._loading:
            if self._snapshot is None or (self._snapshot.stamp, self._snapshot.day) != (newest, today):
                self._snapshot = await loading.snapshot(session, self._programmes, today, self._snapshot)
            return self._snapshot

    def _can(self, event: Event) -> Capabilities:
        """Return what the channel of an event can do; one of our own came on none, or on one switched off since."""
        channel = self._channels.get(event.address.channel)
        return channel.capabilities if channel else PLAIN

    def _circumstances(
        self, event: Event, person: Person, say: Callable[[Line], str], units: UnitTree
    ) -> Circumstances:
        can = self._can(event)
        return Circumstances(
            place=Place(person.id, event.address.channel, event.address.bot, event.address.chat),
            at=event.received_at,
            tapped=event.message if event.press else None,
            spoken=None if event.press else event.message,
            edits=can.edits,
            deletes=can.deletes,
            say=say,
            write=lambda document: written(document, say),
            units=units,
            one_message=can.numbered,
            counting=frozenset(name for name, one in self._channels.items() if one.capabilities.numbered),
        )


def _word_first(turn: Turn) -> Turn:
    """Say the word for a press above what is shown, where there is no other way to say it."""
    words = tuple(effect for effect in turn.effects if isinstance(effect, Acknowledge))
    if not words or not turn.shows:
        return turn
    others = tuple(effect for effect in turn.effects if not isinstance(effect, Acknowledge))
    return replace(turn, effects=(*(Show(Screen((word.msg,))) for word in words), *others))
