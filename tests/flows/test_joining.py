"""One person on several channels: a code of ten minutes, a question before anything is joined, and the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.backlog import DeskChoice
from flows.effects import ChooseChannel, Join, OfferJoining, Part, Refuse, Show
from flows.records import AccountRecord, JoinOffer
from flows.session import Filling, Joining
from tests.flows.driver import AN, BINH, STRANGER, World
from tests.flows.walk import until

CODE = "7F3K9QWX"
OFFER = 31
ZALO = 77


def offered(world: World, *, minutes: int = 9, used: bool = False, barrier: str = "") -> None:
    """Let An have made a code on Telegram which is good for some minutes still."""
    until_then = world.now + timedelta(minutes=minutes)
    an = JoinOffer(OFFER, AN, "telegram", until_then, used, "Nguyễn Thị An", "DLK-NSNN", barrier)
    world.joinings[CODE] = an


def on_zalo_too(world: World, who: int = AN) -> None:
    """Let somebody have a second account, on Zalo, which they used an hour ago."""
    world.accounts[who] = (AccountRecord("zalo", "8101", world.now - timedelta(hours=1), ZALO, "oa"),)


def read(world: World, who: int = STRANGER) -> str:
    """Return what somebody's screen says, line by line."""
    screen = world.screens[who]
    lines = (*((screen.title,) if screen.title else ()), *((screen.problem,) if screen.problem else ()), *screen.lines)
    return "\n".join(world.reads(line) for line in lines)


def offers(world: World, who: int = STRANGER) -> list[str]:
    return [world.reads(button.label) for button in world.screens[who].buttons()]


def test_a_code_is_made_says_until_when_it_is_good_and_is_shown_once(world: World) -> None:
    reply = world.taps(AN, "join:offer")
    (made,) = reply.of(OfferJoining)
    assert made == OfferJoining(made.id, CODE, world.now + timedelta(minutes=10))
    (shown,) = reply.of(Show)
    assert shown.once
    assert "connect 7F3K-9QWX" in read(world, AN)
    assert "Give it to nobody" in read(world, AN)


@pytest.mark.parametrize("words", ["nối", "nối zalo", "NOI TELEGRAM", "connect"])
def test_words_that_ask_for_a_code_make_one(words: str, world: World) -> None:
    assert world.says(AN, words).of(OfferJoining)


@pytest.mark.parametrize(
    "typed",
    ["7F3K9QWX", "7f3k-9qwx", "7F3K 9QWX", "nối 7f3k-9qwx", "NOI 7F3K9QWX", "mã nối: 7F3K-9QWX", "connect 7F3K-9QWX"],
)
def test_however_a_code_is_typed_it_asks_whether_the_two_are_one_and_joins_nothing_yet(
    typed: str, world: World
) -> None:
    offered(world)
    reply = world.says(STRANGER, typed)
    assert not reply.of(Join)
    assert world.session(STRANGER).doing == Joining(OFFER, None)
    assert offers(world) == ["Connect", "No"]


def test_a_link_that_opens_the_other_chat_brings_the_code_along(world: World) -> None:
    offered(world)
    world.commands(STRANGER, "start", f"l-{CODE}")
    assert world.session(STRANGER).doing == Joining(OFFER, None)


def test_whose_account_it_is_is_told_so_that_only_its_owner_knows_the_name(world: World) -> None:
    offered(world)
    world.says(STRANGER, CODE)
    assert "N••• T••• A•••" in read(world)
    assert "Nguyễn" not in read(world)


def test_while_a_question_is_asked_only_words_that_say_so_are_a_code(world: World) -> None:
    offered(world)
    until(world, BINH, "title")
    world.says(BINH, CODE)
    assert not isinstance(world.session(BINH).doing, Joining)
    until(world, STRANGER, "title")
    doing = world.session(STRANGER).doing
    world.says(STRANGER, f"nối {CODE}")
    assert world.session(STRANGER).doing == Joining(OFFER, doing if isinstance(doing, Filling) else None)


def test_connecting_tells_both_and_where_the_code_was_made_it_can_be_undone(world: World) -> None:
    offered(world)
    world.says(STRANGER, CODE)
    reply = world.press(STRANGER, "join", "yes")
    (join,) = reply.of(Join)
    assert (join.offer, join.at) == (OFFER, world.now)
    assert [button.action.arg(0) for button in join.told.buttons()] == ["not-me", "list"]
    assert "Connected with your account on Telegram." in read(world)


def test_no_leaves_both_as_they_are_and_leads_back_to_the_form(world: World) -> None:
    offered(world)
    until(world, STRANGER, "title")
    doing = world.session(STRANGER).doing
    world.says(STRANGER, f"nối {CODE}")
    reply = world.press(STRANGER, "join", "no")
    assert not reply.of(Join)
    assert "Nothing was connected." in read(world)
    assert world.session(STRANGER).doing == doing


def test_other_words_are_asked_again_and_join_nothing(world: World) -> None:
    offered(world)
    world.says(STRANGER, CODE)
    reply = world.says(STRANGER, "để tôi xem đã")
    assert not reply.of(Join)
    assert "Type “Connect” or “No”." in read(world)
    assert world.says(STRANGER, world.reads(world.button(STRANGER, "join", "yes").label, "vi")).of(Join)


def test_a_button_of_the_question_joins_nothing_without_the_code(world: World) -> None:
    offered(world)
    assert not world.taps(STRANGER, f"join:yes:{OFFER}").of(Join)


def test_a_button_for_another_code_than_the_one_typed_joins_nothing(world: World) -> None:
    offered(world)
    world.says(STRANGER, CODE)
    assert not world.taps(STRANGER, f"join:yes:{OFFER + 1}").of(Join)


