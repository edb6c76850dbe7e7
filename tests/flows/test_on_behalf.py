"""An officer or the support team enters for a worker, who stays the author and may confirm it; never counted twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows import effects as fx
from flows.draft import Initiative
from flows.person import Role, RoleName
from flows.said import Contact
from flows.screen import Msg
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, Reply, World
from tests.flows.tables import rows
from tests.flows.walk import ANSWERS, TITLE, asked, begin_on_behalf, go_on, hand_in, hand_in_on_behalf

HERS, OTHERS = Contact("84900000001", own=True), Contact("84900000009", own=True)


def read(reply: Reply, world: World) -> str:
    return "\n".join(
        world.reads(line)
        for screen in reply.screens
        for line in (screen.problem or "", screen.title or "", *screen.lines)
    )


def shown_to(world: World, who: int) -> str:
    screen = world.screens[who]
    return "\n".join(world.reads(line) for line in (screen.problem or "", screen.title or "", *screen.lines))


def entered(world: World, who: int = BINH) -> Initiative:
    """Let somebody hand in for An; another officer of her unit stands by."""
    world.give_role(CHI, "verifier", "DLK-01-017")
    return hand_in_on_behalf(world, who)


def prove(world: World, who: int = AN) -> Initiative:
    """Let somebody show that what Bình entered is theirs."""
    initiative = entered(world)
    world.says(who, str(initiative.code))
    world.does(who, HERS)
    return initiative


ENTERING: dict[str, tuple[RoleName | None, bool]] = {
    "a worker": (None, False),
    "a verifier": ("verifier", True),
    "staff": ("staff", True),
    "an administrator": ("administrator", False),
    "a member of the support team": ("supporter", True),
}


@pytest.mark.parametrize(("role", "may"), rows(dict(ENTERING)))
def test_officers_and_the_support_team_are_asked_whose_initiative_it_is(
    role: RoleName | None, may: bool, world: World
) -> None:
    if role:
        world.give_role(STRANGER, role, "DLK-01")
    world.commands(STRANGER, "submit")
    assert ("behalf" in [one.action.verb for one in world.screens[STRANGER].buttons()]) == may
    reply = world.taps(STRANGER, "behalf:yes:2026-12")
    assert bool(reply.of(fx.EnterFor)) == may
    assert bool(reply.of(fx.Refuse)) != may


def test_the_worker_is_the_author_and_the_officers_declaration_is_recorded(world: World) -> None:
    """Demand 44."""
    world.commands(BINH, "submit")
    world.press(BINH, "behalf")
    assert not world.initiatives
    (agreed,) = world.press(BINH, "behalf", "yes").of(fx.EnterFor)
    assert isinstance(agreed, fx.EnterFor)
    assert agreed.consent.words
    draft = world.newest(BINH)
    assert draft.entered_by == BINH
    assert draft.author not in (AN, BINH, CHI, DUNG, STRANGER)
    assert draft.editor == BINH


def test_without_the_workers_agreement_nothing_is_stored(world: World) -> None:
    world.commands(BINH, "submit")
    world.press(BINH, "behalf")
    reply = world.press(BINH, "behalf", "no")
    assert "Nothing has been stored" in read(reply, world)
    assert not world.initiatives


def test_an_entry_never_begun_gives_way_to_the_next(world: World) -> None:
    for _ in range(3):
        begin_on_behalf(world, BINH)
    assert len(world.initiatives) == 1


def test_a_draft_for_a_worker_is_not_taken_for_ones_own(world: World) -> None:
    begin_on_behalf(world, BINH)
    world.commands(BINH, "submit")
    world.press(BINH, "own")
    world.press(BINH, "consent", "yes")
    assert {one.entered_by for one in world.initiatives.values()} == {None, BINH}


def test_the_officers_own_number_is_refused_and_the_workers_card_is_taken(world: World) -> None:
    begin_on_behalf(world, BINH)
    go_on(world, BINH, "phone")
    assert not any(one.shares_contact for one in world.screens[BINH].buttons())
    reply = world.does(BINH, Contact("84900000002", own=True))
    assert "That is your own number." in read(reply, world)
    world.does(BINH, Contact("84900000001", own=False))
    assert world.newest(BINH).text("phone") == "+84900000001"


def test_every_question_says_that_somebody_else_is_asked(world: World) -> None:
    begin_on_behalf(world, BINH)
    for question in world.programme.questions:
        assert "Entering on behalf" in shown_to(world, BINH)
        go_on(world, BINH, question)
    go_on(world, BINH)
    assert "Entering on behalf" in shown_to(world, BINH)


@pytest.mark.parametrize("role", ["verifier", "staff", "supporter"])
def test_only_workers_of_the_own_subtree_are_entered_for(role: RoleName, world: World) -> None:
    world.people[STRANGER] = replace(world.people[STRANGER], roles=(Role(role, "DLK-02"),))
    begin_on_behalf(world, STRANGER)
    go_on(world, STRANGER, "unit")
    world.says(STRANGER, "ca phe bmt")
    reply = world.press(STRANGER, "answer", "take", "DLK-01-017")
    assert "You can hand in for workers of LĐLĐ thị xã Buôn Hồ only." in read(reply, world)
    assert "unit" not in world.newest(STRANGER).answers
    world.says(STRANGER, "may binh minh")
    world.press(STRANGER, "answer", "take", "DLK-02-004")
    assert world.newest(STRANGER).text("unit") == "DLK-02-004"


def test_a_role_taken_away_hands_in_nothing_for_others_and_keeps_the_draft(world: World) -> None:
    begin_on_behalf(world, BINH)
    go_on(world, BINH)
    world.people[BINH] = replace(world.people[BINH], roles=())
    reply = world.press(BINH, "submit")
    assert not reply.of(fx.Carry)
    assert "You can no longer hand in for others." in read(reply, world)
    assert world.newest(BINH).state == "draft"


def test_the_card_goes_to_officers_who_did_not_enter_it_and_says_who_did(world: World) -> None:
    """Demand 62."""
    entered(world)
    assert {notice.person for notice in world.told} == {CHI}
    card = "\n".join(world.reads(line) for line in world.cards(CHI)[0].lines)
    assert "Entered for Trần Thị An by Bình; the author has not confirmed it yet." in card


def test_whoever_entered_it_finds_nothing_to_decide(world: World) -> None:
    initiative = entered(world)
    assert "Nothing waits" in read(world.commands(BINH, "queue"), world)
    for move in ("verify", "return", "reject", "card"):
        assert world.taps(BINH, f"{move}:{initiative.id}:1").of(fx.Refuse)
    assert world.initiatives[initiative.id].state == "pending"


def test_without_another_officer_the_unit_above_decides_on_what_the_only_one_entered(world: World) -> None:
    world.give_role(DUNG, "verifier", "DLK-01")
    hand_in_on_behalf(world, BINH)
    assert {notice.person for notice in world.told} == {DUNG}
    assert "Verified by: LĐLĐ TP Buôn Ma Thuột" in shown_to(world, BINH)


def test_the_receipt_gives_the_officer_words_to_pass_on(world: World) -> None:
    initiative = entered(world)
    assert "Pass this on to Trần Thị An:" in shown_to(world, BINH)
    assert f"its code is {initiative.code}" in shown_to(world, BINH)


def test_nothing_is_shown_before_the_proof(world: World) -> None:
    initiative = entered(world)
    reply = world.says(AN, str(initiative.code))
    told = read(reply, world)
    for secret in ("Trần", "Bình", TITLE, "0900", "1234", "Cà phê"):
        assert secret not in told
    assert world.says(STRANGER, "SK-22-AAAAAA").screens != reply.screens


def test_the_worker_confirms_with_the_number_the_platform_vouches_for(world: World) -> None:
    """Demand 44."""
    initiative = prove(world)
    assert TITLE in shown_to(world, AN)
    world.told.clear()
    world.later(hours=1)
    reply = world.press(AN, "confirm")
    after = world.initiatives[initiative.id]
    assert (after.author, after.entered_by, after.confirmed_at, after.editor) == (AN, BINH, world.now, AN)
    assert (after.state, after.version, after.code) == ("pending", 1, initiative.code)
    assert initiative.author not in world.people
    assert "Trần Thị An has confirmed" in world.reads(world.cards(BINH)[0].lines[0])
    (refreshed,) = reply.of(fx.RefreshCards)
    assert isinstance(refreshed, fx.RefreshCards)
    assert any("the author confirmed it" in world.reads(line) for line in refreshed.screen.lines)


def test_confirming_twice_confirms_once(world: World) -> None:
    prove(world)
    token = world.button(AN, "confirm").action.token
    world.taps(AN, token)
    world.says(AN, "ờ")
    again = world.taps(AN, token)
    assert not again.of(fx.Confirm)
    assert TITLE in read(again, world)


def test_before_and_after_confirming_both_find_it_with_a_mark(world: World) -> None:
    prove(world)
    assert "(on behalf of Trần Thị An)" in read(world.commands(BINH, "mine"), world)
    assert "not handed in an initiative yet" in world.reads(world.commands(AN, "mine").screens[0].lines[0])
    world.press(AN, "confirm")
    assert "(on behalf of Trần Thị An)" in read(world.commands(BINH, "mine"), world)
    assert "(entered by Bình)" in read(world.commands(AN, "mine"), world)


def test_the_officer_looks_after_it_until_the_author_does(world: World) -> None:
    initiative = prove(world)
    assert "draft" in [one.action.verb for one in world.says(BINH, str(initiative.code)).screen.buttons()]
    world.press(AN, "confirm")
    verbs = [one.action.verb for one in world.says(BINH, str(initiative.code)).screen.buttons()]
    assert not {"draft", "withdraw", "reopen"} & set(verbs)
    assert {"draft", "withdraw"} <= {one.action.verb for one in world.says(AN, str(initiative.code)).screen.buttons()}


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize("move", ["verify", "reason:return", "reason:reject"])
def test_a_decision_is_told_to_whoever_looks_after_it(move: str, confirmed: bool, world: World) -> None:
    initiative = prove(world)
    if confirmed:
        world.press(AN, "confirm")
    world.told.clear()
    verb, _, why = move.partition(":")
    world.taps(CHI, f"{verb}:{initiative.id}:1" + (f":{why}:0" if why else ""))
    assert world.told == []
    world.release()
    asked_to_be_named = [AN] if confirmed and verb == "verify" else []
    assert [one.person for one in world.told] == [AN if confirmed else BINH, *asked_to_be_named]
    assert ("on behalf of Trần Thị An" in world.reads(world.told[0].screen.lines[0])) != confirmed


WRONG: dict[str, Contact] = {
    "another number": OTHERS,
    "somebody else's card of the right number": replace(HERS, own=False),
}


@pytest.mark.parametrize("contact", rows(dict(WRONG)))
def test_only_a_vouched_number_that_is_the_entered_one_proves_anything(contact: Contact, world: World) -> None:
    initiative = entered(world)
    world.says(STRANGER, str(initiative.code))
    reply = world.does(STRANGER, contact)
    assert TITLE not in read(reply, world)
    assert len(world.noted) == (1 if contact.own else 0)
    forged = world.taps(STRANGER, f"confirm:{initiative.id}")
    assert not forged.of(fx.Confirm)
    assert TITLE not in read(forged, world)


def test_a_number_typed_where_numbers_are_vouched_for_proves_nothing(world: World) -> None:
    initiative = entered(world)
    world.says(STRANGER, str(initiative.code))
    reply = world.says(STRANGER, ANSWERS["phone"])
    assert "proves nothing here" in read(reply, world)
    assert not world.noted


def test_three_failures_close_the_way_for_everybody_until_the_officer_reopens_it(world: World) -> None:
    initiative = entered(world)
    world.says(STRANGER, str(initiative.code))
    for left in (2, 1):
        assert f"try {left} more" in read(world.does(STRANGER, OTHERS), world)
    world.told.clear()
    assert "Three times" in read(world.does(STRANGER, OTHERS), world)
    assert world.session(STRANGER).doing is None
    assert [one.action for one in world.noted] == 3 * ["confirmation failed"]
    assert "tried three times" in world.reads(world.cards(BINH)[0].lines[0])
    assert "Three times" in read(world.says(AN, str(initiative.code)), world)

    assert world.taps(STRANGER, f"reopen:{initiative.id}").of(fx.Refuse)
    world.taps(BINH, f"reopen:{initiative.id}")
    world.says(AN, str(initiative.code))
    world.does(AN, HERS)
    world.press(AN, "confirm")
    assert world.initiatives[initiative.id].author == AN


def test_typing_the_code_again_does_not_begin_the_count_anew(world: World) -> None:
    initiative = entered(world)
    for _ in range(3):
        world.says(STRANGER, str(initiative.code))
        world.does(STRANGER, OTHERS)
    assert "Three times" in read(world.says(STRANGER, str(initiative.code)), world)


PROOFS = {
    "both right": ("0900 000 001", "1234", True),
    "written in another way": ("+84 900.000.001", " 12 34 ", True),
    "another number": ("0900 000 009", "1234", False),
    "other digits": ("0900 000 001", "4321", False),
}


@pytest.mark.parametrize(("phone", "digits", "right"), rows(dict(PROOFS)))
def test_where_no_number_is_vouched_for_number_and_last_digits_are_typed(
    phone: str, digits: str, right: bool, world: World
) -> None:
    world.shares_contact = False
    initiative = entered(world)
    world.says(AN, str(initiative.code))
    assert "last four digits" in read(world.says(AN, phone), world)
    assert "0900" not in repr(world.session(AN))
    reply = world.says(AN, digits)
    assert (TITLE in read(reply, world)) == right
    assert bool(world.noted) != right


@pytest.mark.parametrize("typed", ["ờ", "12345678", ""])
def test_what_is_neither_number_nor_digits_is_asked_again_and_not_counted(typed: str, world: World) -> None:
    world.shares_contact = False
    initiative = entered(world)
    world.says(AN, str(initiative.code))
    assert world.says(AN, typed).screen.problem
    world.says(AN, ANSWERS["phone"])
    assert isinstance(world.says(AN, typed).screen.problem, Msg)
    assert not world.noted


def test_who_says_it_is_not_theirs_takes_it_back_and_the_officers_are_told(world: World) -> None:
    initiative = prove(world)
    world.commands(CHI, "queue")
    world.told.clear()
    reply = world.press(AN, "deny")
    after = world.initiatives[initiative.id]
    assert (after.state, after.author) == ("withdrawn", initiative.author)
    assert {one.person for one in world.told} == {BINH, CHI}
    assert reply.of(fx.RedrawCards)
    assert [one.action for one in world.noted] == ["denied"]
    assert "No initiative of yours" in read(world.says(AN, str(initiative.code)), world)


def test_what_is_decided_stays_decided_when_the_worker_denies_it(world: World) -> None:
    initiative = prove(world)
    world.taps(CHI, f"verify:{initiative.id}:1")
    world.told.clear()
    world.press(AN, "deny")
    assert world.initiatives[initiative.id].state == "verified"
    assert {one.person for one in world.told} == {BINH, CHI}
    assert "look into it" in world.reads(world.told[0].screen.lines[1])


def test_a_verified_one_can_still_be_confirmed_and_is_counted_once(world: World) -> None:
    """Demand 44: counted once."""
    initiative = prove(world)
    world.taps(CHI, f"verify:{initiative.id}:1")
    world.press(AN, "confirm")
    assert (world.initiatives[initiative.id].author, len(world.initiatives)) == (AN, 1)


def test_who_decided_on_it_cannot_become_its_author(world: World) -> None:
    initiative = entered(world)
    world.taps(CHI, f"verify:{initiative.id}:1")
    world.people[CHI] = replace(world.people[CHI], roles=())
    world.says(CHI, str(initiative.code))
    reply = world.does(CHI, HERS)
    assert "You decided on this initiative yourself" in read(reply, world)
    assert not world.noted


def test_a_worker_in_the_middle_of_a_form_confirms_and_goes_on_there(world: World) -> None:
    initiative = entered(world)
    world.commands(AN, "submit")
    world.press(AN, "consent", "yes")
    world.says(AN, str(initiative.code))
    world.does(AN, HERS)
    reply = world.press(AN, "confirm")
    assert len(reply.screens) == 2
    assert asked(world, AN) == world.programme.questions[0]


@pytest.mark.parametrize("way", ["hủy", "later"])
def test_who_thinks_better_of_it_confirms_nothing(way: str, world: World) -> None:
    initiative = entered(world)
    world.says(AN, str(initiative.code))
    if way == "later":
        world.press(AN, "prove", "later")
    else:
        world.says(AN, way)
    assert world.session(AN).doing is None
    assert world.initiatives[initiative.id].unconfirmed


def test_a_button_of_a_proof_that_was_left_asks_for_it_again(world: World) -> None:
    initiative = prove(world)
    token = world.button(AN, "confirm").action.token
    world.says(AN, "hủy")
    reply = world.taps(AN, token)
    assert not reply.of(fx.Confirm)
    assert "the number must be the one you gave" in read(reply, world)
    assert world.initiatives[initiative.id].unconfirmed


TWICE = {
    "the worker after the officer": (lambda world: hand_in_on_behalf(world, BINH), lambda world: hand_in(world, AN)),
    "the officer after the worker": (lambda world: hand_in(world, AN), lambda world: hand_in_on_behalf(world, BINH)),
    "two officers": (lambda world: hand_in_on_behalf(world, BINH), lambda world: hand_in_on_behalf(world, DUNG)),
    "one officer twice": (lambda world: hand_in_on_behalf(world, BINH), lambda world: hand_in_on_behalf(world, BINH)),
}


@pytest.mark.parametrize(("first", "second"), rows(dict(TWICE)))
def test_the_same_initiative_of_the_same_worker_is_stopped_with_the_way_to_the_first(
    first: object, second: object, world: World
) -> None:
    """Demand 44: counted once."""
    world.all_tell_the_same = True
    assert callable(first)
    assert callable(second)
    initiative = first(world)
    world.later(days=1)
    draft = second(world)
    assert draft.state == "draft"
    assert [one.state for one in world.initiatives.values()].count("pending") == 1
    who = draft.editor
    assert str(initiative.code) in shown_to(world, who)
    assert world.button(who, "one", initiative.id)


def test_after_confirming_the_worker_does_not_hand_in_the_same_again(world: World) -> None:
    world.all_tell_the_same = True
    prove(world)
    world.press(AN, "confirm")
    assert hand_in(world, AN).state == "draft"
    world.press(AN, "one")
    assert "the author confirmed it" in shown_to(world, AN)


def test_the_worker_is_led_from_the_stop_to_the_confirmation(world: World) -> None:
    world.all_tell_the_same = True
    initiative = entered(world)
    hand_in(world, AN)
    world.press(AN, "one")
    world.does(AN, HERS)
    world.press(AN, "confirm")
    assert world.initiatives[initiative.id].author == AN


DIFFERENT = {
    "another title": {"title": "Cách khác hẳn"},
    "another worker": {"full_name": "Lê Thị Lan", "identity": "066 199 001 235"},
}


@pytest.mark.parametrize("other", rows(dict(DIFFERENT)))
def test_another_initiative_or_another_worker_is_not_stopped(other: dict[str, str], world: World) -> None:
    entered(world)
    begin_on_behalf(world, BINH)
    go_on(world, BINH)
    for question, text in other.items():
        world.press(BINH, "correct", question)
        world.says(BINH, text)
    world.press(BINH, "submit")
    assert [one.state for one in world.initiatives.values()] == ["pending", "pending"]


@pytest.mark.parametrize("state", ["withdrawn", "rejected"])
def test_what_does_not_count_may_be_handed_in_anew(state: str, world: World) -> None:
    initiative = entered(world)
    if state == "withdrawn":
        world.taps(BINH, f"withdraw-yes:{initiative.id}:1")
    else:
        world.taps(CHI, f"reason:{initiative.id}:1:reject:0")
    assert hand_in(world, AN).state == "pending"


def test_who_confirmed_corrects_the_unit_without_any_right_to_enter_there(world: World) -> None:
    """Demand 44: from then on it is theirs."""
    initiative = prove(world)
    world.press(AN, "confirm")
    world.taps(AN, f"draft:{initiative.id}")
    assert not any("Entering on behalf" in world.reads(line) for line in world.screens[AN].lines)
    world.press(AN, "correct", "unit")
    world.says(AN, "may binh minh")
    world.press(AN, "answer", "take", "DLK-02-004")
    assert (world.initiatives[initiative.id].unit, world.initiatives[initiative.id].version) == ("DLK-02-004", 2)
