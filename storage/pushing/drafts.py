"""Drafts that their authors have left, and the unit they were begun for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col

from flows.pushing.aims import Aim
from storage.tables import InitiativeRow

_AT_REST = timedelta(hours=3)


def unit_of() -> ColumnElement[str]:
    """Return the unit a draft names, NULL where that question is still to come."""
    unit: ColumnElement[str] = col(InitiativeRow.answers)["unit"].as_string()
    return unit


def left(aim: Aim, now: datetime) -> tuple[ColumnElement[Any], ...]:
    """Return the conditions that a draft was begun by its author and that nobody is just writing it."""
    return (
        col(InitiativeRow.programme) == aim.programme,
        col(InitiativeRow.phase) == aim.phase,
        col(InitiativeRow.state) == "draft",
        col(InitiativeRow.entered_by).is_(None),
        col(InitiativeRow.updated_at) <= now - _AT_REST,
    )
