"""What a turn does with initiatives and files: drafts kept, moves made, files fetched and made."""

from __future__ import annotations

from dataclasses import replace

from flows import effects as fx
from flows.person import Person
from flows.states import MOVES
from storage import (
    behalf,
    files,
    jobs,
    likeness,
    links,
    uploads,
)
from storage.audit import AuditLine, about
from storage.turn_effects.carrier import Carrier

_HANDING_IN = frozenset({"submit", "resubmit", "correct"})


class AboutInitiatives(Carrier):
    """Carries out what concerns initiatives and files."""

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
