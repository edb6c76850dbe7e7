"""The people whose phones the sandbox shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """One person with one phone, as Telegram knows them."""

    key: str
    """Short name used in scripts and in addresses, e.g. `an`."""
    name: str
    role: str
    """Short label shown above the phone."""
    user_id: int
    phone: str
    """In E.164, e.g. `+84900000001`."""
    username: str | None = None
    language_code: str = "vi"


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """One bot as its maker registered it."""

    token: str
    username: str
    name: str

    @property
    def user_id(self) -> int:
        """The number before the colon of the token."""
        return int(self.token.partition(":")[0])
