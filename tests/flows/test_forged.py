"""A forged button, code or search of another unit is answered as if nothing were there, and noted (demand 61)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from flows import effects as fx
from flows.draft import Initiative, Likeness, State
from flows.engine import BUTTONS
from flows.person import RoleName
from flows.records import AccountRecord, Delegation, JoinOffer
from flows.said import Command, Said, Tap, Text
from flows.scene import Turn
from flows.screen import Action
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, World
from tests.flows.walk import document, hand_in, until

# Every button that names an initiative: what is forged, and whether staff of its unit may read what it shows.
FORGED: dict[str, tuple[str, bool]] = {
    "one": ("one:{id}", True),
    "withdraw": ("withdraw:{id}:1", True),
    "withdraw-yes": ("withdraw-yes:{id}:1", True),
    "draft": ("draft:{id}", False),
    "carry": ("carry:{id}:gd2", False),
    "put-aside": ("put-aside:{id}", False),
    "discard": ("discard:{id}:15", False),
    "confirm": ("confirm:{id}", False),
    "deny": ("deny:{id}", False),
    "reopen": ("reopen:{id}", False),
    "card": ("card:{id}", False),
    "verify": ("verify:{id}:1", False),
    "return": ("return:{id}:1", False),
    "mark": ("mark:{id}:1:title", False),
    "unmark": ("unmark:{id}:1:title", False),
    "marked": ("marked:{id}:1", False),
    "reject": ("reject:{id}:1", False),
    "reason": ("reason:{id}:1:return:0", False),
    "move": ("move:{id}:1", False),
    "move-to": ("move-to:{id}:1:DLK-02-004", False),
    "aside": ("aside:{id}:1", False),
    "take-over": ("take-over:{id}:1", False),
    "undo": ("undo:{id}:1", False),
    "reconsider": ("reconsider:{id}:1", False),
    "reconsider-for": ("reconsider-for:{id}:1:0", False),
    "called": ("called:{id}:1", False),
    "history": ("history:{id}", True),
    "compare": ("compare:{id}:{other}", True),
    "file": ("file:{id}:0", True),
    "identity": ("identity:{id}", False),
}
READ_BY_STAFF = ("one", "history", "compare", "file")
UNITS = {
    "quota": ("quota:{unit}:gd1", "quota:{unit}:gd1:all:0", "quota:{unit}:gd1:cuts"),
    "rank": ("rank:{unit}:gd1", "rank:{unit}:-:nb0q0c0:1"),
    "origin": ("origin:{unit}:gd1",),
    "link": ("link:{unit}",),
    "report": ("report:{unit}", "report:{unit}:initiatives:gd1:verified", "report:{unit}:poster"),
    "workload": ("workload:{unit}", "workload:{unit}:units:0", "workload:{unit}:officers:0"),
    "waits": ("waits:a:{unit}", "waits:ob:{unit}:1"),
    "filter": ("filter:a:{unit}",),
    "bulk": ("bulk:a:{unit}", "bulk:ob:{unit}"),
    "push": ("push:{unit}:gd1",),
}
# Buttons about somebody standing in: the deputy they name, or the delegation.
STANDING_IN = frozenset({"away-to", "away-end", "away-no"})
# Buttons about accounts that are one person's: the offer or the account they name.
JOINING = frozenset({"join"})
# Of these, some name an instant, a day or a key of one's own, in which nobody else's things can be found.
OF_ONES_OWN_DESK = {
    "queue": "queue",
    "next": "next",
    "bulk-yes": "bulk-yes:{key}",
    "undo-all": "undo-all:{instant}",
    "calls": "calls:0",
    "hear": "hear",
    "hear-as": "hear-as:once",
    "away": "away",
    "away-from": "away-from:now",
    "away-until": "away-until:3",
    "away-yes": "away-yes:{stamp}",
}
# Buttons of award lists: forged in test_nomination.py.
OF_AWARDS = frozenset({"awards", "award", "put-forward", "take-out", "nominee", "tick", "tick-as"})
# Files somebody ordered: forged in the transcript of lists for one's own units.
OF_ORDERS = frozenset({"job"})
NAME_NOTHING = frozenset(
    {"begin", "anew", "own", "behalf", "consent", "guide", "support", "mine", "prove", "language", "data"}
)
# Buttons about a push that was sent, by its id; those of one being prepared name nothing, it stands in the session.
PUSHES = frozenset({"push-send", "push-state", "push-stop", "push-calls"})
PREPARING = frozenset({"push-whom", "push-to", "push-words", "push-plain", "push-units", "push-back", "push-no"})
WEEKLY = frozenset({"weekly", "weekly-at"})
CHANGES = (
    *(fx.StartPush, fx.StopPush, fx.ChooseWeekly),
    *(fx.Carry, fx.Open, fx.Keep, fx.Discard, fx.RedrawCards, fx.Notify, fx.NoteLook),
    *(fx.NoteCalled, fx.Delegate, fx.EndDelegation, fx.ChooseDesk),
)
OUTSIDERS = {"Chi, an officer elsewhere": CHI, "a stranger": STRANGER, "a worker": 6, "who was an officer": BINH}


def tap(token: str) -> Said:
    return Tap(Action.parse(token))


def told(turn: Turn) -> list[fx.Effect]:
    """Return everything a turn does but for what is written down of it."""
    return [effect for effect in turn.effects if not isinstance(effect, fx.Refuse)]


def refused(turn: Turn) -> int:
    return sum(isinstance(effect, fx.Refuse) for effect in turn.effects)


def with_a_file(world: World, state: State = "pending") -> Initiative:
    """Let An hand in an initiative with a file; it is like another one of hers."""
    other = hand_in(world, AN)
    until(world, AN, "evidence")
    world.does(AN, document())
    world.press(AN, "answer", "done")
    world.press(AN, "submit")
    return put(world, replace(world.newest(AN), alike=(Likeness(other.id, 90),)), state)


def put(world: World, initiative: Initiative, state: State) -> Initiative:
    code = None if state == "draft" else initiative.code
    world.initiatives[initiative.id] = replace(initiative, state=state, code=code)
    return world.initiatives[initiative.id]


def forged(verb: str, initiative: Initiative, *, there: bool = True) -> Said:
    """Return a forged press about an initiative, or about a number that none has."""
    identifier = initiative.id if there else initiative.id - 500_000
    return tap(FORGED[verb][0].format(id=identifier, other=initiative.alike[0].initiative))


@pytest.fixture
def crowd(world: World) -> World:
    """A world in which An handed in, Bình is no officer any more, and another worker is there."""
    with_a_file(world)
    world.people[BINH] = replace(world.people[BINH], roles=())
    world.people[6] = replace(world.people[AN], id=6)
    return world


def test_every_button_is_forged_here_or_names_nothing_of_anybody() -> None:
    about_pushes = PUSHES | PREPARING | WEEKLY
    assert set(BUTTONS) == {
        *(*FORGED, *UNITS, *STANDING_IN, *OF_ONES_OWN_DESK, *OF_AWARDS, *OF_ORDERS, *NAME_NOTHING),
        *about_pushes,
        *JOINING,
    }


@pytest.mark.parametrize("token", ["join:yes:31", "join:part:77", "join:part-yes:77", "join:not-me:77"])
def test_a_forged_button_about_accounts_joins_and_parts_nobodys(token: str, crowd: World) -> None:
    crowd.accounts[AN] = (AccountRecord("zalo", "8101", crowd.now, 77, "oa"),)
    crowd.joinings["7F3K9QWX"] = JoinOffer(31, AN, "telegram", crowd.now + timedelta(minutes=9))
    turn = crowd.decided(STRANGER, tap(token))
    assert not [effect for effect in turn.effects if isinstance(effect, fx.Join | fx.Part)]


@pytest.mark.parametrize("verb", FORGED)
def test_what_is_not_theirs_looks_like_nothing_and_is_written_down_once(verb: str, crowd: World) -> None:
    for state in get_args(State):
        initiative = put(crowd, crowd.newest(AN), state)
        for who in OUTSIDERS.values():
            real = crowd.decided(who, forged(verb, initiative))
            none = crowd.decided(who, forged(verb, initiative, there=False))
            assert told(real) == told(none)
            assert real.session == none.session
            assert refused(real) == 1
            assert not any(
                str(initiative.id) in effect.what for effect in real.effects if isinstance(effect, fx.Refuse)
            )


@pytest.mark.parametrize("role", ["staff", "administrator"])
@pytest.mark.parametrize("verb", FORGED)
def test_staff_of_the_very_unit_read_and_do_nothing_else(verb: str, role: RoleName, crowd: World) -> None:
    crowd.give_role(6, role, "DLK-01-017")
    initiative = crowd.newest(AN)
    real = crowd.decided(6, forged(verb, initiative))
    none = crowd.decided(6, forged(verb, initiative, there=False))
    if not FORGED[verb][1]:
        assert told(real) == told(none)
    assert refused(real) == (0 if verb in READ_BY_STAFF else 1)
    assert not any(isinstance(effect, CHANGES) for effect in real.effects)


@pytest.mark.parametrize("kind", UNITS)
def test_figures_of_a_unit_that_is_not_theirs_look_like_those_of_none(kind: str, crowd: World) -> None:
    for who, unit in ((CHI, "DLK-01-017"), (CHI, "DLK"), (STRANGER, "DLK"), (6, "DLK-01-017"), (BINH, "DLK-01-017")):
        for token in UNITS[kind]:
            real = crowd.decided(who, tap(token.format(unit=unit)))
            assert told(real) == told(crowd.decided(who, tap(token.format(unit="NOWHERE"))))
            assert refused(real) == 1


@pytest.mark.parametrize("verb", OF_ONES_OWN_DESK)
@pytest.mark.parametrize("who", OUTSIDERS)
def test_what_an_officer_has_before_them_is_there_for_nobody_else(who: str, verb: str, world: World) -> None:
    initiative = with_a_file(world)
    world.people[6] = replace(world.people[AN], id=6)
    world.give_role(DUNG, "verifier", "DLK-01")
    world.taps(BINH, f"away-to:{DUNG}")
    world.taps(BINH, "away-from:now")
    stamp = world.press(BINH, "away-until", "3").screen.buttons()[0].action.arg(0)
    world.taps(BINH, "bulk:a:")
    key = world.taps(BINH, "bulk:a:").screen.buttons()[0].action.arg(0)
    instant = world.taps(BINH, "bulk-yes:" + key).screen.buttons()[0].action.arg(0)
    if OUTSIDERS[who] == BINH:
        world.people[BINH] = replace(world.people[BINH], roles=())
        world.sessions.pop(BINH)
    token = OF_ONES_OWN_DESK[verb]
    named = {"key": key, "instant": instant, "stamp": stamp}
    real = world.decided(OUTSIDERS[who], tap(token.format(**named)))
    if "{" in token:
        none = world.decided(OUTSIDERS[who], tap(token.format(key="1", instant="1", stamp="1")))
        assert told(real) == told(none)
    assert not any(isinstance(effect, CHANGES) for effect in real.effects)
    shown = "".join(
        world.reads(line) for effect in real.effects if isinstance(effect, fx.Show) for line in effect.screen.lines
    )
    assert str(initiative.code) not in shown
    assert initiative.text("title") not in shown


@pytest.mark.parametrize("verb", ["away-end", "away-no"])
def test_who_stands_in_for_whom_is_not_to_be_found_out_or_ended_by_others(verb: str, crowd: World) -> None:
    crowd.delegations = [Delegation(7, BINH, DUNG, crowd.now, crowd.now + timedelta(days=3), "Bình", "Dung")]
    for who in OUTSIDERS.values():
        if who != BINH:
            real, none = (crowd.decided(who, tap(f"{verb}:{one}")) for one in (7, 8))
            assert told(real) == told(none)
            assert not any(isinstance(effect, CHANGES) for effect in real.effects)
    other = {"away-end": DUNG, "away-no": BINH}[verb]
    real, none = (crowd.decided(other, tap(f"{verb}:{one}")) for one in (7, 8))
    assert told(real) == told(none)
    assert (refused(real), refused(none)) == (1, 0)


def test_who_verifies_far_away_is_chosen_no_more_than_nobody(world: World) -> None:
    real, none = (world.decided(BINH, tap(f"away-to:{one}")) for one in (CHI, 99))
    assert told(real) == told(none)
    assert real.session.doing is None


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_code_that_is_not_theirs_looks_like_none_and_is_written_down(who: str, crowd: World) -> None:
    code = crowd.newest(AN).code or ""
    real, none = (crowd.decided(OUTSIDERS[who], Text(typed)) for typed in (code, "SK-22-AAAAAA"))
    assert told(real) == told(none)
    assert (refused(real), refused(none)) == (1, 0)


def test_a_code_of_ones_own_or_of_ones_own_unit_is_not_refused(crowd: World) -> None:
    crowd.give_role(6, "staff", "DLK-01")
    code = crowd.newest(AN).code or ""
    assert [refused(crowd.decided(who, Text(code))) for who in (AN, DUNG, 6)] == [0, 0, 0]


def test_who_may_claim_what_was_entered_for_them_is_not_refused_by_its_code(crowd: World) -> None:
    entered = replace(crowd.newest(AN), author=9, entered_by=DUNG)
    crowd.initiatives[entered.id] = entered
    assert refused(crowd.decided(STRANGER, Text(entered.code or ""))) == 0


@pytest.mark.parametrize(("words", "written_down"), [("Buôn Ma Thuột", 1), ("Cà phê Buôn Ma Thuột", 1), ("zzzz", 0)])
def test_a_search_for_a_unit_elsewhere_finds_as_much_as_one_for_no_unit(
    words: str, written_down: int, crowd: World
) -> None:
    found, none = (crowd.decided(CHI, Command("quota", typed)) for typed in (words, "zzzz"))
    assert told(found) == told(none)
    assert refused(found) == written_down


@pytest.mark.parametrize("hand", ["author", "entered_by"])
def test_nobody_decides_on_their_own_work_by_any_button_code_or_queue(hand: str, crowd: World) -> None:
    """Demand 62: an officer who wrote or entered it."""
    crowd.give_role(6, "verifier", "DLK-01-017")
    mine = replace(crowd.newest(AN), **{"alike": (), hand: 6})  # type: ignore[arg-type]
    crowd.initiatives = {mine.id: mine}
    deciding = (
        *("verify", "return", "mark", "unmark", "marked", "reject", "reason", "move", "move-to", "card", "aside"),
        *("take-over", "undo", "reconsider", "reconsider-for", "called", "identity"),
    )
    for verb in deciding:
        real, none = (
            crowd.decided(6, tap(FORGED[verb][0].format(id=one, other=0))) for one in (mine.id, mine.id - 500_000)
        )
        assert told(real) == told(none)
        assert refused(real) == 1
    seen = [crowd.decided(6, said) for said in (Text(mine.code or ""), tap(f"one:{mine.id}"), tap(f"file:{mine.id}:0"))]
    assert not any(isinstance(effect, fx.Open) for turn in seen for effect in turn.effects)
    (queue,) = crowd.commands(6, "queue").screens
    assert "Nothing waits" in crowd.reads(queue.lines[0])
