"""What the audit says of files that hold whole identity numbers: of what, how many, why."""

from __future__ import annotations

from bot.making.making import Wish
from storage.audit import AuditLine


def line_of(wish: Wish, rows: int, reason: str) -> AuditLine:
    """Return the line for files that were made with whole numbers."""
    what = f"{wish.kind} of {wish.unit}, {wish.phase or 'all phases'}, {rows} rows, whole identity numbers"
    return AuditLine("export identities", f"unit {wish.unit}", new=what, reason=reason, programme=wish.programme)
