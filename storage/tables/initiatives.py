"""Initiatives with their versions, files and the keys of their texts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, STATES, Utc, index_where, one_of, where


class InitiativeRow(SQLModel, table=True):
    """An initiative from its first answer on; what is searched is copied out of the answers when it is handed in.

    `likeness_keys` are the keys it has in the table of likenesses, eight bytes each; `identity_hash` is keyed and finds
    what one person handed in; `deletion_told_at` is when the author of a forgotten draft was told that it will be
    deleted. `upkeep` counts what our own upkeep changed; nothing else changes a verified one (decision record 27).
    What belongs to the officer's desk is told with Initiative, in flows/draft.py.
    """

    __tablename__: ClassVar[Any] = "initiative"
    __table_args__ = (
        one_of("state", STATES, "initiative_state_known"),
        CheckConstraint("(state = 'draft') = (code IS NULL)", name="initiative_code_when_handed_in"),
        CheckConstraint(
            "state = 'draft' OR (unit IS NOT NULL AND phase IS NOT NULL AND submitted_at IS NOT NULL)",
            name="initiative_placed_when_handed_in",
        ),
        CheckConstraint("decided_by IS NULL OR decided_by <> author", name="initiative_not_decided_by_author"),
        CheckConstraint(
            "entered_by IS NULL OR decided_by IS NULL OR decided_by <> entered_by",
            name="initiative_not_decided_by_who_entered",
        ),
        CheckConstraint("entered_by IS NULL OR entered_by <> author", name="initiative_entered_for_somebody_else"),
        CheckConstraint("confirmed_at IS NULL OR entered_by IS NOT NULL", name="initiative_confirmed_if_entered"),
        CheckConstraint("(opened_at IS NULL) = (opened_by IS NULL)", name="initiative_opened_by_somebody"),
        Index("initiative_of_author", "author", "id"),
        Index("initiative_entered", "entered_by", "id"),
        Index("initiative_counted", "programme", "phase", "unit", "state"),
        Index("initiative_waiting", "state", "unit", "submitted_at"),
        Index("initiative_decided", "programme", "phase", "state", "decided_at"),
        Index("initiative_of_identity", "programme", "identity_hash"),
        CheckConstraint("(claimed_at IS NULL) = (claimed_by IS NULL)", name="initiative_claimed_by_somebody"),
        Index("initiative_at_desk", "desk", "waiting_since", "id", **where("state = 'pending'")),
        Index("initiative_in_turn", "waiting_since", "id", **where("state = 'pending'")),
        Index(
            "initiative_escalated",
            "escalated",
            "waiting_since",
            "id",
            **where("state = 'pending' AND escalated IS NOT NULL"),
        ),
        index_where(
            "initiative_untold", "decided_at", "told_at IS NULL AND state IN ('verified', 'returned', 'rejected')"
        ),
        Index("initiative_draft", "programme", "phase", "author", "id", **where("state = 'draft'")),
        index_where("initiative_unreached", "unit", "unreached_at IS NOT NULL"),
    )
    id: int = Field(primary_key=True, sa_type=BIG)
    author: int = Field(foreign_key="person.id", sa_type=BIG)
    programme: str
    state: str = "draft"
    version: int = 0
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    partials: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    sources: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    code: str | None = Field(default=None, unique=True)
    unit: str | None = None
    phase: str | None = None
    bloc: str | None = None
    target_group: str | None = None
    kind: str | None = None
    applied_on: date | None = None
    recognised_on: date | None = None
    benefit: int | None = Field(default=None, sa_type=BigInteger)
    confidential: bool = False
    submitted_at: datetime | None = Field(default=None, sa_type=Utc)
    decided_at: datetime | None = Field(default=None, sa_type=Utc)
    decided_by: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
    reason: str = ""
    alike: list[dict[str, int]] | None = Field(default=None, sa_type=JSON)
    likeness_keys: bytes | None = Field(default=None, sa_type=LargeBinary)
    updated_at: datetime = Field(sa_type=Utc)
    entered_by: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
    confirmed_at: datetime | None = Field(default=None, sa_type=Utc)
    opened_by: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
    opened_at: datetime | None = Field(default=None, sa_type=Utc)
    identity_hash: str | None = None
    deletion_told_at: datetime | None = Field(default=None, sa_type=Utc)
    desk: str | None = None
    escalated: str | None = None
    waiting_since: datetime | None = Field(default=None, sa_type=Utc)
    claimed_by: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
    claimed_at: datetime | None = Field(default=None, sa_type=Utc)
    marks: dict[str, str] | None = Field(default=None, sa_type=JSON)
    decided_as: str | None = None
    decided_for: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
    told_at: datetime | None = Field(default=None, sa_type=Utc)
    unreached_at: datetime | None = Field(default=None, sa_type=Utc)
    upkeep: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    overwritten: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class LikenessRow(SQLModel, table=True):
    """A key of a text that was handed in: initiatives under the same key may be alike."""

    __tablename__: ClassVar[Any] = "likeness"
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}
    key: int = Field(primary_key=True, sa_type=BigInteger)
    initiative: int = Field(primary_key=True, sa_type=BigInteger)


class VersionRow(SQLModel, table=True):
    """The answers of an initiative as they were handed in each time: first, corrected, and after a return."""

    __tablename__: ClassVar[Any] = "initiative_version"
    initiative: int = Field(primary_key=True, foreign_key="initiative.id", sa_type=BIG)
    version: int = Field(primary_key=True)
    answers: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Utc)
    by: int = Field(foreign_key="person.id", sa_type=BIG)


class FileRow(SQLModel, table=True):
    """A file somebody sent: where it can be fetched, what became of it, and under which hash its content is kept.

    `due_at` is when it is to be fetched, and afterwards when to look whether anything still claims it.
    """

    __tablename__: ClassVar[Any] = "file"
    __table_args__ = (
        one_of("state", ("waiting", "kept", "refused", "gone"), "file_state_known"),
        one_of("scanned", ("yes", "no", "not scanned"), "file_scan_known"),
        CheckConstraint("state <> 'kept' OR sha256 IS NOT NULL", name="file_kept_has_content"),
        Index("file_due", "state", "due_at"),
    )
    id: int = Field(primary_key=True, sa_type=BIG)
    initiative: int = Field(index=True, sa_type=BIG)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=BIG)
    channel: str
    bot: str
    chat: str
    reference: str
    kind: str
    name: str
    size: int | None = Field(default=None, sa_type=BIG)
    state: str = "waiting"
    verdict: str = ""
    sha256: str | None = Field(default=None, index=True)
    mime: str = ""
    scanned: str = "no"
    attempts: int = 0
    last_error: str = ""
    created_at: datetime = Field(sa_type=Utc)
    due_at: datetime = Field(sa_type=Utc)
    leased_until: datetime | None = Field(default=None, sa_type=Utc)
