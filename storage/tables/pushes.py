"""Pushes: what was sent to many at once, the units it was about, and each person it is for."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, false, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, Utc, index_where, one_of

KINDS = ("behind", "silent", "drafts", "announcement")


class PushRow(SQLModel, table=True):
    """A push and how far it has come: everybody up to the id `cursor` has been dealt with, all once `exhausted`.

    `started_at`, `starts_at` and `ended_at` are times of people, `next_at` is the machine's: when more may be put.
    `seen_*` are the numbers that whoever sent it had before them.
    """

    __tablename__: ClassVar[Any] = "push"
    __table_args__ = (
        one_of("kind", KINDS, "push_kind_known"),
        one_of("state", ("running", "stopped", "done"), "push_state_known"),
        index_where("push_running", "next_at", "state = 'running'"),
    )
    id: int = Field(primary_key=True, sa_type=BIG)
    sender: int = Field(foreign_key="person.id", index=True, sa_type=BIG)
    kind: str
    programme: str
    phase: str
    unit: str
    share: int = 0
    words: str = ""
    state: str = "running"
    seen_units: int
    seen_people: int
    seen_unmanned: int
    started_at: datetime = Field(sa_type=Utc)
    starts_at: datetime = Field(sa_type=Utc)
    ended_at: datetime | None = Field(default=None, sa_type=Utc)
    next_at: datetime = Field(sa_type=Utc)
    cursor: int = Field(default=0, sa_type=BIG, sa_column_kwargs={"server_default": text("0")})
    exhausted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class PushUnitRow(SQLModel, table=True):
    """A unit that a push is about, with the figures it had when it was sent."""

    __tablename__: ClassVar[Any] = "push_unit"
    push_id: int = Field(foreign_key="push.id", primary_key=True, sa_type=BIG)
    unit: str = Field(primary_key=True)
    verified: int
    submitted: int
    target: int | None = None


class PushRecipientRow(SQLModel, table=True):
    """Somebody whom a push is for, once, and what became of that; `at` is a time of people."""

    __tablename__: ClassVar[Any] = "push_recipient"
    __table_args__ = (
        one_of("outcome", ("put", "away", "lately", "dropped"), "push_recipient_outcome_known"),
        Index("push_recipient_of_person", "person_id", "at"),
    )
    push_id: int = Field(foreign_key="push.id", primary_key=True, sa_type=BIG)
    person_id: int = Field(foreign_key="person.id", primary_key=True, sa_type=BIG)
    unit: str
    outcome: str
    at: datetime = Field(sa_type=Utc)
