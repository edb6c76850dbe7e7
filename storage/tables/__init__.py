"""The tables, with what the database itself refuses."""

from __future__ import annotations

from storage.tables.audit import AuditHeadRow, AuditRow
from storage.tables.awards import (
    AwardTickRow,
    NominationRow,
    SnapshotCandidateRow,
    SnapshotRow,
    SnapshotUnitRow,
)
from storage.tables.initiatives import FileRow, InitiativeRow, LikenessRow, VersionRow
from storage.tables.messages import InboxRow, NoticeRow, OutboxRow
from storage.tables.people import (
    AccountRow,
    ConsentRow,
    DelegationRow,
    DeskRow,
    InvitationRow,
    PersonRow,
    RoleRow,
    SessionRow,
)
from storage.tables.units import ExtensionRow, ProgrammeRow, SupportRow, TargetRow, TreeRow, UnitRow

__all__ = [
    "AccountRow",
    "AuditHeadRow",
    "AuditRow",
    "AwardTickRow",
    "ConsentRow",
    "DelegationRow",
    "DeskRow",
    "ExtensionRow",
    "FileRow",
    "InboxRow",
    "InitiativeRow",
    "InvitationRow",
    "LikenessRow",
    "NominationRow",
    "NoticeRow",
    "OutboxRow",
    "PersonRow",
    "ProgrammeRow",
    "RoleRow",
    "SessionRow",
    "SnapshotCandidateRow",
    "SnapshotRow",
    "SnapshotUnitRow",
    "SupportRow",
    "TargetRow",
    "TreeRow",
    "UnitRow",
    "VersionRow",
]
