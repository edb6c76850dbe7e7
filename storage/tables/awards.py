"""Stored snapshots of figures, what staff tick on them, and what units put forward."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, Utc, where


class SnapshotRow(SQLModel, table=True):
    """A named snapshot; once its `digest` is set, nothing of it is changed or removed any more.

    `rules` is the text of the award rules it was taken with, so that it gives the same lists whatever the pack becomes.
    """

    __tablename__: ClassVar[Any] = "snapshot"
    id: int = Field(primary_key=True, sa_type=BIG)
    name: str = Field(unique=True)
    programme: str
    unit: str
    taken_at: datetime = Field(sa_type=Utc)
    taken_by: str = ""
    counts_until: datetime | None = Field(default=None, sa_type=Utc)
    rules: str = ""
    digest: str = ""


class SnapshotUnitRow(SQLModel, table=True):
    """The figures of a unit with all below it, in a phase or, where `phase` is empty, in the whole programme.

    `place` numbers the rows of a snapshot in the order they are hashed. What begins with “own_” is of the unit itself,
    so that the sum of those directly below and its own is the unit's; `cluster` to `uncounted` are told with
    UnitFigures, in flows/awards/figures.py.
    """

    __tablename__: ClassVar[Any] = "snapshot_unit"
    __table_args__ = (
        CheckConstraint("counted <= verified AND own_counted <= own_verified", name="snapshot_unit_counted_verified"),
        Index("snapshot_unit_of", "snapshot", "phase", "level"),
        Index("snapshot_unit_kind", "snapshot", "phase", "kind"),
    )
    snapshot: int = Field(primary_key=True, foreign_key="snapshot.id", sa_type=BIG)
    place: int = Field(primary_key=True)
    unit: str
    phase: str
    name: str
    short: str
    kind: str = ""
    parent: str = ""
    direct: str = ""
    level: int
    cluster: str = ""
    pending: int
    verified: int
    returned: int
    rejected: int
    counted: int
    benefits: int = Field(sa_type=BigInteger)
    own_pending: int
    own_verified: int
    own_returned: int
    own_rejected: int
    own_counted: int
    own_benefits: int = Field(sa_type=BigInteger)
    highest: int | None = Field(default=None, sa_type=BigInteger)
    highest_of: int | None = Field(default=None, sa_type=BIG)
    target: int | None = None
    uncounted: bool = False
    unions: int | None = None
    members: int | None = None


class SnapshotCandidateRow(SQLModel, table=True):
    """A counted initiative that an award may be for: ids and figures, no names and no words.

    What is `ticked` came in later with a tick and is not in the digest.
    """

    __tablename__: ClassVar[Any] = "snapshot_candidate"
    __table_args__ = (Index("snapshot_candidate_code", "snapshot", "code"),)
    snapshot: int = Field(primary_key=True, foreign_key="snapshot.id", sa_type=BIG)
    initiative: int = Field(primary_key=True, sa_type=BIG)
    code: str
    unit: str
    direct: str
    phase: str
    author: int = Field(sa_type=BIG)
    credited: int = 0
    shared: bool = False
    benefit: int | None = Field(default=None, sa_type=BigInteger)
    recognised_on: date | None = None
    submitted_at: datetime = Field(sa_type=Utc)
    ticked: bool = False


class AwardTickRow(SQLModel, table=True):
    """What staff say of a unit or an initiative on a snapshot, `whom` being its code; it may be taken back."""

    __tablename__: ClassVar[Any] = "award_tick"
    __table_args__ = (
        Index("award_tick_once", "snapshot", "key", "whom", "phase", unique=True, **where("withdrawn_at IS NULL")),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    snapshot: int = Field(foreign_key="snapshot.id", sa_type=BIG)
    key: str
    whom: str
    phase: str = ""
    initiative: int | None = Field(default=None, sa_type=BIG)
    by: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
    by_name: str = ""
    reason: str
    at: datetime = Field(sa_type=Utc)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Utc)


class NominationRow(SQLModel, table=True):
    """A unit or an initiative that a unit puts forward for an award on a snapshot.

    `slot` is one of those its cap leaves it, from 1: two who put forward at once cannot both have the last one. What is
    NULL of the three answers has not been told yet.
    """

    __tablename__: ClassVar[Any] = "nomination"
    __table_args__ = (
        CheckConstraint("slot >= 1", name="nomination_slot_from_one"),
        Index(
            "nomination_slot_once",
            *("snapshot", "award", "phase", "unit", "slot"),
            unique=True,
            **where("withdrawn_at IS NULL"),
        ),
        Index(
            "nomination_once",
            *("snapshot", "award", "phase", "whom"),
            unique=True,
            **where("withdrawn_at IS NULL"),
        ),
    )
    id: int = Field(primary_key=True, sa_type=BIG)
    snapshot: int = Field(foreign_key="snapshot.id", sa_type=BIG)
    award: str
    phase: str = ""
    unit: str
    slot: int
    whom: str
    initiative: int | None = Field(default=None, index=True, sa_type=BIG)
    by: int = Field(foreign_key="person.id", sa_type=BIG)
    at: datetime = Field(sa_type=Utc)
    birth_year: int | None = None
    position: str | None = None
    past_awards: str | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_type=Utc)
    withdrawn_by: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
