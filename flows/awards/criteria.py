"""The conditions of an award as a list of it prints them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flows.awards.rules import (
    Award,
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
from flows.screen import N_, Day, Listing, Msg


def criteria(award: Award, sentences: Mapping[str, str]) -> tuple[Msg, ...]:
    """Return a line for each condition and each way; `sentences` say what is ticked, by its key."""
    return tuple(_lines(award, sentences))


def _lines(award: Award, sentences: Mapping[str, str]) -> Iterator[Msg]:
    for predicate in award.always:
        yield criterion(predicate, sentences)
    if len(award.ways) == 1:
        yield _together(award.ways[0], sentences)
    for number, way in enumerate(award.ways, 1) if len(award.ways) > 1 else ():
        if number > 1:
            yield N_("or: {conditions}", conditions=_together(way, sentences))
        elif award.always:
            yield N_("and one of these: {conditions}", conditions=_together(way, sentences))
        else:
            yield _together(way, sentences)
    if not award.always and not award.ways:
        yield N_("verified, and counted when the figures were fixed")


def _together(way: Sequence[Predicate], sentences: Mapping[str, str]) -> Msg:
    conditions = Listing(tuple(criterion(one, sentences) for one in way), "; ")
    return N_("{pieces}", pieces=conditions)


def criterion(predicate: Predicate, sentences: Mapping[str, str]) -> Msg:
    """Return what a condition asks for."""
    match predicate:
        case ShareAbove():
            return N_("above {percent}% of the target", percent=predicate.percent)
        case ShareAtLeast():
            return N_("at least {percent}% of the target", percent=predicate.percent)
        case RankAtMost():
            return N_("among the first {place} by number of initiatives", place=predicate.place)
        case HighestInCluster():
            return N_("the highest over-fulfilment of the target in its cluster")
        case OneBenefitAtLeast():
            return N_("an initiative that brings {amount} dong a year or more", amount=predicate.amount)
        case BenefitsTogetherAtLeast():
            return N_("all initiatives together bring {amount} dong or more", amount=predicate.amount)
        case HighestBenefit():
            return N_("the highest benefit of all")
        case RecognisedWithin():
            return N_(
                "recognised by a document of {first} – {last}", first=Day(predicate.first), last=Day(predicate.last)
            )
        case Ticked():
            return N_("{what} (decided by hand)", what=sentences.get(predicate.key, predicate.key))
