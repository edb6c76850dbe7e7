"""The transaction of one turn: its effects become rows, all of them or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from flows import effects as fx
from flows.person import Person
from flows.scene import Turn
from storage import (
    delivery,
    joining,
    notices,
    people,
    sessions,
    telling,
)
from storage.audit import AuditLine, about
from storage.one_message import in_one_message, told_in_one_message
from storage.outbox import CARD, Place
from storage.sessions import Conversation
from storage.snapshots import nominations
from storage.tables import AccountRow
from storage.turn_effects.initiatives import AboutInitiatives
from storage.turn_effects.people import AboutPeople

_ONE_BREATH = timedelta(seconds=1)


class TurnStore(AboutPeople, AboutInitiatives):
    """Carries out the effects of a turn within a transaction that somebody else commits."""

    async def carry_out(self, turn: Turn, before: Conversation, person: Person) -> None:
        """Store the session and everything the turn wants done; what tidies up old messages is sent last.

        Where two persons become one, all the rest is done for the one who stays.
        """
        joins = [effect for effect in turn.effects if isinstance(effect, fx.Join)]
        if joins:
            turn, before, person = await self._join(joins[0], turn, person)
        screen = before.screen
        effects = tuple(sorted(turn.effects, key=partial(_is_tidying, turn)))
        if self._here.one_message:
            effects = in_one_message(effects)
        effects = told_in_one_message(effects, await self._told_where_messages_count(effects))
        last = next((effect for effect in reversed(effects) if isinstance(effect, fx.Show)), None)
        for effect in effects:
            if isinstance(effect, fx.Show):
                await self._show(effect, asks=effect is last)
                screen = replace(effect.screen, chart=None, lines=() if effect.once else effect.screen.lines)
            else:
                await self._carry_out(effect, person)
        if not any(isinstance(effect, fx.ErasePerson) for effect in turn.effects):
            now = Conversation(turn.session, screen)
            await sessions.save(self._session, person.id, before, now, self._here.at)

    async def _join(self, join: fx.Join, turn: Turn, person: Person) -> tuple[Turn, Conversation, Person]:
        place = self._here.place
        joined = await joining.join(self._outbox, self._cipher, join, place, turn.session)
        self._here = replace(self._here, place=replace(place, person=joined.person))
        person = await people.by_id(self._session, joined.person, self._here.at, held=True)
        if any(role.name == "verifier" for role in person.own_roles):
            await self._reroute(*(role.unit for role in person.own_roles if role.name == "verifier"))
        rest = tuple(effect for effect in turn.effects if effect is not join)
        return Turn(joined.session, rest), await sessions.load(self._session, joined.person), person

    async def _show(self, show: fx.Show, *, asks: bool) -> None:
        here = self._here
        if show.once:
            await self._outbox.once(here.place, show.screen, asks=asks)
            return
        if show.in_place and here.edits and here.tapped:
            await self._outbox.redraw(here.place, here.tapped, show.screen)
            return
        await self._outbox.post(
            here.place,
            show.screen,
            about=show.about,
            gathers=show.gathers,
            asks=asks,
            wait=_ONE_BREATH if show.gathers else timedelta(),
        )

    async def _carry_out(self, effect: fx.Effect, person: Person) -> None:
        match effect:
            case fx.Keep() | fx.Amend():
                await self._keep(effect)
            case fx.FetchFile() | fx.SettleFile() | fx.Order() | fx.CallOff() | fx.TellCode() | fx.OpenPage():
                await self._about_files(effect, person)
            case fx.Discard():
                await self._audit(person, AuditLine("discard", about(effect.initiative), old="draft"))
                await self._discard(effect)
            case fx.Carry():
                await self._move(effect, person)
            case fx.EnterFor() | fx.Open() | fx.LetGo() | fx.Confirm() | fx.Record():
                await self._about_initiative(effect, person)
            case fx.Tell() | fx.NoteTold() | fx.NoteCalled() | fx.PassedOn():
                await self._about_telling(effect, person)
            case (
                fx.SetLanguage()
                | fx.ChooseDesk()
                | fx.AcceptInvitation()
                | fx.Refuse()
                | fx.Delegate()
                | fx.EndDelegation()
            ):
                await self._about_person(effect, person)
            case fx.StartPush() | fx.StopPush() | fx.ChooseWeekly():
                await self._about_pushes(effect, person)
            case fx.Consent() | fx.WithdrawConsent() | fx.NoteLook() | fx.SendDocument() | fx.ErasePerson():
                await self._about_data(effect, person)
            case _:
                await self._about_the_rest(effect, person)

    async def _about_the_rest(self, effect: fx.Effect, person: Person) -> None:
        if isinstance(effect, fx.PutForward | fx.TellNominee | fx.TakeOut):
            line = await nominations.carry_out(self._session, effect, person.id, self._here.at)
            await self._audit(person, line)
        elif isinstance(effect, fx.TickAward):
            await nominations.tick(self._session, effect, person.id, self._here.place.channel, self._here.at)
        elif isinstance(effect, fx.OfferJoining | fx.Part | fx.ChooseChannel):
            await self._about_accounts(effect, person)
        else:
            await self._send(effect)

    async def _about_telling(self, effect: fx.Tell | fx.NoteTold | fx.NoteCalled | fx.PassedOn, person: Person) -> None:
        match effect:
            case fx.Tell():
                await notices.once(self._session, person.id, effect.programme, effect.event, self._here.at)
            case fx.NoteTold():
                await telling.note_told(self._session, effect, self._here.at)
            case fx.NoteCalled():
                await telling.note_called(self._session, effect)
                line = AuditLine("called", about(effect.initiative), programme=effect.programme)
                await self._audit(person, line)
            case fx.PassedOn():
                await telling.passed_on(self._session, effect.message)

    async def _send(self, effect: fx.Effect) -> None:
        here = self._here
        match effect:
            case fx.Notify():
                await self._notify(effect)
            case fx.RedrawCards():
                await self._outbox.redraw_cards(
                    effect.initiative, effect.outcome, effect.persons, decision=effect.decision
                )
            case fx.RefreshCards():
                await self._outbox.refresh_cards(effect)
            case fx.SettleTapped() if here.edits and here.tapped:
                await self._outbox.settle(here.place, here.tapped, effect.choice)
            case fx.EraseMessage() if here.deletes and here.spoken:
                await self._outbox.erase(here.place, here.spoken)
            case fx.SendFile():
                await self._outbox.file(here.place, effect)
            case _:
                return

    async def _notify(self, notify: fx.Notify) -> None:
        accounts = await people.accounts_of(self._session, notify.person)
        if not accounts:
            await self._nowhere(notify)
            return
        if notify.once and not await notices.once(self._session, notify.person, "", notify.once, self._here.at):
            return
        place = _at(accounts[0])
        await self._outbox.post(place, notify.screen, lane=CARD, about=notify.about, tells=notify.tells)

    async def _told_where_messages_count(self, effects: Sequence[fx.Effect]) -> frozenset[int]:
        """Return those who are told several things at once, on a channel where every message counts."""
        times = Counter(effect.person for effect in effects if isinstance(effect, fx.Notify))
        found = []
        for person in (one for one, several in times.items() if several > 1):
            accounts = await people.accounts_of(self._session, person)
            found += [person] if accounts and accounts[0].channel in self._here.counting else []
        return frozenset(found)

    async def _nowhere(self, notify: fx.Notify) -> None:
        """Keep what reaches nobody where it must not be lost: a decision is told on the phone, a card is passed on."""
        if notify.tells is not None:
            await delivery.unreached(self._session, notify.tells)
        last = await people.last_account_of(self._session, notify.person) if notify.about is not None else None
        if last:
            await self._outbox.strand(_at(last), notify.screen, notify.about)


def _at(account: AccountRow) -> Place:
    return Place(account.person_id, account.channel, account.bot, account.chat_id)


def _is_tidying(turn: Turn, effect: fx.Effect) -> bool:
    """Tell what tidies up old messages; old cards that new ones of the same turn replace give way to them first."""
    new_cards = {one.about for one in turn.effects if isinstance(one, fx.Notify)}
    if isinstance(effect, fx.RedrawCards):
        return effect.initiative not in new_cards
    return isinstance(effect, fx.SettleTapped | fx.EraseMessage | fx.RefreshCards)
