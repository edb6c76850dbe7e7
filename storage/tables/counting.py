"""Totals of initiatives, and the ledger of changes that are not in them yet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, Utc


class CountChangeRow(SQLModel, table=True):
    """So many more, or fewer, in a cell; the database itself writes one whenever an initiative enters or leaves it.

    `day` is the calendar day of Vietnam on which what is verified was decided. It stays until it is folded into the
    totals. A decision only ever adds rows here, so that no two wait for one another.
    """

    __tablename__: ClassVar[Any] = "count_change"
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    programme: str
    phase: str
    unit: str
    bloc: str
    target_group: str
    state: str
    day: date | None = None
    number: int


class CountTotalRow(SQLModel, table=True):
    """How many are in a cell: of a unit alone where `tree` is 0, else with all that lies below it in that tree."""

    __tablename__: ClassVar[Any] = "count_total"
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}
    tree: int = Field(primary_key=True, sa_type=BigInteger)
    programme: str = Field(primary_key=True)
    phase: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    bloc: str = Field(primary_key=True)
    target_group: str = Field(primary_key=True)
    state: str = Field(primary_key=True)
    number: int


class CountDayRow(SQLModel, table=True):
    """How many were verified on a day of Vietnam: of a unit alone where `tree` is 0, else with all below."""

    __tablename__: ClassVar[Any] = "count_day"
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}
    tree: int = Field(primary_key=True, sa_type=BigInteger)
    programme: str = Field(primary_key=True)
    phase: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    number: int


class CountTreeRow(SQLModel, table=True):
    """The tree that totals of a phase with all below were made for, on all days from the first until before another.

    While `version` is empty they are not complete, or are being removed, and nobody may read them.
    """

    __tablename__: ClassVar[Any] = "count_tree"
    __table_args__ = (Index("count_tree_of_phase", "programme", "phase"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    programme: str
    phase: str
    version: int | None = None
    first_day: date | None = None
    until_day: date | None = None


class CountFolderRow(SQLModel, table=True):
    """The one row that says until when a process alone folds changes into totals, and the how many-th shift that is."""

    __tablename__: ClassVar[Any] = "count_folder"
    id: int = Field(default=1, primary_key=True)
    shift: int = Field(sa_type=BIG)
    until: datetime | None = Field(default=None, sa_type=Utc)
