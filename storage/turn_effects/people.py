"""What a turn does with people: rights, accounts, consents, pushes, their data."""

from __future__ import annotations

from dataclasses import replace

from flows import effects as fx
from flows.person import Person
from storage import (
    consents,
    delegations,
    desks,
    erasure,
    joining,
    looks,
    people,
    routing,
    weekly,
)
from storage.audit import AuditLine, about
from storage.pushing import pushes
from storage.turn_effects.carrier import Carrier


class AboutPeople(Carrier):
    """Carries out what concerns people."""

    async def _reroute(self, *units: str) -> None:
        """Have what waits below some units wait for officers who may decide on it now."""
        this = routing.Round(self._session, self._outbox, self._here.units, self._here.at)
        for unit in units:
            await routing.reroute(this, top=unit)

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
