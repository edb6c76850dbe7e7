"""People, their accounts, consents, conversations and roles."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, CARDS, ROLES, Utc, index_where, one_of


class PersonRow(SQLModel, table=True):
    """A human being, whatever channels they write from; of one who was erased nothing but the id is left.

    `merged_into` is who they turned out to be; nothing but what is sealed names them by this id any more.
    """

    __tablename__: ClassVar[Any] = "person"
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    language: str = "vi"
    name: str = ""
    created_at: datetime = Field(sa_type=Utc)
    erased_at: datetime | None = Field(default=None, sa_type=Utc, index=True)
    merged_into: int | None = Field(default=None, index=True, sa_type=BIG)


class AccountRow(SQLModel, table=True):
    """One way to reach a person: their account at one of our bots."""

    __tablename__: ClassVar[Any] = "account"
    __table_args__ = (UniqueConstraint("channel", "bot", "user_id", name="account_once"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=BIG)
    channel: str
    bot: str
    user_id: str
    chat_id: str
    reachable: bool = True
    seen_at: datetime = Field(sa_type=Utc)


class ConsentRow(SQLModel, table=True):
    """A yes or no to a purpose: who, when, where, to which words; kept as proof after it is withdrawn.

    `text_hash` is the SHA-256 of the words as they were shown, in the language of whoever read them; `by` is an officer
    who declared it for the person.
    """

    __tablename__: ClassVar[Any] = "consent"
    __table_args__ = (CheckConstraint("given OR withdrawn_at IS NULL", name="consent_withdrawn_was_given"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=BIG)
    purpose: str
    text_version: str
    text_hash: str = ""
    given: bool = True
    channel: str = ""
    at: datetime = Field(sa_type=Utc)
    by: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Utc)


class SessionRow(SQLModel, table=True):
    """What a person is in the middle of, and the buttons they see."""

    __tablename__: ClassVar[Any] = "session"
    __table_args__ = (index_where("session_idle", "updated_at", "screen IS NOT NULL"),)
    person_id: int = Field(foreign_key="person.id", primary_key=True, sa_type=BIG)
    state: dict[str, Any] = Field(sa_type=JSON)
    screen: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    updated_at: datetime = Field(sa_type=Utc)


class RoleRow(SQLModel, table=True):
    """What a person is for a unit and everything below it."""

    __tablename__: ClassVar[Any] = "role"
    __table_args__ = (
        one_of("name", ROLES, "role_name_known"),
        Index("role_of_unit", "unit", "name"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=BIG)
    name: str
    unit: str
    granted_at: datetime = Field(sa_type=Utc)
    revoked_at: datetime | None = Field(default=None, sa_type=Utc)


class DelegationRow(SQLModel, table=True):
    """An officer who is away has another one stand in, from an instant until another; ended early by either."""

    __tablename__: ClassVar[Any] = "delegation"
    __table_args__ = (
        CheckConstraint("begins_at < ends_at", name="delegation_in_order"),
        CheckConstraint("person_id <> to_id", name="delegation_to_somebody_else"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=BIG)
    to_id: int = Field(foreign_key="person.id", index=True, sa_type=BIG)
    begins_at: datetime = Field(sa_type=Utc)
    ends_at: datetime = Field(sa_type=Utc)
    created_at: datetime = Field(sa_type=Utc)
    ended_at: datetime | None = Field(default=None, sa_type=Utc)


class DeskRow(SQLModel, table=True):
    """How an officer wants to hear of what waits: each card, cards while few wait, or a digest at hours of their own.

    Hours are those of Vietnam; `channel` is where they want it, empty for wherever they wrote last; one who never chose
    has no row.
    """

    __tablename__: ClassVar[Any] = "desk"
    __table_args__ = (
        one_of("cards", CARDS, "desk_cards_known"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="desk_hour_of_the_day"),
        CheckConstraint("second_hour IS NULL OR second_hour BETWEEN 0 AND 23", name="desk_second_hour_of_the_day"),
    )
    person_id: int = Field(foreign_key="person.id", primary_key=True, sa_type=BIG)
    cards: str = "few"
    hour: int = 8
    second_hour: int | None = None
    channel: str | None = None


class WeeklyRow(SQLModel, table=True):
    """At which hour of Monday somebody of staff wants the weekly digest, never where that is empty."""

    __tablename__: ClassVar[Any] = "weekly"
    __table_args__ = (CheckConstraint("hour IS NULL OR hour BETWEEN 0 AND 23", name="weekly_hour_of_the_day"),)
    person_id: int = Field(foreign_key="person.id", primary_key=True, sa_type=BIG)
    hour: int | None = None


class InvitationRow(SQLModel, table=True):
    """A link that makes somebody an officer or staff, once; only a hash of its token is kept."""

    __tablename__: ClassVar[Any] = "invitation"
    __table_args__ = (
        one_of("role", ROLES, "invitation_role_known"),
        CheckConstraint("(used_by IS NULL) = (used_at IS NULL)", name="invitation_used_by_somebody"),
    )
    token_hash: str = Field(primary_key=True)
    role: str
    unit: str
    name: str = ""
    created_at: datetime = Field(sa_type=Utc)
    expires_at: datetime = Field(sa_type=Utc)
    used_by: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
    used_at: datetime | None = Field(default=None, sa_type=Utc)


class JoiningRow(SQLModel, table=True):
    """A code by which whoever types it on another account becomes one person with who made it; only its hash is kept.

    Where it was made, somebody is told once it is used.
    """

    __tablename__: ClassVar[Any] = "joining"
    __table_args__ = (
        Index("joining_code", "code_hash", unique=True),
        CheckConstraint("(used_by IS NULL) = (used_at IS NULL)", name="joining_used_by_somebody"),
    )
    id: int = Field(primary_key=True, sa_type=BIG)
    code_hash: str
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=BIG)
    channel: str
    bot: str
    chat: str
    created_at: datetime = Field(sa_type=Utc)
    expires_at: datetime = Field(sa_type=Utc)
    used_at: datetime | None = Field(default=None, sa_type=Utc)
    used_by: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
