"""The tables, with what the database itself refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

STATES = ("draft", "pending", "verified", "returned", "rejected", "withdrawn")
ROLES = ("verifier", "staff", "administrator", "supporter")
PRESENCES = ("there", "merged", "absent")
BIG = BigInteger().with_variant(Integer, "sqlite")


class Utc(TypeDecorator[datetime]):
    """An aware instant, stored in UTC whatever the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without its time zone; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant is stored with its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware instant in UTC."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def _one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def _where(condition: str) -> dict[str, Any]:
    """Return what makes an index cover only the rows that meet a condition, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _index_where(name: str, column: str, condition: str) -> Index:
    """Return an index of those rows only that tidying still has to look at."""
    return Index(name, column, **_where(condition))


class PersonRow(SQLModel, table=True):
    """A human being, whatever channels they write from; of one who was erased nothing but the id is left."""

    __tablename__: ClassVar[Any] = "person"
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    language: str = "vi"
    name: str = ""
    created_at: datetime = Field(sa_type=Utc)
    erased_at: datetime | None = Field(default=None, sa_type=Utc, index=True)


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
    __table_args__ = (_index_where("session_idle", "updated_at", "screen IS NOT NULL"),)
    person_id: int = Field(foreign_key="person.id", primary_key=True, sa_type=BIG)
    state: dict[str, Any] = Field(sa_type=JSON)
    screen: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    updated_at: datetime = Field(sa_type=Utc)


class RoleRow(SQLModel, table=True):
    """What a person is for a unit and everything below it."""

    __tablename__: ClassVar[Any] = "role"
    __table_args__ = (
        _one_of("name", ROLES, "role_name_known"),
        Index("role_of_unit", "unit", "name"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=BIG)
    name: str
    unit: str
    granted_at: datetime = Field(sa_type=Utc)
    revoked_at: datetime | None = Field(default=None, sa_type=Utc)


class InvitationRow(SQLModel, table=True):
    """A link that makes somebody an officer or staff, once; only a hash of its token is kept."""

    __tablename__: ClassVar[Any] = "invitation"
    __table_args__ = (
        _one_of("role", ROLES, "invitation_role_known"),
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
    holds the spellings of its names as they are searched.
    """

    __tablename__: ClassVar[Any] = "unit"
    __table_args__ = (
        _one_of("presence", PRESENCES, "unit_presence_known"),
        CheckConstraint("valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to", name="unit_days_in_order"),
        Index("unit_first_once", "code", unique=True, **_where("valid_from IS NULL")),
        Index("unit_last_once", "code", unique=True, **_where("valid_to IS NULL")),
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
    """How many initiatives a unit is to reach in a phase."""

    __tablename__: ClassVar[Any] = "target"
    __table_args__ = (
        _one_of("kind", ("fixed", "per_unit", "per_member"), "target_kind_known"),
        CheckConstraint("value >= 0", name="target_not_negative"),
    )
    programme: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    phase: str = Field(primary_key=True)
    kind: str = "fixed"
    value: int
    count: int | None = None
    listed: bool = False


class InitiativeRow(SQLModel, table=True):
    """An initiative from its first answer on; what is searched is copied out of the answers when it is handed in.

    `likeness_keys` are the keys it has in the table of likenesses, eight bytes each; `identity_hash` is keyed and finds
    what one person handed in; `deletion_told_at` is when the author of a forgotten draft was told that it will be
    deleted.
    """

    __tablename__: ClassVar[Any] = "initiative"
    __table_args__ = (
        _one_of("state", STATES, "initiative_state_known"),
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


class LikenessRow(SQLModel, table=True):
    """A key of a text that was handed in: initiatives under the same key may be alike."""

    __tablename__: ClassVar[Any] = "likeness"
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}
    key: int = Field(primary_key=True, sa_type=BigInteger)
    initiative: int = Field(primary_key=True, sa_type=BigInteger)


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


class NoticeRow(SQLModel, table=True):
    """Somebody was told of an event of a programme, once."""

    __tablename__: ClassVar[Any] = "notice"
    person_id: int = Field(foreign_key="person.id", primary_key=True, sa_type=BIG)
    programme: str = Field(primary_key=True)
    event: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Utc)


class VersionRow(SQLModel, table=True):
    """The answers of an initiative as they were handed in each time: first, corrected, and after a return."""

    __tablename__: ClassVar[Any] = "initiative_version"
    initiative: int = Field(primary_key=True, foreign_key="initiative.id", sa_type=BIG)
    version: int = Field(primary_key=True)
    answers: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Utc)
    by: int = Field(foreign_key="person.id", sa_type=BIG)


class InboxRow(SQLModel, table=True):
    """An event that was taken, so that the platform may repeat it; `word` answered a pressed button."""

    __tablename__: ClassVar[Any] = "inbox"
    channel: str = Field(primary_key=True)
    bot: str = Field(primary_key=True)
    event: str = Field(primary_key=True)
    taken_at: datetime = Field(sa_type=Utc, index=True)
    word: str | None = None


class OutboxRow(SQLModel, table=True):
    """One thing to be sent; per chat in the order of lane and id, one at a time. Once pruned it has no body."""

    __tablename__: ClassVar[Any] = "outbox"
    __table_args__ = (
        _one_of("state", ("waiting", "sent", "dead", "dropped"), "outbox_state_known"),
        _one_of("kind", ("post", "redraw", "erase", "file", "document"), "outbox_kind_known"),
        Index("outbox_waiting", "state", "chat", "lane", "id"),
        Index("outbox_message", "channel", "bot", "chat", "message"),
        Index("outbox_about", "about"),
        _index_where("outbox_unpruned", "created_at", "pruned_at IS NULL"),
        Index("outbox_of_person", "person_id"),
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
    gathers: str | None = None
    message: str | None = None
    state: str = "waiting"
    created_at: datetime = Field(sa_type=Utc)
    due_at: datetime = Field(sa_type=Utc)
    leased_until: datetime | None = Field(default=None, sa_type=Utc)
    attempts: int = 0
    last_error: str = ""
    pruned_at: datetime | None = Field(default=None, sa_type=Utc)


class FileRow(SQLModel, table=True):
    """A file somebody sent: where it can be fetched, what became of it, and under which hash its content is kept.

    `due_at` is when it is to be fetched, and afterwards when to look whether anything still claims it.
    """

    __tablename__: ClassVar[Any] = "file"
    __table_args__ = (
        _one_of("state", ("waiting", "kept", "refused", "gone"), "file_state_known"),
        _one_of("scanned", ("yes", "no", "not scanned"), "file_scan_known"),
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


class AuditRow(SQLModel, table=True):
    """One line per deliberate change: who, on which channel, when, old, new, why; no actor on the command line."""

    __tablename__: ClassVar[Any] = "audit"
    __table_args__ = (Index("audit_of_subject", "subject", "id"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    at: datetime = Field(sa_type=Utc)
    actor: int | None = Field(default=None, foreign_key="person.id", sa_type=BIG)
    channel: str
    action: str
    subject: str
    old: str = ""
    new: str = ""
    reason: str = ""
