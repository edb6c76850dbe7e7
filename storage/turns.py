"""The transaction of one turn: its effects become rows, all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from flows import effects as fx
from flows.document import Document
from flows.person import Person
from flows.scene import Turn
from flows.screen import Line
from flows.states import MOVES
from flows.units import UnitTree
from storage import (
    audit,
    behalf,
    consents,
    delegations,
    delivery,
    desks,
    erasure,
    files,
    jobs,
    joining,
    likeness,
    links,
    looks,
    notices,
    people,
    routing,
    sessions,
    telling,
    uploads,
    weekly,
)
from storage.audit import AuditLine, about
from storage.cipher import Cipher
from storage.initiatives import Initiatives
from storage.one_message import in_one_message
from storage.outbox import CARD, Outbox, Place, Written
from storage.pushing import pushes
from storage.sessions import Conversation
from storage.snapshots import nominations
from storage.tables import AccountRow

_HANDING_IN = frozenset({"submit", "resubmit", "correct"})
_ONE_BREATH = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where a turn takes place: the chat, the message that brought it, what the channel can do, and the instant.

    `at` is when the platform received it; `tapped` the message whose button was pressed; `spoken` the person's own
    message. `say` writes a line in the person's language, `write` a document as files; `units` are those of today.
    Where every message counts, a turn is answered in `one_message` if it can be.
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


class TurnStore:
    """Carries out the effects of a turn within a transaction that somebody else commits."""

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

    async def _reroute(self, *units: str) -> None:
        """Have what waits below some units wait for officers who may decide on it now."""
        this = routing.Round(self._session, self._outbox, self._here.units, self._here.at)
        for unit in units:
            await routing.reroute(this, top=unit)

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

    async def _keep(self, effect: fx.Keep | fx.Amend) -> None:
        match effect:
            case fx.Keep():
                await self._initiatives.keep(effect.initiative, self._here.at)
            case fx.Amend():
                await self._initiatives.amend(effect.initiative, self._here.at)

    async def _about_files(
        self,
        effect: fx.FetchFile | fx.SettleFile | fx.Order | fx.CallOff | fx.TellCode | fx.OpenPage,
        person: Person,
    ) -> None:
        """See to files that people sent, and to those that are made for them."""
        session, here = self._session, self._here
        match effect:
            case fx.Order():
                language, now = person.language, self._outbox.now
                await jobs.order(session, effect, here.place, language, at=here.at, now=now)
            case fx.CallOff():
                await jobs.call_off(session, effect.job, person.id, here.at)
            case fx.TellCode():
                await links.tell_code(session, effect, person.id, here.at)
            case fx.FetchFile():
                await files.receive(self._session, effect, self._here.place, self._outbox.now)
            case fx.SettleFile():
                await files.settle(self._session, effect.fetched, self._outbox.now)
            case fx.OpenPage():
                await uploads.open_page(session, effect, here.place, here.at)

    async def _discard(self, discard: fx.Discard) -> None:
        """Delete a draft, and the worker it was entered for if nothing else is theirs."""
        draft = await self._initiatives.by_id(discard.initiative)
        await self._initiatives.discard(discard.initiative)
        await uploads.close_pages(self._session, discard.initiative, self._here.at)
        if draft and draft.entered_by is not None:
            await behalf.forget_worker(self._session, draft.author)

    async def _about_initiative(
        self, effect: fx.EnterFor | fx.Open | fx.LetGo | fx.Confirm | fx.Record, person: Person
    ) -> None:
        now = self._here.at
        match effect:
            case fx.EnterFor():
                worker = await behalf.add_worker(self._session, now)
                await self._record(effect.consent, worker, by=person.id)
                await self._initiatives.keep(replace(effect.draft, author=worker), now)
                version = effect.consent.text_version
                await self._audit(person, AuditLine("consent on behalf", about(effect.draft.id), new=version))
            case fx.Open():
                await self._initiatives.open(effect, person.id, now)
            case fx.LetGo():
                await self._initiatives.let_go(effect.initiative, person.id)
            case fx.Confirm():
                await behalf.confirm(self._session, effect, person.id, now)
                await self._audit(person, AuditLine("confirm", about(effect.initiative)))
            case fx.Record():
                await self._audit(person, AuditLine(effect.action, about(effect.initiative)))

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

    async def _record(self, consent: fx.Consent, person: int, *, by: int | None = None) -> None:
        """Record a yes or no in the words it was given to."""
        here = self._here
        words = [here.say(line) for line in consent.words]
        await consents.record(
            self._session, person, consent, words=words, channel=here.place.channel, now=here.at, by=by
        )

    async def _about_person(
        self,
        effect: fx.SetLanguage | fx.ChooseDesk | fx.AcceptInvitation | fx.Refuse | fx.Delegate | fx.EndDelegation,
        person: Person,
    ) -> None:
        here, subject = self._here, looks.subject(person.id)
        match effect:
            case fx.SetLanguage():
                await people.set_language(self._session, person.id, effect.language)
            case fx.ChooseDesk():
                await desks.choose(self._session, person.id, effect.choice, here.at)
            case fx.AcceptInvitation():
                given = await people.accept(self._session, effect.token, person.id, effect.name, here.at)
                await self._audit(person, AuditLine("accept invitation", subject))
                if given.name == "verifier":
                    await self._reroute(given.unit)
            case fx.Delegate():
                await delegations.begin(self._session, effect.delegation, here.at)
                await self._audit(person, AuditLine("delegate", subject, new=delegations.described(effect.delegation)))
            case fx.EndDelegation():
                ended = f"delegation {effect.delegation}"
                await delegations.end(self._session, effect.delegation, here.at)
                await self._audit(person, AuditLine("end delegation", subject, old=ended))
            case fx.Refuse():
                await self._audit(person, AuditLine("refused", subject, new=effect.what))

    async def _about_accounts(self, effect: fx.OfferJoining | fx.Part | fx.ChooseChannel, person: Person) -> None:
        here = self._here
        match effect:
            case fx.OfferJoining():
                await joining.offer(self._session, effect, here.place, here.at)
                await self._audit(person, AuditLine("offer joining", looks.subject(person.id)))
            case fx.Part():
                await joining.part(self._session, effect.account, here.place, here.at)
            case fx.ChooseChannel():
                await desks.choose_channel(self._session, person.id, effect.channel)

    async def _about_pushes(self, effect: fx.StartPush | fx.StopPush | fx.ChooseWeekly, person: Person) -> None:
        here = self._here
        match effect:
            case fx.StartPush():
                await pushes.start(self._session, effect.push, effect.aimed, here.units, sender=person.id, now=here.at)
                await self._audit(person, pushes.line("push", effect.push))
            case fx.StopPush():
                dropped = await pushes.stop(self._session, effect.push.id, here.at)
                line = pushes.line("stop push", effect.push)
                await self._audit(person, replace(line, new=f"{dropped} messages dropped", reason=""))
            case fx.ChooseWeekly():
                await weekly.choose(self._session, person.id, effect.hour)

    async def _about_data(
        self,
        effect: fx.Consent | fx.WithdrawConsent | fx.NoteLook | fx.SendDocument | fx.ErasePerson,
        person: Person,
    ) -> None:
        here, subject = self._here, looks.subject(person.id)
        match effect:
            case fx.Consent():
                await self._record(effect, person.id)
                answer = "consent" if effect.given else "refuse consent"
                await self._audit(person, AuditLine(answer, subject, new=f"{effect.purpose} {effect.text_version}"))
            case fx.WithdrawConsent():
                await consents.withdraw(self._session, person.id, effect.purpose, here.at)
                await self._audit(person, AuditLine("withdraw consent", subject, old=effect.purpose))
            case fx.NoteLook():
                whose = looks.subject(effect.author)
                await self._audit(person, AuditLine(looks.LOOKED, about(effect.initiative), new=whose))
            case fx.SendDocument():
                for written in here.write(effect.document):
                    await self._outbox.document(here.place, written, self._cipher)
                whole = "with the identity number" if effect.document.in_full else ""
                await self._audit(person, AuditLine("take data away", subject, new=whole))
            case fx.ErasePerson():
                await erasure.erase(self._session, self._outbox, person.id, channel=here.place.channel, now=here.at)

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

    async def _move(self, carry: fx.Carry, person: Person) -> None:
        sources = MOVES[carry.move][0]
        before = await self._initiatives.by_id(carry.after.id) if len(sources) > 1 else None
        await self._initiatives.carry(carry, self._here.at)
        if carry.after.state in ("pending", "withdrawn"):
            await likeness.index(self._session, carry.after)
        if carry.move in _HANDING_IN:
            await uploads.close_pages(self._session, carry.after.id, self._here.at)
            await self._initiatives.keep_version(carry.after, person.id, self._here.at)
        old = before.state if before else next(iter(sources))
        line = AuditLine(
            carry.move,
            about(carry.after.id),
            old=old,
            new=carry.after.state,
            reason=carry.reason,
            programme=carry.after.programme,
            stood_for=carry.stood_for,
        )
        await self._audit(person, line)

    async def _notify(self, notify: fx.Notify) -> None:
        accounts = await people.accounts_of(self._session, notify.person)
        if not accounts:
            await self._nowhere(notify)
            return
        if notify.once and not await notices.once(self._session, notify.person, "", notify.once, self._here.at):
            return
        place = _at(accounts[0])
        await self._outbox.post(place, notify.screen, lane=CARD, about=notify.about, tells=notify.tells)

    async def _nowhere(self, notify: fx.Notify) -> None:
        """Keep what reaches nobody where it must not be lost: a decision is told on the phone, a card is passed on."""
        if notify.tells is not None:
            await delivery.unreached(self._session, notify.tells)
        last = await people.last_account_of(self._session, notify.person) if notify.about is not None else None
        if last:
            await self._outbox.strand(_at(last), notify.screen, notify.about)

    async def _audit(self, person: Person, line: AuditLine) -> None:
        await audit.write(self._session, line, actor=person.id, channel=self._here.place.channel, at=self._here.at)


def _at(account: AccountRow) -> Place:
    return Place(account.person_id, account.channel, account.bot, account.chat_id)


def _is_tidying(turn: Turn, effect: fx.Effect) -> bool:
    """Tell what tidies up old messages; old cards that new ones of the same turn replace give way to them first."""
    new_cards = {one.about for one in turn.effects if isinstance(one, fx.Notify)}
    if isinstance(effect, fx.RedrawCards):
        return effect.initiative not in new_cards
    return isinstance(effect, fx.SettleTapped | fx.EraseMessage | fx.RefreshCards)
