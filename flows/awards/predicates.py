"""One condition at a time: whether it holds, with the figures, and else what is lacking. Whole numbers only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from flows.awards.figures import Entry, Tick, UnitFigures
from flows.awards.rules import (
    BenefitsTogetherAtLeast,
    HighestBenefit,
    HighestInCluster,
    OneBenefitAtLeast,
    Predicate,
    RankAtMost,
    RecognisedWithin,
    ShareAbove,
    ShareAtLeast,
    Ticked,
)
from flows.screen import N_, NN_, Arg, Day, Msg, Share

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a condition holds, None where figures are missing, why or what is lacking; `tied` with others."""

    holds: bool | None
    said: Msg
    tied: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one is compared with: places by number, the best of each cluster, the highest benefit of all."""

    places: Mapping[str, int] = field(default_factory=dict)
    shared: frozenset[int] = frozenset()
    best: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    highest: int | None = None
    highest_times: int = 0

    @classmethod
    def among(cls, units: Iterable[UnitFigures], entries: Iterable[Entry] = ()) -> Comparison:
        """Compare some units, and the benefits of some initiatives, each person counted once."""
        compared = list(units)
        often = Counter(unit.counted for unit in compared)
        first: dict[int, int] = {}
        place = 1
        for number in sorted(often, reverse=True):
            first[number] = place
            place += often[number]
        benefits = {(one.person, one.benefit) for one in entries if one.benefit is not None}
        highest = max((benefit for _, benefit in benefits), default=None)
        return cls(
            places={unit.code: first[unit.counted] for unit in compared},
            shared=frozenset(first[number] for number, times in often.items() if times > 1),
            best=_best(compared),
            highest=highest,
            highest_times=sum(benefit == highest for _, benefit in benefits),
        )


@dataclass(frozen=True, slots=True)
class About:
    """Whom a condition is about: a unit, or a person by an initiative, with what is ticked of them."""

    unit: UnitFigures | None = None
    entry: Entry | None = None
    ticks: Mapping[str, Tick] = field(default_factory=dict)

    @property
    def benefit(self) -> int | None:
        """Return the most that one initiative brings."""
        if self.entry:
            return self.entry.benefit
        return self.unit.highest if self.unit else None


def judge(predicate: Predicate, about: About, among: Comparison, sentences: Mapping[str, str]) -> Finding:
    """Return whether a condition holds; `sentences` say what is ticked, by its key."""
    match predicate:
        case Ticked():
            return _ticked(predicate.key, about, sentences)
        case OneBenefitAtLeast():
            return _one_benefit(predicate.amount, about.benefit)
        case HighestBenefit():
            return _highest_benefit(about.benefit, among)
        case RecognisedWithin():
            return _recognised(predicate, about.entry)
        case _:
            if about.unit is None:
                raise TypeError(f"{predicate!r} is about units")
            return _of_a_unit(predicate, about.unit, among)


def above(unit: UnitFigures, percent: int) -> bool | None:
    """Tell whether more than so many percent of the target are counted, None where there is no target."""
    return unit.counted * _HUNDRED > percent * unit.target if unit.target else None


def at_least(unit: UnitFigures, percent: int) -> bool | None:
    """Tell whether so many percent of the target or more are counted, None where there is no target."""
    return unit.counted * _HUNDRED >= percent * unit.target if unit.target else None


def share_finding(unit: UnitFigures, percent: int, *, more: bool) -> Finding:
    """Judge the share of the target, exactly: `more` than so many percent, or that many at least."""
    if not unit.target:
        return Finding(None, _no_target(unit))
    reached: dict[str, Arg] = {
        "counted": unit.counted,
        "target": unit.target,
        "share": Share(unit.counted, unit.target),
    }
    if more:
        if above(unit, percent):
            said = N_("{counted}/{target} of the target ({share}), above {percent}%", **reached, percent=percent)
            return Finding(holds=True, said=said)
        missing = percent * unit.target // _HUNDRED + 1 - unit.counted
        lacking = NN_(
            "{counted}/{target} of the target ({share}): {count} initiative short of being above {percent}%",
            "{counted}/{target} of the target ({share}): {count} initiatives short of being above {percent}%",
            missing,
            **reached,
            percent=percent,
        )
        return Finding(holds=False, said=lacking)
    if at_least(unit, percent):
        said = N_("{counted}/{target} of the target ({share}), at least {percent}%", **reached, percent=percent)
        return Finding(holds=True, said=said)
    missing = -(-percent * unit.target // _HUNDRED) - unit.counted
    lacking = NN_(
        "{counted}/{target} of the target ({share}): {count} initiative short of {percent}%",
        "{counted}/{target} of the target ({share}): {count} initiatives short of {percent}%",
        missing,
        **reached,
        percent=percent,
    )
    return Finding(holds=False, said=lacking)


def _of_a_unit(predicate: Predicate, unit: UnitFigures, among: Comparison) -> Finding:
    match predicate:
        case ShareAbove():
            return share_finding(unit, predicate.percent, more=True)
        case ShareAtLeast():
            return share_finding(unit, predicate.percent, more=False)
        case RankAtMost():
            return _rank(predicate.place, unit, among)
        case HighestInCluster():
            return _highest_in_cluster(unit, among)
        case BenefitsTogetherAtLeast():
            return _together(predicate.amount, unit)
        case _:
            raise TypeError(f"{predicate!r} is not about units")


def _rank(most: int, unit: UnitFigures, among: Comparison) -> Finding:
    place = among.places[unit.code]
    tied = place in among.shared
    if place > most:
        named = {"place": place, "counted": unit.counted, "most": most}
        return Finding(False, N_("place {place} by number ({counted}), {most} or better is needed", **named), tied)
    if tied:
        return Finding(True, N_("place {place} by number ({counted}), shared", place=place, counted=unit.counted), tied)
    return Finding(True, N_("place {place} by number ({counted})", place=place, counted=unit.counted))


def _highest_in_cluster(unit: UnitFigures, among: Comparison) -> Finding:
    if not unit.target:
        return Finding(None, _no_target(unit))
    share, cluster = Share(unit.counted, unit.target), unit.cluster
    if unit.counted <= unit.target:
        return Finding(False, N_("does not exceed its target ({share})", share=share))
    if not unit.cluster:
        return Finding(None, N_("no figures yet: nobody has told its cluster"))
    best = among.best.get(unit.cluster, ())
    if unit.code not in best:
        return Finding(
            False, N_("not the highest over-fulfilment in {cluster} ({share})", cluster=cluster, share=share)
        )
    if len(best) > 1:
        said = N_("the highest over-fulfilment in {cluster} ({share}), shared", cluster=cluster, share=share)
        return Finding(True, said, tied=True)
    return Finding(True, N_("the highest over-fulfilment in {cluster} ({share})", cluster=cluster, share=share))


def _together(amount: int, unit: UnitFigures) -> Finding:
    if unit.benefits >= amount:
        return Finding(True, N_("together {sum} dong, at least {amount}", sum=unit.benefits, amount=amount))
    lacking = amount - unit.benefits
    said = N_("together {sum} dong, {lacking} short of {amount}", sum=unit.benefits, lacking=lacking, amount=amount)
    return Finding(False, said)


def _one_benefit(amount: int, benefit: int | None) -> Finding:
    if benefit is None:
        return Finding(None, N_("no figures yet for a benefit of {amount} dong a year", amount=amount))
    if benefit >= amount:
        return Finding(True, N_("brings {benefit} dong a year, at least {amount}", benefit=benefit, amount=amount))
    lacking = amount - benefit
    said = N_(
        "brings {benefit} dong a year, {lacking} short of {amount}", benefit=benefit, lacking=lacking, amount=amount
    )
    return Finding(False, said)


def _highest_benefit(benefit: int | None, among: Comparison) -> Finding:
    if benefit is None or among.highest is None:
        return Finding(None, N_("no figures yet for its benefit"))
    if benefit < among.highest:
        said = N_("brings {benefit} dong a year, the highest is {highest}", benefit=benefit, highest=among.highest)
        return Finding(False, said)
    if among.highest_times > 1:
        return Finding(True, N_("brings the most, {benefit} dong a year, as others do", benefit=benefit), tied=True)
    return Finding(True, N_("brings the most, {benefit} dong a year", benefit=benefit))


def _recognised(within: RecognisedWithin, entry: Entry | None) -> Finding:
    day = entry.recognised_on if entry else None
    if day is None:
        return Finding(None, N_("no figures yet: the day of the recognition is not told"))
    days = {"first": Day(within.first), "last": Day(within.last)}
    if within.first <= day <= within.last:
        return Finding(True, N_("recognised on {day}", day=Day(day)))
    return Finding(False, N_("recognised on {day}, {first} – {last} is needed", day=Day(day), **days))


def _ticked(key: str, about: About, sentences: Mapping[str, str]) -> Finding:
    tick, sentence = about.ticks.get(key), sentences.get(key, key)
    if tick is None:
        return Finding(False, N_("not ticked yet: {what}", what=sentence))
    said = N_("{what} (ticked by {officer}: {reason})", what=sentence, officer=tick.by, reason=tick.reason)
    return Finding(True, said)


def _no_target(unit: UnitFigures) -> Msg:
    if unit.uncounted:
        return N_("no figures yet to compute the target ({counted} counted)", counted=unit.counted)
    return N_("no figures yet: no target is set ({counted} counted)", counted=unit.counted)


def _best(units: Iterable[UnitFigures]) -> dict[str, tuple[str, ...]]:
    """Return of each cluster whoever exceeds their target the most, all of them where several do alike."""
    shares: dict[str, dict[str, Fraction]] = {}
    for unit in units:
        if unit.cluster and unit.target and unit.counted > unit.target:
            shares.setdefault(unit.cluster, {})[unit.code] = Fraction(unit.counted, unit.target)
    highest = {cluster: max(of_units.values()) for cluster, of_units in shares.items()}
    return {
        cluster: tuple(code for code, share in of_units.items() if share == highest[cluster])
        for cluster, of_units in shares.items()
    }
