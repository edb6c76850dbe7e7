"""Consent is proof: the words as they were read, when, where; a withdrawal is added, nothing is taken away."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import update

from bot.talk import Talk
from flows import consent
from flows.consent import PUBLISH, SUBMIT, VERSIONS
from flows.said import Command, Tap
from flows.screen import Action
from storage import people
from storage.database import Database
from storage.packs import Pack
from storage.tables import AuditRow, ConsentRow
from tests.conftest import START
from tests.storage.given import every, meet
from tests.storage.speaking import event, turns_on

YES = Tap(Action("consent", ("yes", SUBMIT, VERSIONS[SUBMIT])))
WITHDRAW = Tap(Action("data", ("withdraw-yes", "0")))


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_hash_is_of_the_words_in_the_language_they_were_read_in(
    database: Database, pack: Pack, language: str
) -> None:
    an = await meet(database, "an")
    async with database.transaction() as session:
        await people.set_language(session, an.id, language)
    turns = turns_on(database, pack)
    await turns.take(event(1, "an", Command("submit")))
    await turns.take(event(2, "an", YES))
    (row,) = await every(database, ConsentRow)
    talk, shown = Talk.load(), consent.question()
    words = "\n".join(talk.say(line, language) for line in consent.words(shown))
    assert ("Tôi đồng ý" in words) == (language == "vi")
    assert row.text_hash == sha256(words.encode()).hexdigest()
    assert (row.purpose, row.text_version, row.given, row.channel) == (SUBMIT, VERSIONS[SUBMIT], True, "telegram")
    assert (row.at, row.withdrawn_at) == (START, None)


async def test_a_yes_under_the_details_is_a_yes_to_those_words(database: Database, pack: Pack) -> None:
    turns = turns_on(database, pack)
    await turns.take(event(1, "an", YES))
    detailed = Tap(Action("consent", ("yes", SUBMIT, VERSIONS[SUBMIT], "detail")))
    await turns.take(event(2, "chi", detailed))
    short, full = await every(database, ConsentRow)
    assert short.text_hash != full.text_hash


async def test_the_same_press_delivered_again_is_one_consent(database: Database, pack: Pack) -> None:
    turns = turns_on(database, pack)
    for _ in range(3):
        await turns.take(event(1, "an", YES))
    assert len(await every(database, ConsentRow)) == 1


async def test_a_withdrawal_is_added_with_its_instant_and_a_new_yes_is_a_new_row(
    database: Database, pack: Pack
) -> None:
    turns = turns_on(database, pack)
    for number, said in enumerate((YES, WITHDRAW, YES), 1):
        await turns.take(event(number, "an", said))
    first, second = await every(database, ConsentRow)
    assert (first.given, first.withdrawn_at) == (True, START)
    assert (second.given, second.withdrawn_at) == (True, None)
    assert [row.action for row in await every(database, AuditRow)] == [
        "consent",
        "withdraw consent",
        "consent",
    ]


async def test_a_no_to_being_named_is_kept_so_that_nobody_asks_again(database: Database, pack: Pack) -> None:
    no = Tap(Action("consent", ("no", PUBLISH, VERSIONS[PUBLISH])))
    await turns_on(database, pack).take(event(1, "an", no))
    (row,) = await every(database, ConsentRow)
    assert (row.purpose, row.given) == (PUBLISH, False)
    assert (await meet(database, "an")).consents == frozenset()


async def test_other_words_than_those_agreed_to_are_no_consent(database: Database, pack: Pack) -> None:
    await turns_on(database, pack).take(event(1, "an", YES))
    assert (await meet(database, "an")).consents == {SUBMIT}
    async with database.transaction() as session:
        await session.execute(update(ConsentRow).values(text_version="of last year"))
    assert (await meet(database, "an")).consents == frozenset()
