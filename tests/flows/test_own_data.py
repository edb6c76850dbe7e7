"""/dulieu (demand 87): what is kept is shown, corrected, taken away and erased; nothing of it at the first press."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.documents import written
from flows import effects as fx
from flows.consent import PUBLISH, SUBMIT, VERSIONS
from flows.document import Document
from flows.facts import Door
from flows.screen import Line, Screen
from tests.flows.driver import AN, BINH, CHI, STRANGER, Reply, World
from tests.flows.walk import ANSWERS, DESCRIPTION, TITLE, asked, begin, fill, hand_in, until

DIGITS = "066199001234"


def read(world: World, screen: Screen) -> str:
    lines: tuple[Line, ...] = (screen.problem or "", screen.title or "", *screen.lines)
    return "\n".join(world.reads(line) for line in lines)


def pages(world: World) -> list[str]:
    """Return all pages of “See everything”, from the first to the last."""
    read_so_far = [read(world, world.taps(AN, "data:see").screen)]
    while any(world.reads(one.label) == "Next ›" for one in world.screens[AN].buttons()):
        following = next(one for one in world.screens[AN].buttons() if world.reads(one.label) == "Next ›")
        read_so_far.append(read(world, world.taps(AN, following.action.token).screen))
    return read_so_far


def documents(reply: Reply) -> list[Document]:
    return [effect.document for effect in reply.turn.effects if isinstance(effect, fx.SendDocument)]


def test_everything_is_shown_in_full_but_the_card_number(world: World) -> None:
    hand_in(world, AN)
    fill(world, AN)
    you, draft, handed_in = pages(world)
    assert "An" in you
    assert "Consent to handing in: given" in you
    for part in ("Trần Thị An", "0900 000 001", "••••1234", "Cà phê Buôn Ma Thuột", TITLE):
        assert part in draft
        assert part in handed_in
    assert DESCRIPTION in handed_in
    assert DIGITS not in you + draft + handed_in


def test_what_is_not_finished_is_named(world: World) -> None:
    until(world, AN, "identity")
    world.says(AN, "000199001234")
    assert "Begun and not finished: CCCD or CMND number" in pages(world)[1]


def test_the_overview_says_when_and_whom_to_complain_to(world: World) -> None:
    said = read(world, world.commands(AN, "data").screen)
    assert "at once" in said
    assert "A05" in said
    assert "Liên đoàn Lao động tỉnh Đắk Lắk" in said


def test_a_stranger_sees_that_only_the_account_is_kept(world: World) -> None:
    assert "only the account" in read(world, world.commands(STRANGER, "data").screen)


def test_a_page_that_is_not_there_any_more_is_the_last_one(world: World) -> None:
    assert "1/1" in read(world, world.taps(AN, "data:see:7").screen)


@pytest.mark.parametrize("page", ["", "rubbish", "see:x", "keep:99", "keep"])
def test_a_forged_button_shows_nothing_of_others(page: str, world: World) -> None:
    hand_in(world, AN)
    reply = world.taps(CHI, f"data:{page}")
    assert reply.answers == 1
    assert "Trần Thị An" not in read(world, reply.screen)
    assert TITLE not in read(world, reply.screen)


def test_correcting_leads_into_the_drafts_and_to_what_waits(world: World) -> None:
    initiative = hand_in(world, AN)
    until(world, AN, "title")
    world.taps(AN, "data:correct")
    assert [one.action.token for one in world.screens[AN].buttons()][:2] == [
        f"draft:{world.newest(AN).id}",
        f"one:{initiative.id}",
    ]
    world.press(AN, "draft")
    assert asked(world, AN) == "title"


def test_what_is_decided_is_corrected_by_the_union(world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"verify:{initiative.id}:1")
    said = read(world, world.taps(AN, "data:correct").screen)
    assert "corrected by your union" in said


# --- taking it away ---------------------------------------------------------------------------------------------------


def test_the_files_hold_everything_and_the_card_number_only_masked(world: World) -> None:
    hand_in(world, AN)
    (document,) = documents(world.taps(AN, "data:take"))
    text, data = written(document, world._say(AN))
    assert (text.name, data.name) == ("du-lieu-cua-toi.txt", "du-lieu-cua-toi.json")
    for part in ("Trần Thị An", "••••1234", TITLE, DESCRIPTION):
        assert part in text.text
        assert part in data.text
    assert DIGITS not in text.text + data.text


def test_the_whole_number_is_in_them_only_when_that_is_asked_for(world: World) -> None:
    hand_in(world, AN)
    world.taps(AN, "data:take")
    (document,) = documents(world.press(AN, "data", "full"))
    text, data = written(document, world._say(AN))
    assert DIGITS in text.text
    assert DIGITS in data.text
    assert document.in_full


def test_nothing_personal_is_in_the_name_of_a_file(world: World) -> None:
    hand_in(world, AN)
    (document,) = documents(world.taps(AN, "data:take:full"))
    names = " ".join(one.name for one in written(document, world._say(AN)))
    assert not [value for value in (*ANSWERS.values(), "An", str(AN)) if value in names]


@pytest.mark.parametrize("token", ["data:take", "data:take:full"])
def test_where_no_files_go_the_words_alone_are_sent_and_where_the_data_is_had_is_said(token: str, world: World) -> None:
    world.sends_documents = False
    hand_in(world, AN)
    reply = world.taps(AN, token)
    (document,) = documents(reply)
    (text,) = written(document, world._say(AN))
    assert TITLE in text.text
    assert (DIGITS in text.text) == token.endswith("full")
    said = [world.reads(line) for line in reply.screen.lines]
    assert "JSON" in said[-1]
    assert "Liên đoàn Lao động tỉnh Đắk Lắk" in said[-1]
    assert "take it on Telegram" not in said[-1]
    assert not any("files" in line for line in said)


def test_where_no_files_go_telegram_is_named_if_the_bot_is_there(world: World) -> None:
    world.sends_documents, world.doors = False, (Door("zalo-bot"), Door("telegram"))
    assert "take it on Telegram" in read(world, world.taps(AN, "data:take").screen)


# --- who saw the number -----------------------------------------------------------------------------------------------


def test_whoever_saw_the_number_is_named_to_its_owner_alone(world: World) -> None:
    initiative = hand_in(world, AN)
    assert "Nobody has seen" in read(world, world.taps(AN, "data:looks").screen)
    (shown,) = world.taps(BINH, f"identity:{initiative.id}").words
    assert DIGITS in world.reads(shown.msg)
    assert shown.in_confidence
    said = read(world, world.taps(AN, "data:looks").screen)
    assert "Bình" in said
    assert str(initiative.code) in said
    assert "Nobody has seen" in read(world, world.taps(CHI, "data:looks").screen)


# --- consent taken back -----------------------------------------------------------------------------------------------


def test_taking_consent_back_withdraws_what_waits_deletes_drafts_and_stops(world: World) -> None:
    initiative = hand_in(world, AN)
    until(world, AN, "title")
    draft = world.newest(AN)
    world.taps(AN, "data:withdraw")
    assert world.initiatives[initiative.id].state == "pending", "asking does nothing yet"
    reply = world.press(AN, "data", "withdraw-yes")
    assert world.initiatives[initiative.id].state == "withdrawn"
    assert draft.id not in world.initiatives
    assert reply.of(fx.RedrawCards)
    assert reply.of(fx.WithdrawConsent) == [fx.WithdrawConsent(SUBMIT)]
    assert not world.people[AN].consents
    (record,) = [one for who, one in world.records if who == AN]
    assert record.withdrawn_at == world.now
    world.commands(AN, "submit")
    assert world.button(AN, "consent", "yes")


def test_what_is_verified_stays_when_consent_is_taken_back(world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"verify:{initiative.id}:1")
    world.taps(AN, "data:withdraw")
    world.press(AN, "data", "withdraw-yes")
    assert world.initiatives[initiative.id].state == "verified"


def test_an_old_yes_to_taking_back_asks_again_when_something_came_since(world: World) -> None:
    hand_in(world, AN)
    world.taps(AN, "data:withdraw")
    old = world.button(AN, "data", "withdraw-yes").action.token
    later = hand_in(world, AN)
    reply = world.taps(AN, old)
    assert not reply.of(fx.WithdrawConsent)
    assert world.initiatives[later.id].state == "pending"


def test_without_a_consent_there_is_nothing_to_take_back(world: World) -> None:
    assert "no consent to take back" in read(world, world.taps(STRANGER, "data:withdraw-yes:0").screen)


def test_a_draft_is_not_gone_on_with_while_there_is_no_consent_to_the_present_words(world: World) -> None:
    until(world, AN, "title")
    draft = world.newest(AN)
    world.people[AN] = replace(world.people[AN], consents=frozenset())
    world.taps(AN, f"draft:{draft.id}")
    assert world.button(AN, "consent", "yes")
    world.press(AN, "consent", "yes")
    world.press(AN, "draft", draft.id)
    assert asked(world, AN) == "title"


# --- erasing ----------------------------------------------------------------------------------------------------------


def test_erasing_says_first_what_goes_and_what_stays_and_why(world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"verify:{initiative.id}:1")
    hand_in(world, AN)
    until(world, AN, "title")
    said = read(world, world.taps(AN, "data:erase").screen)
    assert "drafts: 1" in said
    assert "withdrawn: 1" in said
    assert "(2)" in said
    assert "figures must stay right" in said
    assert len(world.initiatives) == 3


def test_the_second_press_erases_and_the_conversation_is_at_its_beginning(world: World) -> None:
    hand_in(world, AN)
    until(world, AN, "title")
    world.taps(AN, "data:erase")
    reply = world.press(AN, "data", "erase-yes")
    assert reply.of(fx.ErasePerson)
    assert world.session(AN).doing is None
    assert not world._mine(AN, 10)


def test_an_old_yes_to_erasing_asks_again_when_something_came_since(world: World) -> None:
    hand_in(world, AN)
    world.taps(AN, "data:erase")
    old = world.button(AN, "data", "erase-yes").action.token
    hand_in(world, AN)
    assert not world.taps(AN, old).of(fx.ErasePerson)


@pytest.mark.parametrize(
    ("clears", "keeping", "told"),
    [
        (True, (), "initiatives, also on the officers’ screens"),
        (False, ("zalo",), "initiatives; what officers were sent on Zalo cannot be taken back"),
        (True, ("zalo",), "also on the officers’ screens, but for what they were sent on Zalo, which cannot"),
    ],
)
def test_erasing_promises_of_the_officers_screens_what_channels_can(
    world: World, *, clears: bool, keeping: tuple[str, ...], told: str
) -> None:
    world.clears, world.keeping = clears, keeping
    assert told in read(world, world.taps(AN, "data:erase").screen)


def test_an_officer_is_told_that_the_role_ends(world: World) -> None:
    assert "your role as an officer ends" in read(world, world.taps(BINH, "data:erase").screen)
    assert "your role" not in read(world, world.taps(AN, "data:erase").screen)


# --- being named in praise --------------------------------------------------------------------------------------------


def verify(world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"verify:{initiative.id}:{initiative.version}")
    world.release()


def questions(world: World) -> list[Screen]:
    return [one for one in world.cards(AN) if any(button.action.verb == "consent" for button in one.buttons())]


def test_being_named_is_asked_on_its_own_after_the_first_verified_one_and_only_then(world: World) -> None:
    begin(world, AN)
    assert not questions(world)
    verify(world)
    (asked_once,) = questions(world)
    assert [one.action.args[:2] for one in asked_once.rows[0]] == [("yes", PUBLISH), ("no", PUBLISH)]
    verify(world)
    assert len(questions(world)) == 1
    assert PUBLISH not in world.people[AN].consents, "silence is no consent"


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_both_answers_are_recorded_once_and_change_nothing_else(answer: str, world: World) -> None:
    verify(world)
    before = world.stored()
    token = f"consent:{answer}:{PUBLISH}:{VERSIONS[PUBLISH]}"
    first, second = world.taps(AN, token), world.taps(AN, token)
    (record,) = first.of(fx.Consent)
    assert isinstance(record, fx.Consent)
    assert (record.purpose, record.given) == (PUBLISH, answer == "yes")
    assert any("may it name you" in world.reads(line) for line in record.words)
    assert not second.of(fx.Consent)
    assert (PUBLISH in world.people[AN].consents) == (answer == "yes")
    assert world.stored() == before


def test_a_yes_can_be_taken_back_and_given_again(world: World) -> None:
    verify(world)
    for answer, named in (("yes", True), ("no", False), ("yes", True)):
        world.taps(AN, f"consent:{answer}:{PUBLISH}:{VERSIONS[PUBLISH]}")
        assert (PUBLISH in world.people[AN].consents) == named
    records = [(one.given, one.withdrawn_at is not None) for _, one in world.records if one.purpose == PUBLISH]
    assert records == [(True, True), (True, False)]


@pytest.mark.parametrize("purpose", [SUBMIT, PUBLISH])
def test_a_yes_under_other_words_is_no_yes_to_these(purpose: str, world: World) -> None:
    reply = world.taps(AN, f"consent:yes:{purpose}:2020-01")
    assert not reply.of(fx.Consent)
    assert world.button(AN, "consent", "yes")
