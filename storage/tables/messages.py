"""What came in, what goes out, and what people were told."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, false
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, Utc, index_where, one_of, where


class NoticeRow(SQLModel, table=True):
    """Somebody was told of an event of a programme, once."""

    __tablename__: ClassVar[Any] = "notice"
    person_id: int = Field(foreign_key="person.id", primary_key=True, sa_type=BIG)
    programme: str = Field(primary_key=True)
    event: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Utc)


class InboxRow(SQLModel, table=True):
    """An event that was taken, so that the platform may repeat it; `word` answered a pressed button."""

    __tablename__: ClassVar[Any] = "inbox"
    channel: str = Field(primary_key=True)
    bot: str = Field(primary_key=True)
    event: str = Field(primary_key=True)
    taken_at: datetime = Field(sa_type=Utc, index=True)
    word: str | None = None


class OutboxRow(SQLModel, table=True):
    """One thing to be sent; per chat in the order of lane and id, one at a time. Once pruned it has no body.

    `tells` is the initiative of whose decision it tells; `stranded` an officer's card that reached nobody, until it is
    seen to that another officer has it; `push` the push it belongs to. `letter` stands before the numbers of its
    choices in a chat where these are typed.
    """

    __tablename__: ClassVar[Any] = "outbox"
    __table_args__ = (
        one_of("state", ("waiting", "sent", "dead", "dropped"), "outbox_state_known"),
        one_of("kind", ("post", "redraw", "erase", "file", "document"), "outbox_kind_known"),
        Index("outbox_waiting", "state", "chat", "lane", "id"),
        Index("outbox_message", "channel", "bot", "chat", "message"),
        Index("outbox_about", "about"),
        index_where("outbox_unpruned", "created_at", "pruned_at IS NULL"),
        Index("outbox_of_person", "person_id"),
        index_where("outbox_stranded", "id", "stranded"),
        Index("outbox_of_push", "push", "person_id", "state", **where("push IS NOT NULL")),
        Index("outbox_in_turn", "lane", "id", **where("state = 'waiting'")),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    channel: str
    bot: str
    chat: str
    person_id: int = Field(foreign_key="person.id", sa_type=BIG)
    lane: int
    kind: str
    body: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    about: int | None = Field(default=None, sa_type=BIG)
    tells: int | None = Field(default=None, sa_type=BIG)
    push: int | None = Field(default=None, sa_type=BIG)
    stranded: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    gathers: str | None = None
    letter: str | None = None
    message: str | None = None
    state: str = "waiting"
    created_at: datetime = Field(sa_type=Utc)
    due_at: datetime = Field(sa_type=Utc)
    leased_until: datetime | None = Field(default=None, sa_type=Utc)
    attempts: int = 0
    last_error: str = ""
    pruned_at: datetime | None = Field(default=None, sa_type=Utc)
