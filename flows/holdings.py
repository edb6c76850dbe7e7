"""Everything kept about a person, as sections they can read and as the answers behind them."""

from __future__ import annotations

from collections.abc import Iterable

from flows import marks
from flows.channels import named
from flows.deputies import decider
from flows.document import Section
from flows.draft import Initiative, Secret, Value
from flows.fields.field import Asking
from flows.invitations import ROLES
from flows.needs import AccountsOf, ConsentsOf, Mine
from flows.records import ConsentRecord
from flows.scene import Scene
from flows.screen import N_, At, Line, Listing, Msg
from flows.states import NAMES
from flows.submission import questions

_ALL = 500
_PURPOSES: dict[str, Msg] = {
    "submit": N_("handing in"),
    "publish": N_("being named in praise"),
    "on behalf": N_("being entered by an officer"),
}


def everything(scene: Scene) -> tuple[Initiative, ...]:
    """Return all initiatives and drafts of whoever speaks that hold anything, newest first; no one they entered."""
    mine = (one for one in scene.facts[Mine(scene.facts.person.id, _ALL)] if one.author == scene.facts.person.id)
    return tuple(one for one in mine if one.code or one.answers or one.partials)


def secrets(initiatives: Iterable[Initiative]) -> tuple[Secret, ...]:
    """Return the different identity numbers in some initiatives."""
    values = (value for one in initiatives for held in (one.answers, one.partials) for value in held.values())
    return tuple(dict.fromkeys(value for value in values if isinstance(value, Secret)))


def about(scene: Scene) -> Section:
    """Return what is kept about the person beside their initiatives."""
    person, facts = scene.facts.person, scene.facts
    lines: list[Line] = []
    if person.name:
        lines.append(N_("Name: {name}", name=person.name))
    lines += [
        N_(
            "Account: {channel} {user}, last used {at}",
            channel=named(one.channel),
            user=one.user,
            at=At(one.seen_at, "short"),
        )
        for one in facts[AccountsOf(person.id)]
    ]
    lines += [
        N_("Role: {role}, {unit}", role=ROLES[role.name], unit=unit.name)
        for role in person.own_roles
        if (unit := facts.units.get(role.unit))
    ]
    lines += [_said(record) for record in facts[ConsentsOf(person.id)]]
    return Section(N_("You"), tuple(lines))


def of_initiative(scene: Scene, one: Initiative, *, in_full: bool = False) -> Section:
    """Return an initiative with every answer, the identity number masked unless asked for in full."""
    one, facts, programme = one.as_known(), scene.facts, scene.facts.programme(one.programme)
    asking = Asking(programme, facts.units, facts.now, facts.channel)
    lines: list[Line] = [N_("State: {state}", state=NAMES[one.state])]
    for field in questions(programme):
        value = one.answers.get(field.key)
        if value is None or value in ("", ()):
            continue
        answer = value.secret if in_full and isinstance(value, Secret) else field.detail(value, asking)
        lines.append(N_("{question}: {answer}", question=field.named(asking), answer=answer))
    if begun := tuple(field.named(asking) for field in questions(programme) if field.key in one.partials):
        lines.append(N_("Begun and not finished: {questions}", questions=Listing(begun)))
    if one.submitted_at:
        lines.append(N_("Handed in at {at}.", at=At(one.submitted_at)))
    if one.decided_at and one.decided_by_name:
        lines.append(N_("Decided by {officer} at {at}.", officer=decider(one), at=At(one.decided_at)))
    if one.reason:
        lines.append(N_("Reason: {reason}", reason=marks.shown(one.reason)))
    heading = N_("{code} · “{title}”", code=one.code, title=one.text("title")) if one.code else _draft_heading(one)
    return Section(heading, tuple(lines))


def as_data(scene: Scene, initiatives: Iterable[Initiative]) -> dict[str, Value]:
    """Return the same as data; instants as ISO 8601 in UTC."""
    person, facts = scene.facts.person, scene.facts
    return {
        "name": person.name,
        "language": person.language,
        "accounts": tuple(
            {"channel": one.channel, "user": one.user, "last_used": one.seen_at.isoformat()}
            for one in facts[AccountsOf(person.id)]
        ),
        "roles": tuple({"role": role.name, "unit": role.unit} for role in person.own_roles),
        "consents": tuple(
            {
                "purpose": one.purpose,
                "text": one.text_version,
                "given": "yes" if one.given else "no",
                "at": one.at.isoformat(),
                "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else "",
            }
            for one in facts[ConsentsOf(person.id)]
        ),
        "initiatives": tuple(_data(one) for one in initiatives),
    }


def _data(initiative: Initiative) -> dict[str, Value]:
    one = initiative.as_known()
    return {
        "code": one.code or "",
        "programme": one.programme,
        "state": one.state,
        "unit": one.unit or "",
        "phase": one.phase or "",
        "submitted_at": one.submitted_at.isoformat() if one.submitted_at else "",
        "decided_at": one.decided_at.isoformat() if one.decided_at else "",
        "reason": one.reason,
        "answers": one.answers,
        "unfinished": one.partials,
    }


def _draft_heading(one: Initiative) -> Msg:
    return N_("Draft “{title}”", title=one.text("title") or "…")


def _said(record: ConsentRecord) -> Msg:
    purpose = _PURPOSES.get(record.purpose, record.purpose)
    if record.withdrawn_at:
        return N_(
            "Consent to {purpose}: given {at}, taken back {withdrawn_at}",
            purpose=purpose,
            at=At(record.at, "short"),
            withdrawn_at=At(record.withdrawn_at, "short"),
        )
    if not record.given:
        return N_("Consent to {purpose}: refused {at}", purpose=purpose, at=At(record.at, "short"))
    return N_("Consent to {purpose}: given {at}", purpose=purpose, at=At(record.at, "short"))
