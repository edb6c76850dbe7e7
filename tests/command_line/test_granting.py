"""`grant` and `revoke`: who is an officer, shown before anything changes, and where what waits goes."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlmodel import col

from storage.tables import AuditRow, InitiativeRow, OutboxRow, RoleRow
from tests.command_line.operator import Operator
from tests.conftest import START
from tests.storage.given import ROOT, UNIT, appoint, every, initiative, meet, put


async def _waiting(operator: Operator) -> None:
    """Let An have handed in two that wait for Bình, the only officer of her unit; Dung is at the top."""
    database = operator.database()
    an, binh, dung = [await meet(database, user, name) for user, name in (("1", "An"), ("2", "Lê Bình"), ("3", "Dung"))]
    await appoint(database, binh, "verifier", UNIT)
    await appoint(database, dung, "verifier", ROOT)
    await put(database, initiative(an, 1), initiative(an, 2))
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).values(desk=UNIT, waiting_since=START))
    await database.close()


async def _desks(operator: Operator) -> set[str | None]:
    database = operator.database()
    async with database.transaction() as session:
        found = set((await session.execute(select(col(InitiativeRow.desk)))).scalars())
    await database.close()
    return found


async def _audited(operator: Operator) -> list[tuple[str, int | None, str]]:
    database = operator.database()
    lines = [(row.action, row.actor, row.channel) for row in await every(database, AuditRow)]
    await database.close()
    return lines


async def test_with_the_last_officer_what_waits_goes_to_the_level_above_who_are_told(operator: Operator) -> None:
    await _waiting(operator)
    done = await operator("revoke", "--unit", UNIT, "--name", "binh", "--yes")
    assert (done.code, done.err) == (0, "")
    gone, went = done.out.splitlines()
    assert gone.startswith("Lê Bình (telegram:2) is no longer verifier of Công đoàn Công ty CP Cà phê")
    assert went.startswith("Waiting initiatives that are now with Liên đoàn Lao động tỉnh Đắk Lắk (DLK): 2.")
    assert await _desks(operator) == {ROOT}
    assert await _audited(operator) == [("revoke", None, "command line")]
    database = operator.database()
    (told,) = await every(database, OutboxRow)
    await database.close()
    assert told.chat == "3"
    again = await operator("revoke", "--unit", UNIT, "--name", "binh", "--yes")
    assert (again.code, "Nobody fits" in again.err) == (1, True)


async def test_a_role_is_given_to_somebody_known_and_what_waits_comes_to_them(operator: Operator) -> None:
    await _waiting(operator)
    await operator("revoke", "--unit", UNIT, "--account", "telegram:2", "--yes")
    done = await operator("grant", "--unit", "dlk-01-017", "--account", "telegram:2", "--name", "Lê Văn Bình", "--yes")
    assert (done.code, done.err) == (0, "")
    assert "Lê Văn Bình (telegram:2) is now verifier of" in done.out
    assert "(DLK-01-017): 2." in done.out
    assert await _desks(operator) == {UNIT}
    listed = await operator("grant", "--list", "--unit", UNIT)
    assert "  verifier: Lê Văn Bình (telegram:2)" in listed.out
    twice = await operator("grant", "--unit", UNIT, "--account", "telegram:2", "--yes")
    assert twice.out == "Nothing has changed: it was so already.\n"
    assert [action for action, *_ in await _audited(operator)] == ["revoke", "grant"]


async def test_without_a_yes_nothing_changes(operator: Operator) -> None:
    await _waiting(operator)
    for command in (("revoke", "--name", "Bình"), ("grant", "--account", "telegram:1")):
        done = await operator(command[0], "--unit", UNIT, *command[1:])
        assert "Bình" in done.out or "telegram:1" in done.out
    database = operator.database()
    assert [row.revoked_at for row in await every(database, RoleRow)] == [None, None]
    await database.close()
    assert await _audited(operator) == []


async def test_an_account_nobody_wrote_from_and_two_who_fit_are_told_with_a_way_out(operator: Operator) -> None:
    await _waiting(operator)
    done = await operator("grant", "--unit", UNIT, "--account", "telegram:77", "--yes")
    assert (done.code, "Nobody has written to the bot as telegram:77" in done.err) == (1, True)
    await operator("grant", "--unit", UNIT, "--account", "telegram:3", "--name", "Hồ Bình", "--yes")
    done = await operator("revoke", "--unit", UNIT, "--name", "Bình", "--yes")
    assert done.code == 1
    assert "Several people fit." in done.err
    assert "Lê Bình (telegram:2); Hồ Bình (telegram:3). Name one by --account." in done.err
    assert (await operator("revoke", "--unit", UNIT)).code == 2
    assert (await operator("grant", "--unit", UNIT)).code == 2


async def test_the_doctor_tells_of_wrong_desks(operator: Operator) -> None:
    await _waiting(operator)
    said = "Waiting initiatives at another desk than their officers': 2. A running bot puts it right."
    assert said not in (await operator("doctor", "--offline")).out
    database = operator.database()
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).values(desk=None))
    await database.close()
    assert said in (await operator("doctor", "--offline")).out


async def test_a_merger_takes_what_waits_along(operator: Operator) -> None:
    await _waiting(operator)
    await operator("revoke", "--unit", UNIT, "--name", "Bình", "--yes")
    await operator("grant", "--unit", "DLK-01-032", "--account", "telegram:2", "--yes")
    done = await operator("units", "merge", UNIT, "--into", "DLK-01-032", "--on", "2022-01-01", "--reason", "QĐ 1")
    assert (done.code, done.err) == (0, "")
    assert await _desks(operator) == {"DLK-01-032"}
