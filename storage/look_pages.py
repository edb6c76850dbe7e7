"""Pages that show a card number once: what such a page is stands sealed in its address, and nothing of it is kept.

That it was opened is an event that was taken; wrong codes are lines of the audit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from flows.desk.looking import LASTS, WRONG_CODE, over
from flows.needs import LookToken, WrongLookCodes
from storage.cipher import Cipher, UnreadableSecretError
from storage.looks import subject
from storage.outbox import Place
from storage.tables import AccountRow, AuditRow, InboxRow

_SEALED_FOR = "the address of a card number"


@dataclass(frozen=True, slots=True)
class LookPage:
    """A page: for which initiative, whose it is and where they were told its code, and until when it opens."""

    initiative: int
    person: int
    account: int
    until: datetime
    code: str = field(repr=False)
    key: str = ""

    @property
    def opening(self) -> str:
        """Return the name of the one event that opens it."""
        return f"look {self.key}"


def sealed(cipher: Cipher, need: LookToken) -> str:
    """Return what the address of a page ends in."""
    until = int(need.until.timestamp())
    plain = f"{need.initiative} {need.person} {need.account} {until:x} {need.code}"
    return cipher.close(plain, _SEALED_FOR).rstrip("=")


def read(cipher: Cipher, token: str) -> LookPage | None:
    """Return the page an address leads to, None where this bot did not make it."""
    try:
        plain = cipher.open(f"{token}{'=' * (-len(token.rpartition('.')[2]) % 4)}", _SEALED_FOR)
    except UnreadableSecretError:
        return None
    initiative, person, account, until, code = plain.split(" ")
    ends = datetime.fromtimestamp(int(until, 16), UTC)
    return LookPage(int(initiative), int(person), int(account), ends, code, sha256(plain.encode()).hexdigest())


async def place_of(session: AsyncSession, page: LookPage) -> Place | None:
    """Return the chat where the code of a page was told, None where it is not that person's any more."""
    row = await session.get(AccountRow, page.account)
    if row is None or row.person_id != page.person:
        return None
    return Place(row.person_id, row.channel, row.bot, row.chat_id)


async def is_over(session: AsyncSession, page: LookPage, place: Place, now: datetime) -> bool:
    """Tell whether a page shows nothing any more: it was opened, its time is over, or wrong codes were too many."""
    here = col(InboxRow.channel) == place.channel, col(InboxRow.bot) == place.bot
    opened = exists().where(*here, col(InboxRow.event) == page.opening)
    if (await session.execute(select(opened))).scalar_one():
        return True
    wrong = await wrong_codes(session, WrongLookCodes(page.person, page.until - LASTS))
    return over(now, page.until, wrong)


async def wrong_codes(session: AsyncSession, need: WrongLookCodes) -> int:
    """Return how many wrong codes were typed on pages of somebody since an instant."""
    wrong = select(func.count()).where(
        col(AuditRow.subject) == subject(need.person),
        col(AuditRow.action) == "refused",
        col(AuditRow.new) == WRONG_CODE,
        col(AuditRow.at) >= need.since,
    )
    return (await session.execute(wrong)).scalar_one()
