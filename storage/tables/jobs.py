"""What was ordered to be made, and the links by which it is fetched."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Index, false
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, JOB_STATES, Utc, one_of, where

_OPEN = "state IN ('waiting', 'working')"


class JobRow(SQLModel, table=True):
    """Files somebody ordered: what is wished, how far it is, and what was made of it.

    `wish` is all that makes two orders the same: nobody has two of the same under way. `anew` asks not to be given
    again what was made before. `attempts` counts who took it up, so that one whose lease has ended notices; `files` are
    name, size, hash and kind of each; `fingerprint` tells from what state of the data they were made.
    """

    __tablename__: ClassVar[Any] = "job"
    __table_args__ = (
        one_of("state", JOB_STATES, "job_state_known"),
        CheckConstraint("(state = 'done') = (expires_at IS NOT NULL)", name="job_expires_when_done"),
        Index("job_of_person", "person_id", "id"),
        Index("job_open_once", "person_id", "wish", unique=True, **where(_OPEN)),
        Index("job_to_do", "due_at", "id", **where(_OPEN)),
        Index("job_expires", "expires_at", **where("state = 'done'")),
    )
    id: int = Field(primary_key=True, sa_type=BIG)
    person_id: int = Field(foreign_key="person.id", sa_type=BIG)
    channel: str
    bot: str
    chat: str
    language: str
    kind: str
    programme: str
    unit: str
    phase: str | None = None
    options: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    reason: str = ""
    wish: str
    anew: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    state: str = "waiting"
    done: int = 0
    total: int = 0
    attempts: int = 0
    due_at: datetime = Field(sa_type=Utc)
    leased_until: datetime | None = Field(default=None, sa_type=Utc)
    ordered_at: datetime = Field(sa_type=Utc)
    finished_at: datetime | None = Field(default=None, sa_type=Utc)
    expires_at: datetime | None = Field(default=None, sa_type=Utc)
    fingerprint: str = ""
    files: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class LinkRow(SQLModel, table=True):
    """A link to one file of a job, for whoever ordered it; only a hash of its token is kept.

    The code is told in the chat of that person alone and opens the link to one browser, which then holds a pass; of
    both only a hash is kept.
    """

    __tablename__: ClassVar[Any] = "link"
    token_hash: str = Field(primary_key=True)
    job: int = Field(foreign_key="job.id", index=True, sa_type=BIG)
    file: int
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=BIG)
    expires_at: datetime = Field(sa_type=Utc)
    called_off_at: datetime | None = Field(default=None, sa_type=Utc)
    code_hash: str | None = None
    code_until: datetime | None = Field(default=None, sa_type=Utc)
    tries: int = 0
    pass_hash: str | None = None
    pass_until: datetime | None = Field(default=None, sa_type=Utc)
    downloads: int = 0
    fetched_at: datetime | None = Field(default=None, sa_type=Utc)
