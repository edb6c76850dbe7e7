"""What became of a file, in every place a person may be meanwhile: told once, nothing else changed."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from bot.talk import Talk
from flows import effects as fx
from flows.files import WAY_OUT, WHAT
from flows.pieces import evidence_of, pieces_of
from flows.said import Attachment, Fetched, File, Text, Trouble
from flows.session import Filling
from tests.flows.driver import AN, BINH, Reply, World
from tests.flows.walk import SUMMARY, asked, begin, document, go_on, until

TROUBLES: tuple[Trouble, ...] = get_args(Trouble)
PHOTO = Attachment("ref-photo", "p.jpg", 1, "image/jpeg", "photo")


def found(world: World, trouble: Trouble | None = None, sha256: str = "ab", at: int = -1) -> Reply:
    """Tell what became of a file that waits."""
    fetch = world.fetching[at]
    return world.does(AN, Fetched(fetch.file, fetch.initiative, trouble, sha256, 5, "application/pdf", "clean"))


def names(world: World) -> list[object]:
    initiative = world.newest(AN)
    held = initiative.partials.get("evidence", initiative.answers.get("evidence"))
    return [piece["name"] for piece in pieces_of(held)]


def sent(world: World, *files: str) -> None:
    """Bring An to the question for files, with some of them."""
    until(world, AN, "evidence")
    for name in files:
        world.does(AN, document(name))


def handed_in(world: World, *files: str) -> None:
    sent(world, *files)
    world.press(AN, "answer", "done")
    world.press(AN, "submit")


def test_a_file_that_is_kept_changes_its_piece_and_says_nothing(world: World) -> None:
    sent(world, "1.pdf")
    before = world.session(AN)
    reply = found(world)
    assert reply.answers == 0
    assert world.session(AN) == before
    (piece,) = pieces_of(world.newest(AN).partials["evidence"])
    assert (piece["sha256"], piece["size"], piece["mime"], piece["scan"]) == ("ab", 5, "application/pdf", "clean")
    assert world.settled[-1].trouble is None


@pytest.mark.parametrize("trouble", [one for one in TROUBLES if one != "repeated"])
def test_every_trouble_takes_the_piece_out_and_has_its_own_words_with_a_way_out(trouble: Trouble, world: World) -> None:
    """Demand 32."""
    sent(world, "1.pdf", "2.pdf")
    reply = found(world, trouble)
    assert names(world) == ["1.pdf"]
    assert reply.screen.problem is not None
    assert "“2.pdf”" in world.reads(reply.screen.problem)
    assert asked(world, AN) == "evidence"


def test_no_two_troubles_sound_alike(talk: Talk) -> None:
    for language in ("en", "vi"):
        told = {talk.say(replace(WHAT[trouble], args={"name": "a", "twin": "b"}), language) for trouble in TROUBLES}
        assert len(told) == len(TROUBLES)
    assert set(WAY_OUT) == set(TROUBLES) - {"repeated"}


def test_the_last_piece_taken_out_offers_to_skip_again(world: World) -> None:
    sent(world, "1.pdf")
    found(world, "content")
    world.press(AN, "skip")
    assert asked(world, AN) == SUMMARY


def test_a_file_refused_at_the_summary_opens_its_question_again(world: World) -> None:
    sent(world, "1.pdf")
    world.press(AN, "answer", "done")
    hand_in = world.button(AN, "submit").action.token
    found(world, "macros")
    assert asked(world, AN) == "evidence"
    world.taps(AN, hand_in)
    assert world.newest(AN).state == "draft"


def test_one_of_several_refused_at_the_summary_leaves_the_summary(world: World) -> None:
    sent(world, "1.pdf", "2.pdf")
    world.press(AN, "answer", "done")
    reply = found(world, "macros")
    assert asked(world, AN) == SUMMARY
    assert reply.screen.problem is not None
    assert names(world) == ["1.pdf"]


def test_a_file_refused_while_its_answer_is_corrected_leaves_both_the_answer_and_what_is_being_given(
    world: World,
) -> None:
    sent(world, "1.pdf", "2.pdf")
    world.press(AN, "answer", "done")
    world.press(AN, "correct", "evidence")
    world.does(AN, document("3.pdf"))
    found(world, "content", at=1)
    initiative = world.newest(AN)
    assert [one["name"] for one in evidence_of(initiative)] == ["1.pdf"]
    assert names(world) == ["1.pdf", "3.pdf"]


def test_a_draft_put_aside_is_told_beside_and_offered(world: World) -> None:
    sent(world, "1.pdf")
    world.press(AN, "later")
    session, screen = world.session(AN), world.screens[AN]
    reply = found(world, "password")
    assert reply.screens == ()
    (card,) = world.cards(AN)
    assert [button.action.verb for button in card.buttons()] == ["draft"]
    assert (world.session(AN), world.screens[AN]) == (session, screen)


def test_another_form_that_is_open_is_not_disturbed(world: World) -> None:
    sent(world, "1.pdf")
    world.press(AN, "later")
    world.commands(AN, "submit")
    world.press(AN, "anew")
    screen = world.screens[AN]
    found(world, "virus")
    assert world.screens[AN] == screen
    assert len(world.cards(AN)) == 1


@pytest.mark.parametrize("state", ["pending", "rejected", "withdrawn"])
def test_what_was_handed_in_is_marked_and_not_changed(state: str, world: World) -> None:
    handed_in(world, "1.pdf", "2.pdf")
    initiative = replace(world.newest(AN), state=state)  # type: ignore[arg-type]
    world.initiatives[initiative.id] = initiative
    found(world, "virus")
    after = world.newest(AN)
    assert [piece.get("refused") for piece in evidence_of(after)] == [None, "virus"]
    assert (after.state, after.version) == (initiative.state, initiative.version)
    (card,) = world.cards(AN)
    assert str(after.code) in " ".join(world.reads(line) for line in card.lines)


def test_what_is_verified_stays_as_it_is_and_what_was_learned_since_is_read_beside_it(world: World) -> None:
    """Demand 53: the answers are locked, the hashes of files in them too."""
    handed_in(world, "1.pdf", "2.pdf", "3.pdf")
    verified = replace(world.newest(AN), state="verified")
    world.initiatives[verified.id] = verified
    found(world, "virus", at=1)
    found(world, sha256="cd", at=2)
    assert world.newest(AN) == verified
    (card,) = world.cards(AN)
    assert str(verified.code) in " ".join(world.reads(line) for line in card.lines)
    shown = world.says(BINH, str(verified.code)).screen
    told = next(text for line in shown.lines if "1.pdf" in (text := world.reads(line)))
    for part in ("1.pdf (still being checked)", "2.pdf (could not be used)", "3.pdf"):
        assert part in told
    assert "3.pdf (" not in told
    refused, given = (world.taps(BINH, f"file:{verified.id}:{number}") for number in (1, 2))
    assert not refused.of(fx.SendFile)
    (file,) = given.of(fx.SendFile)
    assert isinstance(file, fx.SendFile)
    assert file.sha256 == "cd"


def test_the_officer_reads_what_is_known_of_each_file(world: World) -> None:
    handed_in(world, "1.pdf", "2.pdf", "3.pdf", "4.pdf")
    found(world, at=0)
    found(world, "virus", at=1)
    fetch = world.fetching[2]
    world.does(AN, Fetched(fetch.file, fetch.initiative, None, "cd", 5, "application/pdf", "none"))
    world.commands(BINH, "queue")
    told = next(text for line in world.screens[BINH].lines if "1.pdf" in (text := world.reads(line)))
    for part in ("1.pdf, ", "2.pdf (could not be used)", "4.pdf (still being checked)", "; not scanned for viruses"):
        assert part in told


def test_the_officer_is_not_given_a_refused_file(world: World) -> None:
    handed_in(world, "1.pdf", "2.pdf")
    found(world, at=0)
    found(world, "virus", at=1)
    world.commands(BINH, "queue")
    files = [button.action for button in world.screens[BINH].buttons() if button.action.verb == "file"]
    assert [action.number(1) for action in files] == [0]
    (given,) = world.taps(BINH, files[0].token).of(fx.SendFile)
    assert isinstance(given, fx.SendFile)
    assert (given.name, given.sha256) == ("1.pdf", "ab")
    refused = world.taps(BINH, f"file:{files[0].arg(0)}:1")
    assert refused.of(fx.SendFile) == []
    assert refused.answers == 1


def test_the_same_content_is_kept_once_and_told(world: World) -> None:
    sent(world, "1.pdf", "2.pdf")
    found(world, at=0)
    reply = found(world, at=1)
    assert names(world) == ["1.pdf"]
    assert reply.screen.problem is not None
    assert world.reads(reply.screen.problem) == "“2.pdf” is the same as “1.pdf”; it is kept once."
    assert world.settled[-1].trouble == "repeated"


def test_the_same_content_once_handed_in_is_left_alone(world: World) -> None:
    handed_in(world, "1.pdf", "2.pdf")
    found(world, at=0)
    found(world, at=1)
    assert names(world) == ["1.pdf", "2.pdf"]
    assert world.cards(AN) == []


def test_the_same_content_in_another_initiative_is_kept_there_too(world: World) -> None:
    handed_in(world, "1.pdf")
    found(world)
    sent_again = world.newest(AN).id
    world.press(AN, "begin")
    go_on(world, AN, "evidence")
    world.does(AN, document("1.pdf"))
    found(world)
    assert names(world) == ["1.pdf"]
    assert world.newest(AN).id != sent_again


def test_a_piece_taken_out_before_its_verdict_is_only_written_down(world: World) -> None:
    sent(world, "1.pdf")
    world.press(AN, "answer", "drop")
    before = world.stored()
    reply = found(world, "virus")
    assert reply.answers == 0
    assert world.stored() == before
    assert world.cards(AN) == []
    assert world.settled[-1].trouble == "virus"


def test_a_draft_deleted_before_its_verdict_is_only_written_down(world: World) -> None:
    sent(world, "1.pdf")
    world.commands(AN, "cancel")
    world.press(AN, "discard")
    assert found(world, "virus").answers == 0
    assert world.cards(AN) == []


def test_a_verdict_told_twice_is_one(world: World) -> None:
    sent(world, "1.pdf", "2.pdf")
    for _ in range(2):
        found(world, "content")
    assert names(world) == ["1.pdf"]
    found(world, at=0)
    before = world.stored()
    found(world, at=0)
    assert world.stored() == before


def test_an_album_and_single_files_give_the_same(new_world) -> None:  # type: ignore[no-untyped-def]
    """Demand 23."""
    kept = []
    for album in (True, False):
        world = new_world()
        until(world, AN, "evidence")
        for number in range(10):
            world.does(AN, File(replace(PHOTO, reference=f"ref-{number}"), of_album=album))
            found(world, sha256=f"{number}")
        kept.append([{**piece, "file": 0} for piece in pieces_of(world.newest(AN).partials["evidence"])])
    assert kept[0] == kept[1]
    assert len(kept[0]) == 10


def test_numbers_of_photos_are_not_given_twice(world: World) -> None:
    until(world, AN, "evidence")
    for number in range(3):
        world.does(AN, File(replace(PHOTO, reference=f"ref-{number}")))
    found(world, "damaged", at=0)
    world.does(AN, File(replace(PHOTO, reference="ref-4")))
    assert names(world) == ["IMG_2.jpg", "IMG_3.jpg", "IMG_4.jpg"]


def test_a_photo_of_the_identity_card_is_neither_fetched_nor_kept_and_its_message_goes(world: World) -> None:
    """Sample N17."""
    until(world, AN, "identity")
    reply = world.does(AN, File(PHOTO, caption="CCCD của em đây ạ 066199001234"))
    assert len(reply.of(fx.EraseMessage)) == 1
    assert reply.of(fx.FetchFile) == []
    assert world.fetching == []
    assert not world.newest(AN).partials
    told = " ".join(world.reads(line) for line in reply.screen.lines)
    assert "066199001234" not in told
    assert reply.screen.problem is not None
    assert "delete it" in world.reads(reply.screen.problem)


def test_a_file_sent_to_another_question_is_not_fetched_and_the_words_under_it_are_not_lost(world: World) -> None:
    until(world, AN, "description")
    reply = world.does(AN, File(PHOTO, caption="Trước đây làm bằng tay"))
    assert world.fetching == []
    assert any("“Trước đây làm bằng tay”" in world.reads(line) for line in reply.screen.lines)


def test_an_album_sent_to_another_question_is_answered_once(world: World) -> None:
    until(world, AN, "description")
    replies = [world.does(AN, File(PHOTO, of_album=True)) for _ in range(3)]
    assert {show.gathers for reply in replies for show in reply.of(fx.Show) if isinstance(show, fx.Show)} == {"album"}


def test_short_words_under_a_photo_go_to_the_officer_and_long_ones_are_said_to_be_unused(world: World) -> None:
    until(world, AN, "evidence")
    world.does(AN, File(PHOTO, caption="máy mới"))
    reply = world.does(AN, File(replace(PHOTO, reference="b"), caption="Trước đây làm bằng tay. " * 9))
    told = "\n".join(world.reads(line) for line in reply.screen.lines)
    assert "máy mới" not in told
    assert "Not used, the words under IMG_2.jpg: “Trước đây làm" in told
    world.press(AN, "answer", "done")
    world.press(AN, "submit")
    world.commands(BINH, "queue")
    card = "\n".join(world.reads(line) for line in world.screens[BINH].lines)
    assert "IMG_1.jpg – “máy mới”" in card


def test_a_verdict_is_no_second_tap(world: World) -> None:
    """A press just before stays known, so that pressing again is still a double tap."""
    begin(world, AN)
    go_on(world, AN, "evidence")
    world.does(AN, document("1.pdf"))
    world.press(AN, "answer", "done")
    before = world.session(AN)
    found(world)
    assert world.session(AN) == before
    assert isinstance(before.doing, Filling)
    assert world.does(AN, Text("ờ")).answers == 1
