"""`invite` makes a link that binds one person to one unit, once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.sandbox.cast import BOT
from flows.programme import VIETNAM
from storage import people
from storage.tables import InvitationRow
from tests.command_line.conftest import SECOND, Telegram
from tests.command_line.operator import Done, Operator

BINH = ("invite", "--role", "verifier", "--unit", "DLK-01-017", "--name", "Lê Văn  Bình ")


def _token(done: Done) -> str:
    found = re.search(r"[ =]i-([A-Za-z0-9_-]{32})$", done.out, re.MULTILINE)
    assert found, done
    return found[1]


async def _kept(operator: Operator) -> list[InvitationRow]:
    database = operator.database()
    async with database.transaction() as session:
        rows = list((await session.execute(select(InvitationRow))).scalars())
    await database.close()
    return rows


async def test_an_invitation_is_a_link_of_the_bot_and_says_for_whom_and_until_when(
    operator: Operator, telegram: Telegram
) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    done = await operator.process(*BINH, "--hours", "48", **telegram.settings)
    assert (done.code, done.err) == (0, "")
    link, whom, until = done.out.splitlines()
    assert re.fullmatch(rf"https://t\.me/{BOT.username}\?start=i-[A-Za-z0-9_-]{{32}}", link)
    assert whom.startswith("For Lê Văn Bình: verifier of Công đoàn ")
    assert whom.endswith("(DLK-01-017).")
    (row,) = await _kept(operator)
    assert (row.role, row.unit, row.name) == ("verifier", "DLK-01-017", "Lê Văn Bình")
    expires: Any = row.expires_at
    assert timedelta(hours=48) <= expires - before < timedelta(hours=48, minutes=2)
    assert f"until {expires.astimezone(VIETNAM):%H:%M on %d/%m/%Y} (Vietnam time)" in until


async def test_the_token_is_kept_only_as_a_hash_and_is_the_one_that_was_shown(operator: Operator) -> None:
    token = _token(await operator(*BINH))
    database = operator.database()
    async with database.transaction() as session:
        invitation = await people.invitation(session, token)
    await database.close()
    assert invitation is not None
    assert not invitation.used
    files = [file.read_bytes() for file in operator.folder.rglob("*") if file.is_file()]
    assert files
    assert not any(token.encode() in content for content in files)


async def test_without_a_bot_there_is_a_line_to_send_and_the_reason(operator: Operator) -> None:
    done = await operator(*BINH)
    assert done.code == 0
    assert done.out.splitlines()[0] == f"/start i-{_token(done)}"
    assert "TELEGRAM_TOKEN is not set." in done.out


async def test_where_telegram_does_not_answer_there_is_a_line_to_send_and_the_reason(operator: Operator) -> None:
    done = await operator(*BINH, TELEGRAM_TOKEN=BOT.token, TELEGRAM_API_URL="http://127.0.0.1:1")
    assert done.code == 0
    assert done.out.startswith("/start i-")
    assert "Telegram does not answer at 127.0.0.1:1 (NetworkError)." in done.out
    assert BOT.token not in done.said


async def test_a_token_telegram_refuses_is_said_to_be_so_and_not_shown(operator: Operator, telegram: Telegram) -> None:
    done = await operator(*BINH, TELEGRAM_TOKEN="123:stolen", TELEGRAM_API_URL=telegram.url)
    assert done.code == 0
    assert "Telegram refuses the token of bot “main”." in done.out
    assert "stolen" not in done.said


async def test_of_several_bots_one_is_named(operator: Operator, telegram: Telegram) -> None:
    bots = {**telegram.settings, "TELEGRAM_TOKEN": f"daklak={BOT.token},gialai={SECOND.token}"}
    chosen = await operator(*BINH, "--bot", "gialai", **bots)
    assert chosen.out.startswith(f"https://t.me/{SECOND.username}?start=i-")
    for wrong in ((), ("--bot", "konturm")):
        done = await operator(*BINH, *wrong, **bots)
        assert done.code == 1
        assert "bots are: daklak, gialai" in done.err
    assert len(await _kept(operator)) == 1


async def test_a_unit_that_is_not_there_is_refused_with_those_that_may_be_meant(operator: Operator) -> None:
    by_name = await operator("invite", "--role", "staff", "--unit", "buon ho")
    by_code = await operator("invite", "--role", "staff", "--unit", "DLK-01-17")
    assert (by_name.code, by_code.code) == (1, 1)
    assert "No unit has the code buon ho. Did you mean: DLK-02 Liên đoàn Lao động thị xã Buôn Hồ" in by_name.err
    assert "DLK-01-017 " in by_code.err
    assert await _kept(operator) == []


async def test_a_code_may_be_written_in_small_letters(operator: Operator) -> None:
    done = await operator("invite", "--role", "administrator", "--unit", "dlk")
    assert done.code == 0
    assert "For whoever opens it: administrator of Liên đoàn Lao động tỉnh Đắk Lắk (DLK)." in done.out


async def test_nothing_is_made_where_there_are_no_tables_or_no_units(newcomer: Operator) -> None:
    done = await newcomer(*BINH)
    assert (done.code, done.err) == (1, "The database has no tables yet. Run: sangkien db upgrade\n")
    assert not newcomer.file.exists()
    await newcomer("db", "upgrade")
    done = await newcomer(*BINH)
    assert (done.code, done.err) == (1, "There are no units yet. Run: sangkien programme load\n")


async def test_an_invitation_expires_by_the_clock_the_bot_lives_by(operator: Operator, telegram: Telegram) -> None:
    done = await operator(*BINH, **telegram.settings, CLOCK="2022-03-21T09:00:00+07:00")
    assert "until 09:00 on 24/03/2022 (Vietnam time)" in done.out
