"""Pages on which somebody gives the files of an initiative, and what was given there and waits to be looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, Utc


class UploadPageRow(SQLModel, table=True):
    """A page for the files of one initiative, for whoever asked for it in a chat; only a hash of its token is kept.

    What is given there is told in that chat; `arrivals` counts it, refused files too.
    """

    __tablename__: ClassVar[Any] = "upload_page"
    token_hash: str = Field(primary_key=True)
    initiative: int = Field(index=True, sa_type=BIG)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=BIG)
    channel: str
    bot: str
    chat: str
    expires_at: datetime = Field(index=True, sa_type=Utc)
    closed_at: datetime | None = Field(default=None, sa_type=Utc)
    arrivals: int = 0


class UploadRow(SQLModel, table=True):
    """A file that was given on a page: under which key its content waits, and when to look whether it must still."""

    __tablename__: ClassVar[Any] = "upload"
    __table_args__ = (Index("upload_due", "due_at"),)
    key: str = Field(primary_key=True)
    initiative: int = Field(index=True, sa_type=BIG)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=BIG)
    given_at: datetime = Field(sa_type=Utc)
    due_at: datetime = Field(sa_type=Utc)
