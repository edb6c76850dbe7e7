"""Identity numbers are nowhere to be read but by whoever has the key."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import SQLModel

from flows.draft import Initiative, Secret, Value
from flows.said import Command, Edited, Tap, Text
from flows.screen import Action
from flows.session import Filling, Session
from storage.answers import dump, load
from storage.cipher import Cipher, UnreadableSecretError
from storage.database import Database
from storage.initiatives import Initiatives
from storage.packs import Pack
from storage.tables import AuditRow, InitiativeRow, OutboxRow
from tests.storage.given import (
    CIPHER,
    COMPLETE,
    IDENTITY,
    UPPER,
    agree,
    appoint,
    draft,
    every,
    found,
    initiative,
    meet,
    put,
    set_down,
)
from tests.storage.speaking import event, turns_on

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SECRETS = st.text(min_size=1).map(Secret)
VALUES: st.SearchStrategy[Value] = st.recursive(
    st.text() | st.integers(-(2**53), 2**53) | SECRETS,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text().filter(lambda key: key != "$secret"), inner, max_size=3)
    ),
    max_leaves=8,
)


async def kept(database: Database) -> bytes:
    """Return every byte a database keeps: SQLite's file with its log, or all rows of PostgreSQL."""
    if database.is_sqlite:
        file = Path(str(database.url.database))
        return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    rows: list[str] = []
    async with database.transaction() as session:
        for name in SQLModel.metadata.tables:
            rows += (await session.execute(text(f'SELECT t::text FROM "{name}" t'))).scalars().all()  # noqa: S608 - names are ours
    return "\n".join(rows).encode()


@calm
@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_answers_are_the_same_after_being_stored(answers: Mapping[str, Value]) -> None:
    assert load(json.loads(json.dumps(dump(answers, CIPHER, 7))), CIPHER, 7) == answers


@calm
@given(st.text("0123456789", min_size=9, max_size=12))
def test_a_stored_secret_does_not_contain_its_digits(digits: str) -> None:
    assert digits not in json.dumps(dump({"identity": Secret(digits)}, CIPHER, 7))


@pytest.mark.parametrize(
    "typed", [IDENTITY, "066 188 001 234", "0661880012345", "06618800123", "số là 066188001234", "066188001234."]
)
async def test_an_identity_number_somebody_types_is_not_in_the_database(
    database: Database, pack: Pack, typed: str
) -> None:
    an = await meet(database, "an")
    await put(database, draft(an, 1, {"full_name": "Trần Thị An", "phone": "0900000001"}))
    await set_down(database, an, Session(Filling(1)))
    await turns_on(database, pack).take(event(1, "an", Text(typed)))
    everything = await kept(database)
    assert b"0900000001" in everything
    assert typed.encode() not in everything
    assert IDENTITY[:10].encode() not in everything.replace(b" ", b"")


async def test_handing_in_and_verifying_shows_nobody_the_number(database: Database, pack: Pack) -> None:
    an, binh = await meet(database, "an"), await meet(database, "binh", "Lê Văn Bình")
    await appoint(database, binh, "verifier", UPPER)
    await put(database, draft(an))
    await set_down(database, an, Session(Filling(1), 3))
    turns = turns_on(database, pack)
    await turns.take(event(1, "an", Tap(Action("submit", ("3",)))))
    await turns.take(event(2, "binh", Tap(Action("verify", ("1", "1")))))
    assert [row.action for row in await every(database, AuditRow)] == ["submit", "verify"]
    assert len(await every(database, OutboxRow)) >= 3
    everything = await kept(database)
    assert b"DLK-01-017" in everything
    assert IDENTITY.encode() not in everything
    assert (stored := await found(database)) is not None
    assert stored.answers["identity"] == Secret(IDENTITY)


async def test_a_number_still_being_given_is_hidden_too(database: Database) -> None:
    an = await meet(database, "an")
    await put(database, draft(an, 1, {}).hold("identity", (Secret(IDENTITY), {"again": Secret(IDENTITY)})))
    assert IDENTITY.encode() not in await kept(database)
    assert (stored := await found(database)) is not None
    assert stored.partials["identity"] == (Secret(IDENTITY), {"again": Secret(IDENTITY)})


