"""The audit trail, chained so that a line altered or taken away is noticed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, Utc, index_where, where


class AuditRow(SQLModel, table=True):
    """One line per deliberate change: who, for whom, on which channel, when, old, new, why.

    There is no actor on the command line. `programme` is the one the line belongs to, empty where it is about none;
    `stood_for` the officer whose right was used. A line is sealed soon after it was committed: `number` counts within
    the programme, `digest` covers the line and the one before; `reason_hash` stands for the words of a reason, which
    may be erased. What was sealed is never changed again but for words of a reason that are erased.
    """

    __tablename__: ClassVar[Any] = "audit"
    __table_args__ = (
        Index("audit_of_subject", "subject", "id"),
        Index("audit_in_order", "programme", "number", unique=True, **where("number IS NOT NULL")),
        index_where("audit_unsealed", "id", "number IS NULL"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    at: datetime = Field(sa_type=Utc)
    actor: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
    channel: str
    action: str
    subject: str
    old: str = ""
    new: str = ""
    reason: str = ""
    programme: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    stood_for: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
    reason_hash: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    number: int | None = Field(default=None, sa_type=BIG)
    digest: str | None = None


class AuditHeadRow(SQLModel, table=True):
    """The newest sealed line of a programme's trail, signed with the secret key, so that its end cannot be cut off."""

    __tablename__: ClassVar[Any] = "audit_head"
    programme: str = Field(primary_key=True)
    number: int = Field(sa_type=BIG)
    digest: str
    signature: str
