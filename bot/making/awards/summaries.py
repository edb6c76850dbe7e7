"""The table of seven columns (R-NOM-5) of those an award's dossier is about, with what only a nomination tells."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.making.awards.listed import AwardSheet, Listed
from bot.making.making import Materials
from bot.making.word import summary
from bot.making.word.wishes import Asked
from bot.making.word.wording import Say
from flows.nomination.nominee import Nominee
from flows.programme import VIETNAM
from flows.screen import N_
from storage.reporting import initiatives
from storage.reporting.scope import Scope

IN_A_FILE = 300
_NONE = N_("none")


async def summaries(sheet: AwardSheet, materials: Materials, folder: Path, named: str) -> list[Path]:
    """Write the files of the table, three hundred initiatives in each."""
    proposed = [(one.candidate.entry.initiative, one) for one in sheet.proposed if one.candidate.entry]
    parts = [proposed[start : start + IN_A_FILE] for start in range(0, len(proposed), IN_A_FILE)]
    about, files = _about(sheet), []
    for number, some in enumerate(parts, 1):
        by_initiative = dict(some)
        async with materials.database.transaction() as session:
            found = await initiatives.several(session, [*by_initiative], materials.cipher)
        entries = tuple(
            summary.Entry.of(one, sheet.units, materials.say, _told(by_initiative[one.id], materials.say))
            for one in found
        )
        behind = f"-{number}" if len(parts) > 1 else ""
        file = folder / f"{materials.say(N_('summary-of-initiatives'))}-{named}{behind}.docx"
        part = summary.Part(entries, IN_A_FILE * (number - 1) + 1, number, len(parts))
        await asyncio.to_thread(summary.write, part, about, sheet.units, materials.say, file)
        files.append(file)
    return files


def past_awards(nominee: Nominee | None, say: Say) -> str:
    """Return what somebody was awarded before, empty where nobody has told it yet."""
    if nominee is None or nominee.past_awards is None:
        return ""
    return nominee.past_awards or say(_NONE)


def _told(one: Listed, say: Say) -> summary.Candidate:
    nominee = one.nominee
    if nominee is None:
        return summary.Candidate()
    return summary.Candidate(nominee.birth_year, nominee.position, None, past_awards(nominee, say) or None)


def _about(sheet: AwardSheet) -> Asked:
    """Return what the table is about: as of the instant of the snapshot, under its name."""
    head = sheet.dossier.found.head
    phases = (sheet.phase,) if sheet.phase else sheet.programme.phases
    scope = Scope(sheet.programme, sheet.unit, phases, head.taken_at, head.taken_at.astimezone(VIETNAM).date())
    return Asked(scope, head.name)
