"""An award list as lines for a person and as data for a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.talk import Talk
from flows.awards.evaluating import AwardList, Candidate, Judged
from storage.snapshots.names import Named

_MOST = 20
_STANDING = {True: "meets the rule", None: "figures are missing", False: "does not meet it"}


def as_lines(
    found: AwardList, names: Mapping[int, Named], talk: Talk, language: str, *, everybody: bool
) -> Iterator[str]:
    """Yield an award list as a person reads it: who meets the rule and why, then what the others lack."""
    award, of = found.award, f", {found.phase}" if found.phase else ""
    yield f"{award.key}{of} · {award.name} ({award.document}, {award.clause})"
    for standing, said in _STANDING.items():
        those = [one for one in found.candidates if one.holds is standing]
        shown = those if everybody or standing else those[:_MOST]
        yield f"  {said}: {len(those)}"
        for one in shown:
            reasons = one.why if standing else one.missing
            way = f" ({one.way})" if one.way and len(one.ways) > 1 else ""
            tie = " [tie]" if one.tied and standing else ""
            yield f"  - {_who(one, names)}{way}{tie}: {'; '.join(talk.say(line, language) for line in reasons)}"
        if len(shown) < len(those):
            yield f"    … and {len(those) - len(shown)} more; --all names them"
    for allowed in found.allowances:
        yield f"  {allowed.unit} may put forward: {talk.say(allowed.said, language)}"


def as_data(found: AwardList, names: Mapping[int, Named], talk: Talk, language: str) -> dict[str, Any]:
    """Return an award list as data, every condition with how it was found."""
    head, award = found.head, found.award
    return {
        "snapshot": head.name,
        "digest": head.digest,
        "taken_at": head.taken_at,
        "programme": head.programme,
        "unit": head.unit,
        "counts_until": head.counts_until,
        "award": award.key,
        "name": award.name,
        "document": award.document,
        "clause": award.clause,
        "rule": award.rule,
        "phase": found.phase,
        "candidates": [_candidate(one, names, talk, language) for one in found.candidates],
        "allowances": [
            {"unit": one.unit, "at_most": one.at_most, "known": one.known, "why": talk.say(one.said, language)}
            for one in found.allowances
        ],
    }


def _candidate(one: Candidate, names: Mapping[int, Named], talk: Talk, language: str) -> dict[str, Any]:
    named = names.get(one.entry.initiative) if one.entry else None
    unit = one.unit.code if one.unit else one.entry.unit if one.entry else ""

    def judged(part: Judged) -> list[dict[str, Any]]:
        return [{"holds": each.holds, "said": talk.say(each.said, language)} for each in part.findings]

    return {
        "code": one.code,
        "name": one.unit.short if one.unit else named.person if named else "",
        "title": named.title if named else "",
        "unit": unit,
        "meets": one.holds,
        "tie": one.tied,
        "first_named_of_equals": bool(one.entry and one.entry.shared),
        "way": one.way,
        "why": [talk.say(line, language) for line in one.why],
        "missing": [talk.say(line, language) for line in one.missing],
        "always": judged(one.always),
        "ways": [judged(way) for way in one.ways],
        "put_forward_by": one.nominator,
        "may_be_put_forward": [judged(way) for way in one.may_nominate],
    }


def _who(one: Candidate, names: Mapping[int, Named]) -> str:
    if one.unit:
        return f"{one.unit.short} ({one.code})"
    named = names.get(one.entry.initiative) if one.entry else None
    return f"{named.person} ({one.code}) “{named.title}”" if named and named.person else one.code
