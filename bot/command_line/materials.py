"""What documents are made of at the command line: everything as it stands at this moment."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.app import read_packs
from bot.command_line.database import opened, require_tables
from bot.command_line.trouble import CommandError
from bot.making.making import Materials
from bot.settings import Settings
from bot.talk import Talk
from flows.programme import VIETNAM
from storage import loading
from storage.cipher import Cipher
from storage.objects import Objects


@asynccontextmanager
async def gathered(chosen: Settings, language: str, now: datetime) -> AsyncIterator[Materials]:
    """Open what documents in a language are made of; raises CommandError for a language there is not."""
    talk = Talk.load()
    if language not in talk.languages:
        raise CommandError(f"There is no language {language}. Those there are: {', '.join(sorted(talk.languages))}.")
    programmes = [pack.programme for pack in read_packs(chosen)]
    async with opened(chosen.database_url) as database:
        await require_tables(database)
        async with database.transaction() as session:
            shared = await loading.snapshot(session, programmes, now.astimezone(VIETNAM).date())
        yield Materials(
            database=database,
            cipher=Cipher(chosen.keys(), os.urandom),
            objects=Objects(chosen.files_url),
            programmes=shared.programmes,
            units=shared.units,
            say=lambda line: talk.say(line, language),
        )
