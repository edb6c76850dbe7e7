"""The tables, with what the database itself refuses."""

from __future__ import annotations

from storage.tables.audit import AuditHeadRow, AuditRow
from storage.tables.awards import AwardTickRow, NominationRow, SnapshotCandidateRow, SnapshotRow, SnapshotUnitRow
from storage.tables.counting import CountChangeRow, CountDayRow, CountFolderRow, CountTotalRow, CountTreeRow
from storage.tables.initiatives import FileRow, InitiativeRow, LikenessRow, VersionRow
from storage.tables.jobs import JobRow, LinkRow
from storage.tables.messages import InboxRow, NoticeRow, OutboxRow
from storage.tables.people import (
    AccountRow,
    ConsentRow,
    DelegationRow,
    DeskRow,
    InvitationRow,
    JoiningRow,
    PersonRow,
    RoleRow,
    SessionRow,
    WeeklyRow,
)
from storage.tables.pushes import PushRecipientRow, PushRow, PushUnitRow
from storage.tables.units import ExtensionRow, ProgrammeRow, SupportRow, TargetChangeRow, TargetRow, TreeRow, UnitRow
from storage.tables.uploads import UploadPageRow, UploadRow
from storage.tables.zalo import ZaloGrantRow

__all__ = [
    "AccountRow",
    "AuditHeadRow",
    "AuditRow",
    "AwardTickRow",
    "ConsentRow",
    "CountChangeRow",
    "CountDayRow",
    "CountFolderRow",
    "CountTotalRow",
    "CountTreeRow",
    "DelegationRow",
    "DeskRow",
    "ExtensionRow",
    "FileRow",
    "InboxRow",
    "InitiativeRow",
    "InvitationRow",
    "JobRow",
    "JoiningRow",
    "LikenessRow",
    "LinkRow",
    "NominationRow",
    "NoticeRow",
    "OutboxRow",
    "PersonRow",
    "ProgrammeRow",
    "PushRecipientRow",
    "PushRow",
    "PushUnitRow",
    "RoleRow",
    "SessionRow",
    "SnapshotCandidateRow",
    "SnapshotRow",
    "SnapshotUnitRow",
    "SupportRow",
    "TargetChangeRow",
    "TargetRow",
    "TreeRow",
    "UnitRow",
    "UploadPageRow",
    "UploadRow",
    "VersionRow",
    "WeeklyRow",
    "ZaloGrantRow",
]