@pytest.mark.parametrize(("minutes", "used"), [(0, False), (-1, False), (9, True)])
def test_a_code_that_is_over_or_used_joins_nothing_and_counts_as_wrong(
    minutes: int, world: World, *, used: bool
) -> None:
    offered(world, minutes=minutes, used=used)
    assert world.says(STRANGER, CODE).of(Refuse) == [Refuse("joining code")]
    assert "This code is not right, or its 10 minutes are over." in read(world)
    assert world.session(STRANGER).doing is None


def test_a_code_that_ends_while_the_question_stands_joins_nothing(world: World) -> None:
    offered(world)
    world.says(STRANGER, CODE)
    world.later(minutes=10)
    assert not world.press(STRANGER, "join", "yes").of(Join)
    assert "its 10 minutes are over" in read(world)
    assert world.session(STRANGER).doing is None


def test_after_five_wrong_codes_the_right_one_is_not_even_looked_at(world: World) -> None:
    offered(world)
    world.wrong_codes[STRANGER] = 4
    world.says(STRANGER, CODE)
    assert world.session(STRANGER).doing == Joining(OFFER, None)
    world.press(STRANGER, "join", "no")
    world.wrong_codes[STRANGER] = 5
    reply = world.says(STRANGER, CODE)
    assert "too often" in read(world)
    assert (world.session(STRANGER).doing, reply.of(Refuse)) == (None, [])


def test_a_code_typed_where_it_was_made_is_explained_and_not_counted(world: World) -> None:
    offered(world)
    reply = world.says(AN, CODE)
    assert "This code is for your other channel" in read(world, AN)
    assert not reply.of(Refuse)


@pytest.mark.parametrize(
    ("barrier", "words"),
    [
        ("two officers", "Both accounts belong to officers"),
        ("two cards", "different card numbers"),
        ("one decides for the other", "has decided on, opened or entered"),
        ("one stands in for the other", "stands in for the other"),
    ],
)
def test_what_must_not_be_joined_is_said_why_and_who_helps(barrier: str, words: str, world: World) -> None:
    offered(world, barrier=barrier)
    reply = world.says(STRANGER, CODE)
    assert words in read(world)
    assert offers(world) == ["Ask somebody for help"]
    assert (world.session(STRANGER).doing, reply.of(Refuse)) == (None, [Refuse("joining")])


def test_what_comes_in_between_while_the_question_stands_is_a_barrier_too(world: World) -> None:
    offered(world)
    world.says(STRANGER, CODE)
    offered(world, barrier="two cards")
    reply = world.press(STRANGER, "join", "yes")
    assert not reply.of(Join)
    assert "different card numbers" in read(world)


def test_ones_channels_are_listed_and_only_the_others_can_be_removed(world: World) -> None:
    on_zalo_too(world)
    world.taps(AN, "join:list")
    assert "Telegram · you write from here now" in read(world, AN)
    assert [button.action.token for button in world.screens[AN].buttons()] == [f"join:part:{ZALO}", "join:offer"]


def test_an_account_is_removed_after_a_question(world: World) -> None:
    on_zalo_too(world)
    world.taps(AN, "join:list")
    assert not world.press(AN, "join", "part").of(Part)
    assert "begins anew and sees nothing of yours" in read(world, AN)
    assert world.press(AN, "join", "part-yes").of(Part) == [Part(ZALO)]


@pytest.mark.parametrize("way", ["part", "part-yes", "not-me"])
@pytest.mark.parametrize("account", [0, ZALO + 1])
def test_neither_the_account_one_writes_from_nor_somebody_elses_is_removed(
    way: str, account: int, world: World
) -> None:
    on_zalo_too(world)
    assert not world.taps(AN, f"join:{way}:{account}").of(Part)
    assert "My channels" in read(world, AN)


def test_that_was_not_me_removes_the_other_account_at_once_and_says_whom_to_call(world: World) -> None:
    on_zalo_too(world)
    assert world.taps(AN, f"join:not-me:{ZALO}").of(Part) == [Part(ZALO)]
    assert "Whoever it was had your code." in read(world, AN)


def test_an_officer_on_one_channel_is_not_asked_which(world: World) -> None:
    world.taps(BINH, "hear")
    assert "Tell me on" not in " ".join(offers(world, BINH))


def test_an_officer_on_two_channels_chooses_where_cards_come_and_can_take_it_back(world: World) -> None:
    on_zalo_too(world, BINH)
    world.taps(BINH, "hear")
    assert "You are told where you wrote last." in read(world, BINH)
    assert [one for one in offers(world, BINH) if "ell me on" in one] == ["Tell me on Telegram", "Tell me on Zalo"]
    assert world.press(BINH, "hear-as", "on", "zalo").of(ChooseChannel) == [ChooseChannel("zalo")]
    assert "You are told on Zalo" in read(world, BINH)
    world.desks[BINH] = DeskChoice(channel="zalo")
    world.taps(BINH, "hear")
    assert offers(world, BINH)[-2:] == ["Tell me on Telegram", "Wherever I wrote last"]
    assert world.taps(BINH, "hear-as:on").of(ChooseChannel) == [ChooseChannel(None)]


@pytest.mark.parametrize("channel", ["viber", "zalo"])
def test_an_officer_is_not_told_where_they_have_no_account(channel: str, world: World) -> None:
    assert not world.taps(BINH, f"hear-as:on:{channel}").of(ChooseChannel)


def test_only_an_officer_chooses_a_channel(world: World) -> None:
    on_zalo_too(world)
    assert not world.taps(AN, "hear-as:on:zalo").of(ChooseChannel)
