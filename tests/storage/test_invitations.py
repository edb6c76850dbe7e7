"""A link makes somebody an officer once, until it expires, whoever presses it how often and how fast."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from flows.person import Role
from flows.records import Invitation
from flows.said import Command
from storage import people
from storage.database import ConflictError, Database
from storage.outbox import SCREEN
from storage.packs import Pack
from storage.tables import AuditRow, InvitationRow, OutboxRow, RoleRow
from tests.conftest import START
from tests.storage.crowd import at_once
from tests.storage.given import UPPER, every, meet
from tests.storage.speaking import event, text_of, turns_on

TOKEN = "only-binh-knows-this"
LASTS = timedelta(days=3)
WELCOME = "You are now {role} of {unit}."
REFUSED = "This link has been used or has expired. Ask whoever sent it for a new one."


@pytest.fixture
async def invited(database: Database) -> None:
    async with database.transaction() as session:
        await people.invite(session, TOKEN, role="verifier", unit=UPPER, name="Lê Văn Bình", now=START, lasts=LASTS)


async def press(
    database: Database, pack: Pack, user: str, *, number: int = 1, at: datetime = START, token: str = TOKEN
) -> None:
    await turns_on(database, pack).take(event(number, user, Command("start", f"i-{token}"), at))


async def answers(database: Database) -> dict[str, list[str]]:
    """Return the first lines of what each chat is to be told."""
    said: dict[str, list[str]] = {}
    for row in await every(database, OutboxRow):
        said.setdefault(row.chat, []).append(text_of(SCREEN.validate_python(row.body["screen"])))
    return said


@pytest.mark.usefixtures("invited")
async def test_an_invitation_gives_its_role_and_name_once(database: Database, pack: Pack) -> None:
    await press(database, pack, "binh")
    await press(database, pack, "chi", number=2)
    await press(database, pack, "binh", number=3)
    assert await answers(database) == {"binh": [WELCOME, REFUSED], "chi": [REFUSED]}
    binh, chi = await meet(database, "binh"), await meet(database, "chi")
    assert (binh.name, binh.roles, chi.roles) == ("Lê Văn Bình", (Role("verifier", UPPER),), ())
    (row,) = await every(database, InvitationRow)
    assert (row.used_by, row.used_at) == (binh.id, START)
    assert [(row.actor, row.action) for row in await every(database, AuditRow)] == [
        (binh.id, "accept invitation"),
        (chi.id, "refused"),
        (binh.id, "refused"),
    ]


@pytest.mark.usefixtures("invited")
async def test_an_invitation_works_until_the_instant_it_expires(database: Database, pack: Pack) -> None:
    await press(database, pack, "chi", at=START + LASTS)
    await press(database, pack, "binh", number=2, at=START + LASTS - timedelta(microseconds=1))
    assert await answers(database) == {"chi": [REFUSED], "binh": [WELCOME]}


@pytest.mark.usefixtures("invited")
@pytest.mark.parametrize("token", ["", "invented", TOKEN.upper(), f"{TOKEN}x"])
async def test_an_invented_invitation_is_refused_in_the_same_words(database: Database, pack: Pack, token: str) -> None:
    await press(database, pack, "stranger", token=token)
    assert await answers(database) == {"stranger": [REFUSED]}
    assert await every(database, RoleRow) == []


@pytest.mark.usefixtures("invited")
async def test_two_people_who_press_one_link_at_once_are_not_both_let_in(
    database: Database, second: Database, pack: Pack
) -> None:
    await meet(database, "binh")
    await meet(database, "chi")
    pressing = press(database, pack, "binh", number=1), press(second, pack, "chi", number=2)
    await at_once(database, "invitation", *pressing)
    (role,) = await every(database, RoleRow)
    (used,) = await every(database, InvitationRow)
    assert used.used_by == role.person_id
    assert sorted((await answers(database)).values()) == [[REFUSED], [WELCOME]]


@pytest.mark.usefixtures("invited")
async def test_storage_itself_lets_only_one_accept(database: Database) -> None:
    binh, chi = await meet(database, "binh"), await meet(database, "chi")
    async with database.transaction() as session:
        await people.accept(session, TOKEN, binh.id, "", START)
    with pytest.raises(ConflictError):
        async with database.transaction() as session:
            await people.accept(session, TOKEN, chi.id, "", START)
    with pytest.raises(ConflictError):
        async with database.transaction() as session:
            await people.accept(session, "invented", chi.id, "", START)
    assert [row.person_id for row in await every(database, RoleRow)] == [binh.id]


@pytest.mark.usefixtures("invited")
async def test_an_invitation_says_what_it_is_for_and_whether_it_was_used(database: Database) -> None:
    binh = await meet(database, "binh")
    expected = Invitation("verifier", UPPER, START + LASTS, used=False, name="Lê Văn Bình")
    async with database.transaction() as session:
        assert await people.invitation(session, TOKEN) == expected
        assert await people.invitation(session, "invented") is None
        await people.accept(session, TOKEN, binh.id, "", START)
        assert (used := await people.invitation(session, TOKEN)) is not None
    assert used.used


@pytest.mark.usefixtures("invited")
async def test_the_token_of_a_link_is_not_stored(database: Database) -> None:
    (row,) = await every(database, InvitationRow)
    assert TOKEN not in repr(row)
    assert len(row.token_hash) == 64
