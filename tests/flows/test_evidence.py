"""Evidence: which files are taken, how many, how large; every refusal says what is wrong and what to do."""

from __future__ import annotations

import pytest

from bot.talk import Talk
from flows import effects as fx
from flows.draft import Value
from flows.fields.evidence import LARGEST, MOST_FILES
from flows.fields.field import Answered, Held, Outcome, Picked, Refused
from flows.said import Attachment, File, Said, Text
from flows.screen import Screen
from flows.submission import LIBRARY
from tests.flows.conftest import Ask
from tests.flows.driver import AN, Reply, World
from tests.flows.tables import rows
from tests.flows.walk import PHOTO, SUMMARY, WRONG_KINDS, asked, document, until

EVIDENCE = LIBRARY["evidence"]
MEGABYTE = 1024 * 1024

KINDS = {
    "a scan": "QD-15.pdf",
    "a scan in capitals": "QD-15.PDF",
    "an old Word file": "mo ta.doc",
    "a Word file": "Mô tả sáng kiến.docx",
    "a picture sent as a file": "IMG_0001.jpeg",
    "a picture of an iPhone": "IMG_0001.HEIC",
    "two dots": "ban.cuoi.cung.png",
}
NO_KINDS = {
    "a program": "cai-dat.exe",
    "a program that pretends": "QD-15.pdf.exe",
    "an archive": "tat-ca.zip",
    "a sheet": "bang.xlsx",
    "a film": "quay.mp4",
    "no ending": "QD-15",
    "an ending alone in the middle": "a.pdf b",
    "a hidden turn of direction": "QD\u202efdp.exe",
}


def send(said: Said | Picked, asking: Ask, **looking: object) -> Outcome:
    return EVIDENCE.read(said, asking(**looking))


def names(value: Value, of: str = "name") -> list[object]:
    """Return the names, or another mark, of some pieces of evidence."""
    assert isinstance(value, tuple)
    return [one[of] for one in value if isinstance(one, dict)]


def held(world: World) -> list[object]:
    """Return the names of what is kept so far."""
    return names(world.newest(AN).partials.get("evidence", ()))


def say(screen: Screen, world: World) -> str:
    return "\n".join(world.reads(line) for line in screen.lines)


@pytest.mark.parametrize("name", rows(KINDS))
def test_photos_scans_and_word_files_are_taken(name: str, asking: Ask) -> None:
    outcome = send(document(name), asking, fresh=77)
    assert isinstance(outcome, Held)
    assert outcome.fetch == document(name).attachment
    assert outcome.value == (
        {
            "file": 77,
            "reference": f"ref-{name}",
            "name": name,
            "kind": "document",
            "channel": "telegram",
            "size": 40_000,
        },
    )


@pytest.mark.parametrize("name", rows(NO_KINDS))
def test_other_kinds_are_refused_by_their_name(name: str, asking: Ask, talk: Talk) -> None:
    outcome = send(document(name), asking)
    assert isinstance(outcome, Refused)
    assert name.replace("\u202e", "") in talk.say(outcome.problem, "en")


def test_a_file_without_a_name_is_refused_without_one(asking: Ask, talk: Talk) -> None:
    outcome = send(document(""), asking)
    assert isinstance(outcome, Refused)
    told = talk.say(outcome.problem, "vi")
    assert told == "Tệp không có tên thì ở đây không mở được. Anh/chị gửi ảnh, PDF hoặc Word."


def test_photos_have_no_name_of_their_own_and_get_a_number(world: World) -> None:
    until(world, AN, "evidence")
    for said in (PHOTO, document(), PHOTO):
        world.does(AN, said)
    assert held(world) == ["IMG_1.jpg", "QD-15.docx", "IMG_3.jpg"]


def test_an_album_of_ten_is_kept_in_order_like_ten_single_files(world: World) -> None:
    until(world, AN, "evidence")
    photos = [File(Attachment(f"ref-{n}", "p.jpg", 1, "image/jpeg", "photo"), of_album=True) for n in range(10)]
    replies = [world.does(AN, photo) for photo in photos]
    assert "Received 10 files" in say(replies[-1].screen, world)
    assert names(world.newest(AN).partials["evidence"], "reference") == [f"ref-{n}" for n in range(10)]
    gathered = {effect.gathers for reply in replies for effect in reply.turn.effects if isinstance(effect, fx.Show)}
    assert gathered == {"album"}


def test_twenty_megabytes_are_taken_and_a_byte_more_is_refused_before_any_download(asking: Ask, talk: Talk) -> None:
    assert isinstance(send(document(size=LARGEST), asking), Held)
    outcome = send(document("phim.pdf", size=LARGEST + 1), asking)
    assert isinstance(outcome, Refused)
    assert "“phim.pdf” has 21 MB; the limit is 20 MB" in talk.say(outcome.problem, "en")


