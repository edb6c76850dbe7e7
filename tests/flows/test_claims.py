"""Who has an initiative in hand: colleagues see it, are asked once, never held up; it ends by itself (demand 51)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.desk import card
from flows.draft import Initiative
from flows.facts import Facts, Fresh
from flows.needs import ById, Need
from flows.person import Role
from tests.flows.driver import AN, BINH, STRANGER, Reply, World
from tests.flows.test_forged import with_a_file

ACTS = {
    "the queue": "queue",
    "the card": "card:{id}",
    "the list": "one:{id}",
    "a file": "file:{id}:0",
    "returning": "return:{id}:1",
    "rejecting": "reject:{id}:1",
    "moving": "move:{id}:1",
    "comparing": "compare:{id}:{other}",
    "the whole card number": "identity:{id}",
}
DECIDING = ("verify:{id}:1", "return:{id}:1", "reject:{id}:1", "reason:{id}:1:return:0", "move:{id}:1")


@pytest.fixture
def shared(world: World) -> World:
    """An initiative waits for Bình and for Chi, a colleague; one like it is decided already."""
    world.people[STRANGER] = replace(world.people[STRANGER], name="Chi", roles=(Role("verifier", "DLK-01-017"),))
    one = with_a_file(world)
    (like,) = one.alike
    world.initiatives[like.initiative] = replace(world.initiatives[like.initiative], state="rejected")
    return world


def does(world: World, who: int, token: str) -> Reply:
    one = world.newest(AN)
    return world.taps(who, token.format(id=one.id, other=one.alike[0].initiative))


def claimed(world: World) -> tuple[int | None, str]:
    one = world.newest(AN)
    return one.claimed_by, f"{one.claimed_at:%H:%M}" if one.claimed_at else ""


def read(reply: Reply, world: World) -> str:
    return "\n".join(world.reads(line) for line in reply.screen.lines)


@pytest.mark.parametrize("act", ACTS)
def test_a_deliberate_act_takes_it_in_hand_and_a_further_one_keeps_it(act: str, shared: World) -> None:
    does(shared, BINH, ACTS[act])
    assert claimed(shared) == (BINH, "09:00")
    shared.later(minutes=9)
    does(shared, BINH, ACTS[act])
    assert claimed(shared) == (BINH, "09:09")
    first = shared.newest(AN)
    assert (first.opened_by, f"{first.opened_at:%H:%M}") == (BINH, "09:00")


def test_a_typed_code_takes_it_in_hand(shared: World) -> None:
    shared.says(BINH, shared.newest(AN).code or "")
    assert claimed(shared) == (BINH, "09:00")


@pytest.mark.parametrize("act", ACTS)
def test_a_colleague_reads_everything_meanwhile_and_takes_nothing_away(act: str, shared: World) -> None:
    does(shared, BINH, "card:{id}")
    shared.later(minutes=9, seconds=59)
    reply = does(shared, STRANGER, ACTS[act])
    assert reply.answers == 1
    assert claimed(shared) == (BINH, "09:00")
    if act in ("the queue", "the card", "the list"):
        assert "Bình is looking at it now, last at 09:00 on 21/3/2022." in read(reply, shared)


@pytest.mark.parametrize("token", DECIDING)
def test_a_colleague_who_would_decide_is_asked_once(token: str, shared: World) -> None:
    does(shared, BINH, "card:{id}")
    shared.later(minutes=9, seconds=59)
    asked = does(shared, STRANGER, token)
    assert "last at 09:00 on 21/3/2022" in read(asked, shared)
    assert "If they do no more by 09:10 on 21/3/2022, it is free again." in read(asked, shared)
    assert (shared.newest(AN).state, claimed(shared)) == ("pending", (BINH, "09:00"))
    card = shared.press(STRANGER, "take-over")
    assert "is looking at it now" not in read(card, shared)
    assert claimed(shared) == (STRANGER, "09:09")
    does(shared, STRANGER, "verify:{id}:1")
    assert shared.newest(AN).state == "verified"


def test_who_leaves_it_to_the_colleague_changes_nothing(shared: World) -> None:
    does(shared, BINH, "card:{id}")
    does(shared, STRANGER, "verify:{id}:1")
    before = shared.stored()
    assert shared.press(STRANGER, "aside").answers == 1
    assert shared.stored() == before


@pytest.mark.parametrize("token", DECIDING)
def test_ten_minutes_after_the_last_act_it_is_free(token: str, shared: World) -> None:
    does(shared, BINH, "card:{id}")
    shared.later(minutes=10)
    does(shared, STRANGER, token)
    after = shared.newest(AN)
    assert after.state in ("verified", "returned") or after.claimed_by == STRANGER


def test_later_lets_go_of_it(shared: World) -> None:
    does(shared, BINH, "card:{id}")
    does(shared, BINH, "aside:{id}:1")
    assert claimed(shared) == (None, "")
    assert shared.newest(AN).opened_by == BINH
    does(shared, STRANGER, "verify:{id}:1")
    assert shared.newest(AN).state == "verified"


def test_who_puts_aside_what_they_never_opened_has_seen_it_and_does_not_hold_it(shared: World) -> None:
    does(shared, BINH, "aside:{id}:1")
    assert claimed(shared) == (None, "")
    assert shared.newest(AN).opened_by == BINH


@pytest.mark.parametrize("token", ["verify:{id}:1", "reason:{id}:1:reject:0", "move-to:{id}:1:DLK-02-004"])
def test_a_decision_ends_it(token: str, shared: World) -> None:
    does(shared, BINH, "card:{id}")
    does(shared, BINH, token)
    assert claimed(shared) == (None, "")


@pytest.mark.parametrize("minutes", [0, 9, 10, 60])
def test_what_a_colleague_has_in_hand_stays_in_everybodys_queue_and_count(minutes: int, shared: World) -> None:
    for one in shared.initiatives.values():
        shared.initiatives[one.id] = replace(one, state="pending")
    does(shared, BINH, "card:{id}")
    shared.later(minutes=minutes)
    reply = shared.commands(STRANGER, "queue")
    assert "2 initiatives wait for you" in shared.reads(reply.screen.title or "")
    assert ("Bình is looking at it" in read(reply, shared)) == (minutes < 10)


def test_an_old_card_after_a_correction_is_answered_with_the_newest_before_anything_is_asked(shared: World) -> None:
    does(shared, BINH, "card:{id}")
    one: Initiative = shared.newest(AN)
    shared.initiatives[one.id] = replace(one, version=2)
    reply = does(shared, STRANGER, "verify:{id}:1")
    assert "out of date" in shared.reads(reply.screen.problem or "")
    assert "Bình is looking at it now" in read(reply, shared)


def test_a_card_that_is_drawn_anew_for_everybody_names_nobody(shared: World) -> None:
    does(shared, BINH, "card:{id}")
    facts = Facts(shared.now, shared.people[AN], (shared.programme,), shared.units, Fresh(1, ""))
    known: dict[Need[object], object] = {ById(one.id): one for one in shared.initiatives.values()}
    (redrawn,) = card.refreshed(shared.newest(AN), replace(facts, known=known))
    assert not [line for line in redrawn.screen.lines if "looking at it" in shared.reads(line)]
