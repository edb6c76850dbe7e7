"""What Zalo has granted us: a pair of tokens that is renewed daily and must never be renewed twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, false
from sqlmodel import Field, SQLModel

from storage.tables.columns import Utc


class ZaloGrantRow(SQLModel, table=True):
    """The tokens of one application, sealed together; empty as long as there are none.

    `given` is the hash of the last first token from the settings that Zalo has answered to. `refused` is why Zalo gives
    nothing more for the refresh token here. Whoever renews holds the lease; `leases` counts who took it, so that one
    whose lease has ended notices. `unsure` when an answer to a renewal was lost, so that the token may be spent.
    """

    __tablename__: ClassVar[Any] = "zalo_grant"
    __table_args__ = (
        CheckConstraint("(sealed = '') = (expires_at IS NULL)", name="zalo_grant_expires"),
        CheckConstraint("(sealed = '') = (renewed_at IS NULL)", name="zalo_grant_renewed"),
        CheckConstraint("(sealed = '') = (ends_at IS NULL)", name="zalo_grant_ends"),
    )
    app: str = Field(primary_key=True)
    sealed: str = ""
    renewed_at: datetime | None = Field(default=None, sa_type=Utc)
    expires_at: datetime | None = Field(default=None, sa_type=Utc)
    ends_at: datetime | None = Field(default=None, sa_type=Utc)
    given: str = ""
    refused: str = ""
    unsure: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    leased_until: datetime | None = Field(default=None, sa_type=Utc)
    leases: int = 0