def test_a_file_too_large_is_told_with_its_size_and_three_ways_out(world: World) -> None:
    until(world, AN, "evidence")
    reply = world.does(AN, document("ban-ve.pdf", size=34 * MEGABYTE))
    assert reply.screen.problem is not None
    told = world.reads(reply.screen.problem)
    for part in ("34 MB", "20 MB", "smaller", "photos", "Google Drive"):
        assert part in told
    assert asked(world, AN) == "evidence"
    assert not world.newest(AN).partials


def test_a_file_whose_size_nobody_tells_is_taken(asking: Ask) -> None:
    assert isinstance(send(document(size=None), asking), Held)


def test_an_empty_file_is_told_before_any_download(asking: Ask, talk: Talk) -> None:
    outcome = send(document("rong.pdf", size=0), asking)
    assert isinstance(outcome, Refused)
    assert "“rong.pdf” is empty" in talk.say(outcome.problem, "en")


@pytest.mark.parametrize("more", [PHOTO, document(), Text("https://drive.google.com/file/d/" + "a" * 33)])
def test_the_eleventh_is_refused_and_ten_stay(more: Said, world: World) -> None:
    until(world, AN, "evidence")
    for number in range(MOST_FILES):
        world.does(AN, document(f"{number}.pdf"))
    reply = world.does(AN, more)
    assert reply.screen.problem is not None
    assert "There are 10 files already" in world.reads(reply.screen.problem)
    assert held(world) == [f"{number}.pdf" for number in range(10)]


def test_done_answers_with_everything_in_order(world: World) -> None:
    until(world, AN, "evidence")
    for name in ("1.pdf", "2.pdf"):
        world.does(AN, document(name))
    world.press(AN, "answer", "done")
    assert asked(world, AN) == SUMMARY
    assert names(world.newest(AN).answers["evidence"]) == ["1.pdf", "2.pdf"]
    assert not world.newest(AN).partials


def test_the_last_one_can_be_removed_until_none_is_left(world: World) -> None:
    until(world, AN, "evidence")
    for name in ("1.pdf", "2.pdf"):
        world.does(AN, document(name))
    world.press(AN, "answer", "drop")
    assert held(world) == ["1.pdf"]
    world.press(AN, "answer", "drop")
    assert held(world) == []
    world.press(AN, "skip")
    assert world.newest(AN).answers["evidence"] == ""


def test_all_files_can_be_taken_away_in_a_correction(world: World) -> None:
    until(world, AN, "evidence")
    world.does(AN, document())
    world.press(AN, "answer", "done")
    world.press(AN, "correct", "evidence")
    world.press(AN, "answer", "drop")
    world.press(AN, "skip")
    assert world.newest(AN).answers["evidence"] == ""


def test_leaving_it_as_it_is_keeps_the_files_that_were_there(world: World) -> None:
    until(world, AN, "evidence")
    world.does(AN, document())
    world.press(AN, "answer", "done")
    world.press(AN, "correct", "evidence")
    world.does(AN, document("2.pdf"))
    world.press(AN, "keep")
    assert asked(world, AN) == SUMMARY
    assert not world.newest(AN).partials
    assert names(world.newest(AN).answers["evidence"]) == ["QD-15.docx"]


def test_a_skip_from_before_a_file_came_does_not_throw_it_away(world: World) -> None:
    until(world, AN, "evidence")
    skip = world.button(AN, "skip").action.token
    world.does(AN, document())
    world.taps(AN, skip)
    initiative = world.newest(AN)
    assert "evidence" not in initiative.answers
    assert initiative.partials


def test_a_double_press_of_remove_removes_one(world: World) -> None:
    until(world, AN, "evidence")
    for name in ("1.pdf", "2.pdf", "3.pdf"):
        world.does(AN, document(name))
    drop = world.button(AN, "answer", "drop").action.token
    world.taps(AN, drop)
    world.taps(AN, drop)
    assert held(world) == ["1.pdf", "2.pdf"]


@pytest.mark.parametrize("kind", ["done", "drop", "take", ""])
def test_a_button_with_nothing_received_is_refused(kind: str, asking: Ask) -> None:
    assert isinstance(send(Picked(kind), asking), Refused)


@pytest.mark.parametrize("said", rows({name: said for name, said in WRONG_KINDS.items() if not isinstance(said, File)}))
def test_what_is_no_file_is_refused(said: Said, asking: Ask) -> None:
    assert isinstance(send(said, asking), Refused)


def test_a_file_sent_to_another_question_stays_out(world: World) -> None:
    until(world, AN, "full_name")
    reply: Reply = world.does(AN, document())
    assert reply.answers == 1
    assert not world.newest(AN).partials


def test_nothing_given_is_answered_and_shown_as_such(asking: Ask) -> None:
    assert EVIDENCE.show((), asking()) == ""
    assert isinstance(send(Picked("done"), asking, partial=()), Refused)
    outcome = send(Picked("done"), asking, partial=({"name": "1.pdf", "reference": "r"},))
    assert isinstance(outcome, Answered)
