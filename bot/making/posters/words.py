"""What a poster says: what it is, for whom, three steps, until when, whom to call, and the address typed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flows.programme import VIETNAM, Phase, Programme, over
from flows.records import Support
from flows.screen import N_, At, Day, Line, Msg
from flows.units import Unit, UnitTree

TITLE = N_("Hand in your initiative")
SUBTITLE = N_("by phone, in about 5 minutes")
FOR = N_("For the members and workers of")
STEPS: tuple[Line, ...] = (
    N_("Open the camera and point it at this code."),
    N_("Press the link: Telegram opens. Press Start."),
    N_("Answer question by question, then press “Hand in”."),
)
TYPED = N_("No camera? Type this into the browser:")
ANYBODY = N_("Need help? Ask the union of your workplace.")


@dataclass(frozen=True, slots=True)
class Poster:
    """All the words of one unit's poster, and the link in its code."""

    unit: Unit
    programme: Line
    until: tuple[Line, ...]
    help: Line
    address: str


def poster_of(
    unit: Unit,
    programmes: Sequence[Programme],
    units: UnitTree,
    support: Support | None,
    *,
    address: str,
    now: datetime,
) -> Poster:
    """Return the poster of a unit, of the programme it takes part in, with the hours that are still to come."""
    path = [one.code for one in units.path(unit.code)]
    programme = over(path, tuple(programmes), now)
    coming = [phase for phase in programme.phases if programme.closing(phase, path) > now]
    until = tuple(_until(programme, phase, path, now) for phase in coming)
    return Poster(
        unit,
        N_("Programme “{programme}”", programme=programme.short_name),
        until or (N_("The programme closed at {closes}.", closes=At(programme.phases[-1].closes, "closing")),),
        N_("Need help? Call {name}: {phone}", name=support.name, phone=support.phone) if support else ANYBODY,
        address,
    )


def _until(programme: Programme, phase: Phase, path: Sequence[str], now: datetime) -> Line:
    closes = programme.closing(phase, path)
    last = _last(closes)
    if phase.opens > now:
        opens = Day(phase.opens.astimezone(VIETNAM).date())
        return N_("{phase}: from {opens} until {last}", phase=phase.name, opens=opens, last=last)
    return N_("{phase}: until {last}", phase=phase.name, last=last)


def _last(closes: datetime) -> Msg | At:
    """Return the end as people say it: the end of a day where it closes at midnight."""
    local = closes.astimezone(VIETNAM)
    if local.time() == time.min:
        return N_("the end of {day}", day=Day(local.date() - timedelta(days=1)))
    return At(closes)
