"""Programmes, the tree of units, targets and more time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, PRESENCES, Utc, one_of, where


class ProgrammeRow(SQLModel, table=True):
    """Which version of a programme's pack was loaded when."""

    __tablename__: ClassVar[Any] = "programme"
    key: str = Field(primary_key=True)
    version: int
    digest: str
    loaded_at: datetime = Field(sa_type=Utc)


class UnitRow(SQLModel, table=True):
    """A node of the union's tree for some days, both included; the rows of a code cover all days, without a gap.

    On days when its `presence` is not “there”, the unit does not exist and `parent` is what stands for it: the unit it
    was merged into, or the one above. `origin` is the pack, the import or the operator the row comes from; `folded`
    holds the spellings of its names as they are searched, `labels` what it is counted with, by kind.
    """

    __tablename__: ClassVar[Any] = "unit"
    __table_args__ = (
        one_of("presence", PRESENCES, "unit_presence_known"),
        CheckConstraint("valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to", name="unit_days_in_order"),
        Index("unit_first_once", "code", unique=True, **where("valid_from IS NULL")),
        Index("unit_last_once", "code", unique=True, **where("valid_to IS NULL")),
        Index("unit_begins", "valid_from"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    code: str = Field(index=True)
    parent: str | None = Field(default=None, index=True)
    name: str
    short: str
    kind: str = ""
    aliases: list[str] = Field(default_factory=list, sa_type=JSON)
    place: int = 0
    example: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    presence: str = "there"
    origin: str = ""
    reason: str = ""
    folded: str = ""
    labels: dict[str, str] | None = Field(default=None, sa_type=JSON)


class TreeRow(SQLModel, table=True):
    """The one row that counts every change of the tree of units, so that a running process notices."""

    __tablename__: ClassVar[Any] = "tree"
    id: int = Field(default=1, primary_key=True)
    version: int


class SupportRow(SQLModel, table=True):
    """Whom the people of a unit may call; `programme` is the pack that named them, None where staff did."""

    __tablename__: ClassVar[Any] = "support"
    unit: str = Field(primary_key=True)
    name: str
    phone: str
    programme: str | None = None


class TargetRow(SQLModel, table=True):
    """How many initiatives a unit is to reach in a phase, as it holds now; what it was before is in the changes.

    `origin` is “pack” or “staff”; a `spread` rule is one over all phases, whose unions or members are divided.
    """

    __tablename__: ClassVar[Any] = "target"
    __table_args__ = (
        one_of("kind", ("fixed", "per_unit", "per_member"), "target_kind_known"),
        CheckConstraint("value >= 0", name="target_not_negative"),
    )
    programme: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    phase: str = Field(primary_key=True)
    kind: str = "fixed"
    value: int
    count: int | None = None
    listed: bool = False
    spread: bool = False
    origin: str = "pack"
    document: str = ""


class TargetChangeRow(SQLModel, table=True):
    """What a target has been from a day on, None from the beginning, and who says so; of one day the later row counts.

    A target that has never changed has no row here. Of the kind “none” is one that was taken away.
    """

    __tablename__: ClassVar[Any] = "target_change"
    __table_args__ = (
        one_of("kind", ("fixed", "per_unit", "per_member", "none"), "target_change_kind_known"),
        one_of("origin", ("pack", "staff"), "target_change_origin_known"),
        CheckConstraint("value >= 0", name="target_change_not_negative"),
        Index("target_change_of_unit", "programme", "unit", "phase"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    programme: str
    unit: str
    phase: str
    valid_from: date | None = None
    kind: str
    value: int = 0
    count: int | None = None
    listed: bool = False
    spread: bool = False
    origin: str
    document: str = ""
    reason: str = ""
    by: str = ""
    at: datetime = Field(sa_type=Utc)


class ExtensionRow(SQLModel, table=True):
    """More time for a unit and all below it in one phase; granted anew, the later word counts."""

    __tablename__: ClassVar[Any] = "extension"
    programme: str = Field(primary_key=True)
    phase: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    until: datetime = Field(sa_type=Utc)
    reason: str
    by: str = ""
    at: datetime = Field(sa_type=Utc)