async def test_a_secret_copied_to_somebody_elses_initiative_cannot_be_read(database: Database) -> None:
    an, chi = await meet(database, "an"), await meet(database, "chi")
    await put(database, initiative(an, 1), initiative(chi, 2))
    async with database.transaction() as session:
        await session.execute(
            text("UPDATE initiative SET answers = (SELECT answers FROM initiative WHERE id = 1) WHERE id = 2")
        )
    assert await found(database, 1) is not None
    with pytest.raises(UnreadableSecretError):
        await found(database, 2)


async def test_a_database_opened_with_another_key_gives_no_number_away(database: Database) -> None:
    an = await meet(database, "an")
    await put(database, initiative(an))
    async with database.transaction() as session:
        with pytest.raises(UnreadableSecretError):
            await Initiatives(session, Cipher(("another secret",), os.urandom)).by_id(1)
        renewed = Cipher(("another secret", "a secret of tests"), os.urandom)
        assert (stored := await Initiatives(session, renewed).by_id(1)) is not None
    assert stored.answers == COMPLETE


def test_a_secret_opens_only_where_it_was_closed() -> None:
    token = CIPHER.close(IDENTITY, "7/identity")
    assert CIPHER.open(token, "7/identity") == IDENTITY
    for elsewhere in ("8/identity", "7/phone", "", "7/identity "):
        with pytest.raises(UnreadableSecretError):
            CIPHER.open(token, elsewhere)


def test_the_same_secret_never_looks_the_same_twice() -> None:
    assert len({CIPHER.close(IDENTITY, "7/identity") for _ in range(100)}) == 100


def test_an_old_key_opens_what_it_closed_and_closes_nothing_any_more() -> None:
    old, renewed = Cipher(("old",), os.urandom), Cipher(("new", "old"), os.urandom)
    assert renewed.open(old.close(IDENTITY, "p"), "p") == IDENTITY
    with pytest.raises(UnreadableSecretError):
        old.open(renewed.close(IDENTITY, "p"), "p")


def test_a_secret_somebody_tampered_with_is_refused() -> None:
    token = CIPHER.close(IDENTITY, "p")
    for place in range(len(token.rstrip("=")) - 1):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(UnreadableSecretError):
            CIPHER.open(f"{token[:place]}{other}{token[place + 1 :]}", "p")


@pytest.mark.parametrize("keys", [(), ("",), ("good", "")])
def test_a_cipher_needs_keys_that_are_not_empty(keys: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="secret key"):
        Cipher(keys, os.urandom)


def test_a_secret_does_not_show_in_logs() -> None:
    assert repr(COMPLETE["identity"]) == "Secret(••••1234)"
    assert IDENTITY not in repr(COMPLETE)


async def newest(database: Database) -> Initiative:
    numbers = [row.id for row in await every(database, InitiativeRow)]
    stored = await found(database, max(numbers))
    assert stored is not None
    return stored


async def test_a_number_taken_over_or_corrected_by_an_edit_is_nowhere_to_be_read(
    database: Database, pack: Pack
) -> None:
    an = await meet(database, "an")
    await put(database, initiative(an, 7))
    turns = turns_on(database, pack)
    await agree(database, an)
    await turns.take(event(1, "an", Command("submit")))
    await turns.take(event(2, "an", Text("Dùng thông tin này")))
    assert (await newest(database)).answers["identity"] == COMPLETE["identity"]
    await turns.take(event(3, "an", Command("cancel")))
    await turns.take(event(4, "an", Text("Xoá bản nháp")))
    await turns.take(event(5, "an", Command("submit")))
    await turns.take(event(6, "an", Text("Sửa rồi dùng")))
    await turns.take(event(7, "an", Text("3")))
    await turns.take(event(8, "an", Text("066199005678", source="m8")))
    await turns.take(event(9, "an", Edited("066 177 009 999", source="m8")))
    asked = await newest(database)
    assert asked.answers["identity"] == Secret("066199005678")
    assert "@edit" in asked.partials
    await turns.take(event(10, "an", Text("Dùng")))
    assert (await newest(database)).answers["identity"] == Secret("066177009999")
    written = await kept(database)
    for number in (IDENTITY, "066199005678", "066177009999", "066 177 009 999"):
        assert number.encode() not in written
