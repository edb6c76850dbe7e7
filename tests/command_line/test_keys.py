"""`db rotate-keys` says when the old key can go, and does not say so too early."""

from __future__ import annotations

from storage.tables import InitiativeRow
from tests.command_line.operator import Operator
from tests.storage.given import draft, every, initiative, meet, put

OLD = "a secret of tests"
ROTATING = {"SECRET_KEY": "a new secret", "SECRET_KEY_OLD": OLD}


async def filled(operator: Operator) -> None:
    database = operator.database()
    an = await meet(database, "an")
    await put(database, initiative(an, 1), draft(an, 2))
    await database.close()


async def test_everything_is_rotated_and_the_old_key_can_go(operator: Operator) -> None:
    await filled(operator)
    first = await operator("db", "rotate-keys", **ROTATING)
    again = await operator("db", "rotate-keys", **ROTATING)
    assert (first.code, first.out) == (
        0,
        "2 rows were brought under the present key.\nSECRET_KEY_OLD can be removed now.\n",
    )
    assert again.out == "Nothing was under another key.\nSECRET_KEY_OLD can be removed now.\n"
    alone = await operator("db", "rotate-keys", SECRET_KEY="a new secret")
    assert alone.out == "Nothing was under another key.\nThere is no SECRET_KEY_OLD to remove.\n"
    doctor = await operator("doctor", SECRET_KEY="a new secret")
    assert "The identity numbers kept here can be opened." in doctor.out


async def test_without_the_old_key_it_says_so_and_changes_nothing(operator: Operator) -> None:
    await filled(operator)
    database = operator.database()
    before = [row.answers for row in await every(database, InitiativeRow)]
    done = await operator("db", "rotate-keys", SECRET_KEY="a new secret")
    assert done.code == 1
    assert "2 rows hold secrets that no key given opens" in done.err
    assert "SECRET_KEY_OLD" in done.err
    assert [row.answers for row in await every(database, InitiativeRow)] == before
    await database.close()
