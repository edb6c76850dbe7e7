"""Checks at which question people stop: where drafts of the last month stand that nobody went on with (demand 40)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from bot.command_line.checks.finding import Finding, mind, well
from storage.database import Database
from storage.packs import Pack
from storage.tables import InitiativeRow

_MONTH, _GIVEN_UP = timedelta(days=30), timedelta(days=1)
_MOST_ROWS = 10_000
_FEW = 10
_TOO_MANY = 0.10


async def check(database: Database, pack: Pack, now: datetime) -> Finding:
    """Tell the share of those who reached a question and stopped there; above 10 % the question needs a look."""
    questions, key = pack.programme.questions, pack.programme.key
    stopped: Counter[str] = Counter()
    handed_in = 0
    async with database.transaction() as session:
        recent = (
            select(col(InitiativeRow.state), col(InitiativeRow.answers))
            .where(
                col(InitiativeRow.programme) == key,
                col(InitiativeRow.updated_at) > now - _MONTH,
                col(InitiativeRow.updated_at) <= now - _GIVEN_UP,
            )
            .order_by(col(InitiativeRow.id).desc())
            .limit(_MOST_ROWS)
        )
        for state, answers in (await session.execute(recent)).all():
            if state == "draft":
                stopped[next((one for one in questions if one not in answers), "summary")] += 1
            else:
                handed_in += 1
    shares = _shares((*questions, "summary"), stopped, handed_in)
    if not stopped:
        return well(f"{key}: no draft of the last month was left unfinished.")
    listed = "; ".join(f"{question} {stopped[question]} of {reached}" for question, reached in shares)
    said = f"{key}: drafts of the last month left unfinished, by the question they stand at: {listed}."
    high = [one for one, reached in shares if reached >= _FEW and stopped[one] > _TOO_MANY * reached]
    return mind(f"{said} More than 10% stop at: {', '.join(high)}. Make it easier.") if high else well(said)


def _shares(questions: Sequence[str], stopped: Counter[str], handed_in: int) -> list[tuple[str, int]]:
    """Return the questions somebody stopped at, each with how many had reached it."""
    reached, shares = handed_in, []
    for question in reversed(questions):
        reached += stopped[question]
        if stopped[question]:
            shares.append((question, reached))
    return shares[::-1]
