"""The one list of every table that names a person or an initiative of theirs, and what becomes of its rows.

A new table with such a column belongs into HELD; a test fails until it is there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import delete, or_
from sqlmodel import SQLModel

from storage.person_tables import erased, merged
from storage.person_tables.erased import Erasing, names
from storage.person_tables.merged import Merging, move, once
from storage.tables import (
    AccountRow,
    AuditRow,
    AwardTickRow,
    ConsentRow,
    DelegationRow,
    DeskRow,
    FileRow,
    InitiativeRow,
    InvitationRow,
    JobRow,
    JoiningRow,
    LikenessRow,
    LinkRow,
    NominationRow,
    NoticeRow,
    OutboxRow,
    PersonRow,
    PushRecipientRow,
    PushRow,
    RoleRow,
    SessionRow,
    SnapshotCandidateRow,
    UploadPageRow,
    UploadRow,
    VersionRow,
    WeeklyRow,
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a table holds: the columns that name a person, or one of their initiatives, and what becomes of its rows.

    `officers` name whoever has somebody else's initiative in hand, so that erasing an officer leaves them. Where
    nothing else is said, whoever is erased has their rows deleted, and of two who are one the columns name the one who
    stays.
    """

    table: type[SQLModel]
    persons: tuple[str, ...] = ()
    initiatives: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()
    fate: str = "deleted"
    when_erased: Callable[[Erasing], Awaitable[None]] | None = None
    when_merged: Callable[[Merging], Awaitable[None]] | None = None

    @property
    def name(self) -> str:
        """Return the name of the table."""
        return str(self.table.__tablename__)

    @property
    def theirs(self) -> tuple[str, ...]:
        """Return the columns by which a row is theirs, or about something that is."""
        return (*self.persons, *self.initiatives)

    async def erase(self, erasing: Erasing) -> None:
        """Take from the table what is held of a person."""
        if self.when_erased:
            await self.when_erased(erasing)
            return
        named = (names(self.table, column, erasing.person, erasing.initiatives) for column in self.theirs)
        await erasing.session.execute(delete(self.table).where(or_(*named)))

    async def merge(self, merging: Merging) -> None:
        """Let what is held of one person be held of another one."""
        if self.when_merged:
            await self.when_merged(merging)
            return
        await move(merging, self.table, *self.persons, *self.officers)


# In the order of erasing and of merging: accounts first, as every turn of the person does; themselves last.
HELD: tuple[Held, ...] = (
    Held(AccountRow, ("person_id",)),
    Held(
        LikenessRow,
        initiatives=("initiative",),
        fate="deleted, so that nothing is found by its text",
        when_erased=erased.likenesses,
    ),
    Held(
        VersionRow,
        ("by",),
        ("initiative",),
        fate="deleted, of others' the id is kept",
        when_erased=erased.versions,
    ),
    Held(
        InitiativeRow,
        ("author", "entered_by"),
        officers=("decided_by", "decided_for", "opened_by", "claimed_by"),
        fate="drafts deleted, undecided ones withdrawn, all reduced to what counts, of others' the id is kept",
        when_erased=erased.initiatives,
    ),
    Held(
        OutboxRow,
        ("person_id",),
        ("about",),
        fate="messages deleted, officers' cards blanked",
        when_erased=erased.messages,
        when_merged=merged.messages,
    ),
    Held(
        FileRow,
        ("person_id",),
        ("initiative",),
        fate="names removed, contents deleted within the hour",
        when_erased=erased.files,
    ),
    Held(UploadPageRow, ("person_id",), ("initiative",)),
    Held(
        UploadRow,
        ("person_id",),
        ("initiative",),
        fate="contents deleted within the hour, then the row",
        when_erased=erased.uploads,
    ),
    Held(LinkRow, ("person_id",)),
    Held(
        JobRow,
        ("person_id",),
        fate="called off, contents deleted within the hour, kept by id",
        when_erased=erased.jobs,
        when_merged=merged.jobs,
    ),
    Held(NoticeRow, ("person_id",), when_merged=once(NoticeRow, "programme", "event")),
    Held(SessionRow, ("person_id",), when_merged=merged.conversation),
    Held(
        JoiningRow,
        ("person_id", "used_by"),
        fate="chat removed, kept by id",
        when_erased=erased.codes,
        when_merged=merged.codes,
    ),
    Held(RoleRow, ("person_id",), fate="ended, kept by id", when_erased=erased.roles, when_merged=merged.roles),
    Held(InvitationRow, ("used_by",), fate="name removed", when_erased=erased.invitations),
    Held(ConsentRow, ("person_id", "by"), fate="ended, kept by id as proof", when_erased=erased.consents),
    Held(DelegationRow, ("person_id", "to_id"), fate="ended, kept by id", when_erased=erased.delegations),
    Held(DeskRow, ("person_id",), when_merged=once(DeskRow)),
    Held(WeeklyRow, ("person_id",), when_merged=once(WeeklyRow)),
    Held(PushRow, ("sender",), fate="stopped, words removed, kept by id", when_erased=erased.sent_pushes),
    Held(PushRecipientRow, ("person_id",), when_merged=once(PushRecipientRow, "push_id")),
    Held(
        NominationRow,
        ("by", "withdrawn_by"),
        ("initiative",),
        fate="words removed, kept by id",
        when_erased=erased.nominations,
    ),
    Held(AwardTickRow, ("by",), ("initiative",), fate="words removed, kept by id", when_erased=erased.ticks),
    Held(
        SnapshotCandidateRow,
        ("author",),
        ("initiative",),
        fate="kept, ids and figures only",
        when_erased=erased.nothing,
        when_merged=merged.nothing,
    ),
    Held(
        AuditRow,
        ("actor", "stood_for", "subject"),
        fate="words removed, kept by id",
        when_erased=erased.audit_lines,
        when_merged=merged.nothing,
    ),
    Held(
        PersonRow,
        ("id", "merged_into"),
        fate="name removed, id kept",
        when_erased=erased.themselves,
        when_merged=merged.themselves,
    ),
)
