"""Keys are rotated while the bot runs; afterwards the old one opens nothing that is kept."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import update
from sqlmodel import SQLModel, col

from flows.draft import Secret
from storage import rotation
from storage.answers import SECRET_MARK, closed_by_present_key, dump
from storage.cipher import Cipher, UnreadableSecretError
from storage.database import Database
from storage.initiatives import Initiatives
from storage.outbox import Outbox, Written
from storage.rotation import Step
from storage.sealed import SEALED
from storage.tables import InitiativeRow, OutboxRow
from tests.conftest import START
from tests.storage.given import CIPHER, COMPLETE, IDENTITY, PROGRAMME, chat_of, draft, every, initiative, meet, put
from tests.storage.posting import claim

NEW = Cipher(("a new secret", "a secret of tests"), os.urandom)
ONLY_NEW = Cipher(("a new secret",), os.urandom)


async def rotated(database: Database, cipher: Cipher = NEW) -> Step:
    steps = [step async for step in rotation.rotate(database, cipher)]
    return Step(*(sum(getattr(step, name) for step in steps) for name in ("looked_at", "rotated", "unreadable")))


async def some(database: Database, count: int = 3) -> None:
    an = await meet(database, "an")
    await put(database, *(initiative(an, number) for number in range(1, count)))
    await put(database, draft(an, count, {}).hold("identity", (Secret(IDENTITY), {"again": Secret(IDENTITY)})))


def test_every_column_that_keeps_answers_is_rotated() -> None:
    """A table with a JSON column called answers or partials belongs into storage/sealed.py's SEALED."""
    listed = {(str(one.table.__tablename__), column) for one in SEALED for column in one.columns}
    kept = {
        (name, column.name)
        for name, table in SQLModel.metadata.tables.items()
        for column in table.columns
        if column.name in ("answers", "partials")
    }
    assert listed == kept


async def test_afterwards_the_new_key_alone_opens_everything_and_the_old_one_nothing(database: Database) -> None:
    await some(database)
    assert await rotated(database) == Step(looked_at=3, rotated=3, unreadable=0)
    async with database.transaction() as session:
        opened = [await Initiatives(session, ONLY_NEW).by_id(number) for number in (1, 2, 3)]
        with pytest.raises(UnreadableSecretError):
            await Initiatives(session, CIPHER).by_id(1)
    assert [one.answers for one in opened if one] == [COMPLETE, COMPLETE, {}]
    assert opened[2] is not None
    assert opened[2].partials["identity"] == (Secret(IDENTITY), {"again": Secret(IDENTITY)})


async def test_rotating_again_changes_nothing(database: Database) -> None:
    await some(database)
    await rotated(database)
    before = [row.answers for row in await every(database, InitiativeRow)]
    assert await rotated(database) == Step(3, 0, 0)
    assert [row.answers for row in await every(database, InitiativeRow)] == before


async def test_interrupted_it_goes_on_where_it_is_begun_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "_BATCH", 2)
    await some(database, 7)
    begun = rotation.rotate(database, NEW)
    done = [await anext(begun) for _ in range(3)]
    assert sum(step.rotated for step in done) == 4
    assert await rotated(database) == Step(7, 3, 0)


async def test_what_a_bot_with_both_keys_stores_meanwhile_is_kept_and_under_the_new_key(database: Database) -> None:
    await some(database)
    await rotated(database)
    async with database.transaction() as session:
        here = Initiatives(session, NEW)
        one = await here.by_id(3)
        assert one is not None
        await here.keep(one.answer("identity", Secret(IDENTITY)), START)
    assert await rotated(database) == Step(3, 0, 0)


async def test_a_secret_no_key_opens_is_counted_left_alone_and_stops_nobody_else(database: Database) -> None:
    await some(database)
    lost = dump(COMPLETE, Cipher(("a lost secret",), os.urandom), 1)
    async with database.transaction() as session:
        await session.execute(update(InitiativeRow).where(col(InitiativeRow.id) == 1).values(answers=lost))
    assert await rotated(database) == Step(looked_at=3, rotated=2, unreadable=1)
    first, *_ = await every(database, InitiativeRow)
    assert first.answers == lost


async def test_a_document_that_waits_is_rotated_too(database: Database) -> None:
    an = await meet(database, "an")
    async with database.transaction() as session:
        await Outbox(session, START).document(chat_of(an, "an"), Written("x.txt", IDENTITY), CIPHER)
    assert (await rotated(database)).rotated == 1
    (parcel,) = await claim(database)
    assert parcel.document(ONLY_NEW) == Written("x.txt", IDENTITY)


async def test_a_document_opens_for_nobody_else(database: Database) -> None:
    an, chi = await meet(database, "an"), await meet(database, "chi")
    async with database.transaction() as session:
        await Outbox(session, START).document(chat_of(an, "an"), Written("x.txt", IDENTITY), CIPHER)
        await session.execute(update(OutboxRow).values(person_id=chi.id))
    (parcel,) = await claim(database)
    with pytest.raises(UnreadableSecretError):
        parcel.document(CIPHER)


async def test_initiatives_are_found_by_identity_number_before_during_and_after(database: Database) -> None:
    await some(database)

    async def found(cipher: Cipher, digits: str = IDENTITY) -> tuple[int, ...]:
        async with database.transaction() as session:
            return await Initiatives(session, cipher).with_identity(PROGRAMME, Secret(digits))

    await rotated(database, CIPHER)  # fills in the hashes of what was handed in before there were any
    assert await found(CIPHER) == await found(NEW) == (1, 2)
    assert await found(ONLY_NEW) == ()
    await rotated(database)
    assert await found(NEW) == await found(ONLY_NEW) == (1, 2)
    assert await found(NEW, "066188001235") == ()
    assert IDENTITY not in str([row.identity_hash for row in await every(database, InitiativeRow)])


def test_a_token_and_a_hash_say_which_key_made_them() -> None:
    old, new = CIPHER.close(IDENTITY, "p"), NEW.close(IDENTITY, "p")
    assert [NEW.is_present(one) for one in (old, new, CIPHER.fingerprint(IDENTITY), NEW.fingerprint(IDENTITY))] == [
        False,
        True,
        False,
        True,
    ]
    assert NEW.fingerprints(IDENTITY) == (NEW.fingerprint(IDENTITY), CIPHER.fingerprint(IDENTITY))
    assert not {"a new secret", "a secret of tests"} & {old.partition(".")[0], new.partition(".")[0]}


def test_a_token_of_before_tokens_named_their_key_still_opens_and_is_due_for_rotation() -> None:
    bare = CIPHER.close(IDENTITY, "p").partition(".")[2]
    assert NEW.open(bare, "p") == IDENTITY
    assert not closed_by_present_key({"identity": {SECRET_MARK: bare}}, CIPHER)
