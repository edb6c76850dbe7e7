"""When the platform received something, as far as it can be believed."""

from __future__ import annotations

from datetime import datetime, timedelta

OLDEST = timedelta(hours=24)
NEWEST = timedelta(minutes=5)


def received_at(told: datetime, arrived: datetime) -> datetime:
    """Trust the platform's date unless it cannot be: then its clock and ours live in different years."""
    return told if arrived - OLDEST <= told <= arrived + NEWEST else arrived
