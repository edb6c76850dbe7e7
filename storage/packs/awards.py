"""Reads awards.toml, which a pack may have: who may get which award, on which conditions, put forward by whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import get_args

from flows.awards.rules import (
    ABOUT_INITIATIVES,
    ABOUT_UNITS,
    Award,
    AwardRules,
    BenefitsTogetherAtLeast,
    CapRow,
    HighestBenefit,
    HighestInCluster,
    Nomination,
    OneBenefitAtLeast,
    Predicate,
    RankAtMost,
    RecognisedWithin,
    ShareAbove,
    ShareAtLeast,
    Ticked,
    Who,
)
from flows.screen import N_, Listing
from storage.packs.manifest import parse
from storage.packs.pack import Report
from storage.packs.toml_lines import TomlLines
from storage.packs.toml_table import Table

FILE = "awards.toml"
_KEY = re.compile(r"[A-Za-z0-9-]{1,12}")
_WHO: Mapping[str, Who] = {who: who for who in get_args(Who)}
_NUMBERS: Mapping[str, Callable[[int], Predicate]] = {
    "share_above": ShareAbove,
    "share_at_least": ShareAtLeast,
    "rank_at_most": RankAtMost,
    "one_benefit_at_least": OneBenefitAtLeast,
    "benefits_together_at_least": BenefitsTogetherAtLeast,
}
_FLAGS: Mapping[str, Callable[[], Predicate]] = {
    "highest_in_cluster": HighestInCluster,
    "highest_benefit": HighestBenefit,
}
_CAPS = ("unions_from", "members_from", "members_below", "share_at_least")


def read_awards(source: str, report: Report) -> AwardRules:
    """Return the awards of a text; problems go into the report."""
    raw = parse(source, report)
    if raw is None:
        return AwardRules()
    top = Table(raw, (), TomlLines.of(source), report)
    sentences = top.table("ticks")
    ticks = {key: sentences.text(key) for key in sentences.raw}
    awards: dict[str, Award] = {}
    for table in top.tables("awards") if "awards" in raw else ():
        award = _Reading(table, ticks).award()
        if award.key.casefold() in awards:
            table.refuse("key", N_("Another award has the key “{key}” already. Give each its own.", key=award.key))
        awards[award.key.casefold()] = award
    top.refuse_untaken()
    rules = AwardRules(tuple(awards.values()), ticks, source)
    for key in ticks.keys() - {one.key for award in rules.awards for one in _every(award) if isinstance(one, Ticked)}:
        sentences.refuse(key, N_("No award asks for the tick “{key}”. Name it in one, or take it out here.", key=key))
    return rules


def _every(award: Award) -> Iterator[Predicate]:
    yield from award.predicates
    for way in award.nomination.ways if award.nomination else ():
        yield from way


class _Reading:
    """One award of the file; `ticks` are what may be ticked."""

    def __init__(self, table: Table, ticks: Mapping[str, str]) -> None:
        self._table, self._ticks = table, ticks

    def award(self) -> Award:
        table = self._table
        who = self._who()
        award = Award(
            key=table.text(
                "key", _KEY, N_("The key of an award is at most 12 letters without accents, digits, hyphens.")
            ),
            name=table.text("name"),
            who=who,
            document=table.text("document"),
            clause=table.text("clause"),
            rule=table.text("rule"),
            always=self._conditions(table.table("all_of"), who),
            ways=self._ways(table, who) if "any_of" in table.raw else (),
            each_phase="each_phase" in table.raw and table.flag("each_phase"),
            nomination=self._nomination(table.table("nomination")) if "nomination" in table.raw else None,
            short=table.text("short") if "short" in table.raw else "",
        )
        table.may_be_left_out("any_of", "each_phase", "nomination", "short")
        table.refuse_untaken()
        return award

    def _who(self) -> Who:
        written = self._table.text("who")
        if written and written not in _WHO:
            known = Listing(tuple(_WHO))
            self._table.refuse(
                "who", N_("“who” is “{who}”. An award is for one of: {known}.", who=written, known=known)
            )
        return _WHO.get(written, "direct")

    def _ways(self, table: Table, who: Who) -> tuple[tuple[Predicate, ...], ...]:
        ways = []
        for way in table.tables("any_of"):
            read = self._conditions(way, who)
            if not way.raw:
                table.refuse("any_of", N_("An empty way in “any_of” is open to everybody. Write a condition into it."))
            ways.append(read)
        return tuple(ways)

    def _conditions(self, table: Table, who: Who) -> tuple[Predicate, ...]:
        """Return the conditions of a table, which must all hold."""
        read: list[Predicate] = [make(table.whole(key, least=1)) for key, make in _NUMBERS.items() if key in table.raw]
        read += [make() for key, make in _FLAGS.items() if key in table.raw and self._set(table, key)]
        if table.raw.keys() & {"recognised_from", "recognised_to"}:
            first, last = table.day("recognised_from"), table.day("recognised_to")
            if first and last:
                read.append(RecognisedWithin(first, last))
        read += [Ticked(key) for key in self._ticked(table)]
        table.may_be_left_out(*_NUMBERS, *_FLAGS, "recognised_from", "recognised_to", "ticks")
        table.refuse_untaken()
        self._refuse_unfit(table, read, who)
        return tuple(read)

    def _set(self, table: Table, key: str) -> bool:
        if table.flag(key):
            return True
        table.refuse(key, N_("“{key}” can only be true. Take the line out where it does not matter.", key=key))
        return False

    def _ticked(self, table: Table) -> tuple[str, ...]:
        keys = table.texts("ticks") if "ticks" in table.raw else ()
        for key in keys:
            if key not in self._ticks:
                sample = f'{key} = "…"'
                table.refuse_text(
                    "ticks",
                    key,
                    N_(
                        "Nothing says what “{key}” means. Add a line like this under [ticks]: {sample}",
                        key=key,
                        sample=sample,
                    ),
                )
        return tuple(key for key in keys if key in self._ticks)

    def _refuse_unfit(self, table: Table, read: list[Predicate], who: Who) -> None:
        """Refuse what is no condition on a unit where a unit is meant, and the other way round."""
        unfit = ABOUT_UNITS if who in ("person", "initiative") else ABOUT_INITIATIVES
        for key in table.raw:
            kinds = {**_NUMBERS, **_FLAGS, "recognised_from": RecognisedWithin}
            if kinds.get(key) in unfit and any(isinstance(one, unfit) for one in read):
                table.refuse(key, N_("“{key}” is no condition on what this is for ({who}).", key=key, who=who))

    def _nomination(self, table: Table) -> Nomination:
        ways = self._ways(table, "direct") if "any_of" in table.raw else ()
        caps = tuple(self._cap(row) for row in table.tables("caps")) if "caps" in table.raw else ()
        nomination = Nomination(ways, caps, table.day("until", required=False))
        table.may_be_left_out("any_of", "caps")
        table.refuse_untaken()
        return nomination

    def _cap(self, row: Table) -> CapRow:
        conditions = {key: row.whole(key, least=0) for key in _CAPS if key in row.raw}
        at_most = row.whole("at_most", least=1)
        row.may_be_left_out(*_CAPS)
        row.refuse_untaken()
        return CapRow(at_most, **conditions)
