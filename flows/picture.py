"""What a picture of figures shows: the unit's own bar, then one bar a unit, furthest behind first."""

from __future__ import annotations

from collections.abc import Sequence

from flows.figures import Figures
from flows.screen import N_, NN_, At, Bar, Chart, Share
from flows.tallies import Tally

BARS = 25
_APART = 10


def of(these: Figures, worst_first: Sequence[Tally], page: int) -> Chart | None:
    """Return one page of the picture; None where there is nothing to measure."""
    measured = [tally for tally in worst_first if tally.target]
    apart = sorted((tally for tally in worst_first if not tally.target), key=lambda one: -one.verified)
    shown = measured[page * BARS : (page + 1) * BARS]
    total = these.progress.total
    if not shown and (page or not total.target):
        return None
    rest = len(measured) - (page + 1) * BARS
    last = rest <= 0
    beyond = len(apart) - _APART if last else rest
    return Chart(
        name=f"{these.code}-{these.phase.key}" + (f"-{page + 1}" if page else ""),
        title=N_("Targets of {phase} · {unit}", phase=these.phase.name, unit=these.name),
        line=N_("Target (100%)"),
        note=N_(
            "Verified initiatives of the target, as of {now}. Source: {programme}",
            now=At(these.scene.facts.now, "short"),
            programme=these.programme.short_name,
        ),
        total=_bar(these.name, total) if total.target else None,
        bars=tuple(_bar(these.called(one), one) for one in shown),
        apart_title=N_("No target:") if last and apart else None,
        apart=tuple(_bar(these.called(one), one) for one in apart[:_APART]) if last else (),
        more=NN_("and {count} more unit", "and {count} more units", beyond) if beyond > 0 else None,
    )


def _bar(name: str, tally: Tally) -> Bar:
    if not tally.target:
        return Bar(name, N_("{verified} verified", verified=tally.verified), tally.verified, 0)
    label = N_(
        "{verified}/{target} · {share}",
        verified=tally.verified,
        target=tally.target,
        share=Share(tally.verified, tally.target),
    )
    return Bar(name, label, tally.verified, tally.target)
