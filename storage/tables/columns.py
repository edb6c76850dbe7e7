"""What tables are made of: columns, checks and partial indexes as both databases write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Dialect, Index, Integer, text
from sqlalchemy.types import TypeDecorator

STATES = ("draft", "pending", "verified", "returned", "rejected", "withdrawn")
ROLES = ("verifier", "staff", "administrator", "supporter", "registrar")
JOB_STATES = ("waiting", "working", "done", "failed", "called off", "expired")
CARDS = ("each", "few", "digest")
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


def one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    """Return the check that a column has one of some values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def where(condition: str) -> dict[str, Any]:
    """Return what makes an index cover only the rows that meet a condition, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def index_where(name: str, column: str, condition: str) -> Index:
    """Return an index of those rows only that tidying still has to look at."""
    return Index(name, column, **where(condition))
