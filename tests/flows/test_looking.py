"""The whole card number where nothing pops up: a page that opens once, with a code, for whoever still has the right."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows import effects as fx
from flows.desk.looking import LASTS, TRIES, WRONG_CODE
from flows.person import Role
from flows.said import CodeTyped
from flows.scene import Turn
from flows.session import Filling
from tests.flows.driver import AN, BINH, CHI, STRANGER, World
from tests.flows.test_forged import with_a_file
from tests.flows.walk import ANSWERS, until

PAGES = "https://bot.example.org/look/"


@pytest.fixture
def there(world: World) -> World:
    """An initiative waits for Bình, on a channel where nothing pops up and this bot has pages."""
    with_a_file(world)
    world.look_pages = PAGES
    return world


def typed(world: World, who: int = BINH, *, until: datetime | None = None, right: bool = True) -> Turn:
    return world.hears(who, CodeTyped(world.newest(AN).id, until or world.now + LASTS, right))


def shown(turn: Turn) -> list[fx.Reveal]:
    return [effect for effect in turn.effects if isinstance(effect, fx.Reveal)]


def looks(turn: Turn) -> list[fx.NoteLook]:
    return [effect for effect in turn.effects if isinstance(effect, fx.NoteLook)]


def test_the_button_gives_an_address_and_a_code_and_nothing_is_seen_yet(there: World) -> None:
    one = there.newest(AN)
    reply = there.taps(BINH, f"identity:{one.id}")
    words = [there.reads(line) for line in reply.screen.lines]
    assert words[1] == f"{PAGES}{one.id}-{BINH}-0910-7F3K9QWX"
    assert words[0].startswith(f"{one.code}: ")
    assert "7F3K9QWX" in words[2]
    assert "066199001234" not in "".join(words)
    assert [effect.once for effect in reply.of(fx.Show)] == [True]
    assert not reply.of(fx.NoteLook)
    assert [one.action.verb for one in reply.screen.buttons()] == ["identity", "card"]


def test_where_it_pops_up_no_page_is_offered(world: World) -> None:
    with_a_file(world)
    reply = world.taps(BINH, f"identity:{world.newest(AN).id}")
    assert (len(reply.words), len(reply.screens), len(reply.of(fx.NoteLook))) == (1, 0, 1)


@pytest.mark.parametrize("who", [AN, CHI, STRANGER])
def test_whoever_has_no_right_gets_no_address(there: World, who: int) -> None:
    reply = there.taps(who, f"identity:{there.newest(AN).id}")
    assert not reply.screens
    assert reply.of(fx.Refuse) == [fx.Refuse("identity without the right")]


def test_beside_ones_own_form_the_question_comes_again_and_the_form_goes_on(there: World) -> None:
    until(there, BINH, "phone")
    before = there.session(BINH).doing
    assert isinstance(before, Filling)
    reply = there.taps(BINH, f"identity:{there.newest(AN).id}")
    assert len(reply.screens) == 2
    assert there.session(BINH).doing == before


def test_the_right_code_shows_the_number_with_code_and_title_and_the_look_is_written_down(there: World) -> None:
    one, before = there.newest(AN), there.session(BINH)
    turn = typed(there)
    (revealed,) = shown(turn)
    assert revealed.number == "066199001234"
    assert there.reads(revealed.title) == f"{one.code} · “{ANSWERS['title']}”"
    assert looks(turn) == [fx.NoteLook(one.id, AN)]
    assert turn.session == before
    assert not turn.shows
    assert "066199001234" not in repr(turn)


@pytest.mark.parametrize("left", [timedelta(), timedelta(microseconds=1), LASTS])
def test_it_opens_until_its_time_and_not_at_it(there: World, left: timedelta) -> None:
    assert bool(shown(typed(there, until=there.now + left))) == (left > timedelta())


def test_a_wrong_code_shows_nothing_and_is_counted(there: World) -> None:
    assert typed(there, right=False).effects == (fx.Refuse(WRONG_CODE),)


def test_after_too_many_wrong_codes_the_right_one_opens_nothing(there: World) -> None:
    there.wrong_codes[BINH] = TRIES - 1
    assert shown(typed(there))
    there.wrong_codes[BINH] = TRIES
    assert typed(there).effects == ()
    assert typed(there, right=False).effects == ()


def test_the_right_is_read_again_when_the_code_is_typed(there: World) -> None:
    there.people[BINH] = replace(there.people[BINH], roles=())
    assert typed(there).effects == (fx.Refuse("identity without the right"),)


def test_whoever_stands_in_may_and_an_officer_of_another_unit_may_not(there: World) -> None:
    assert typed(there, CHI).effects == (fx.Refuse("identity without the right"),)
    there.people[CHI] = replace(there.people[CHI], roles=(Role("verifier", "DLK-01-017", BINH, "Bình"),))
    assert shown(typed(there, CHI))


def test_once_it_is_decided_nothing_is_shown(there: World) -> None:
    there.taps(BINH, f"verify:{there.newest(AN).id}:1")
    assert typed(there).effects == ()
