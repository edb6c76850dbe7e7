"""The counter of a long text: what it counts, what is kept, and how a paste in pieces is joined."""

from __future__ import annotations

from datetime import timedelta
from unicodedata import normalize

import pytest

from flows.fields.field import Answered, Refused
from flows.said import Said, Text
from flows.screen import Msg
from flows.submission import LIBRARY
from tests.flows.conftest import Ask
from tests.flows.driver import AN, Reply, World, pick
from tests.flows.tables import rows
from tests.flows.walk import WRONG_KINDS, asked, until

DESCRIPTION = LIBRARY["description"]
LIMIT = 2000
SENTENCE = "Trước đây phân loại hạt bằng tay, nay dùng sàng rung. "


def words(count: int) -> str:
    """Return a Vietnamese text of exactly so many characters, with spaces to cut at."""
    text = (SENTENCE * (count // len(SENTENCE) + 1))[:count]
    return text if not text.endswith(" ") else f"{text[:-1]}."


def counted(world: World, typed: str) -> Reply:
    until(world, AN, "description")
    return world.says(AN, typed)


def told(reply: Reply, world: World) -> str:
    screen = reply.screen
    return "\n".join(world.reads(line) for line in (*([screen.problem] if screen.problem else []), *screen.lines))


SAME_COUNT = {
    "composed": words(LIMIT),
    "decomposed": normalize("NFD", words(LIMIT)),
    "with the line ends of Windows": words(LIMIT).replace("nay", "n\r\ny"),
    "with spaces around": f"  \n{words(LIMIT)}\n\n ",
    "with marks that cannot be seen": words(LIMIT).replace(" ", " \u200b\ufeff"),
    "with letters of two code points": ("ê̆" * 10 + words(LIMIT))[:LIMIT],
    "with faces": ("😀" * 10 + words(LIMIT))[:LIMIT],
}


@pytest.mark.parametrize("typed", rows(SAME_COUNT))
def test_two_thousand_characters_are_accepted_however_they_are_written(typed: str, world: World) -> None:
    reply = counted(world, typed)
    assert asked(world, AN) == "applied_on"
    assert "2,000/2,000" in told(reply, world)
    stored = world.newest(AN).text("description")
    assert len(stored) == LIMIT
    assert stored == normalize("NFC", stored)
    assert "\r" not in stored


@pytest.mark.parametrize("typed", rows({name: f"{text.strip()}!" for name, text in SAME_COUNT.items()}))
def test_one_more_is_refused_by_exactly_one_and_kept(typed: str, world: World) -> None:
    reply = counted(world, typed)
    assert asked(world, AN) == "description"
    assert "2,001 characters, 1 character too many (limit 2,000)" in told(reply, world)
    assert "description" not in world.newest(AN).answers
    again = world.press(AN, "answer", "read")
    assert len(told(again, world).split("\n\nThe text has")[0]) == LIMIT + 1


def test_a_kept_text_is_replaced_by_the_shortened_one(world: World) -> None:
    counted(world, words(LIMIT + 13))
    world.later(minutes=5)
    world.says(AN, words(1870))
    assert world.newest(AN).text("description") == words(1870)
    assert not world.newest(AN).partials


@pytest.mark.parametrize("between", ["later", "help", "sticker"])
def test_a_kept_text_can_still_be_read_after_something_else(between: str, world: World) -> None:
    counted(world, words(LIMIT + 1))
    if between == "later":
        world.press(AN, "later")
        world.press(AN, "draft")
    elif between == "help":
        world.commands(AN, "help")
    else:
        world.does(AN, WRONG_KINDS["a sticker"])
    assert pick(world.screens[AN], "answer", "read")


def test_the_programme_sets_the_limit(asking: Ask) -> None:
    assert isinstance(DESCRIPTION.read(Text(words(900)), asking(limits={"description": 1000})), Answered)
    assert not isinstance(DESCRIPTION.read(Text(words(1001)), asking(limits={"description": 1000})), Answered)


@pytest.mark.parametrize(
    ("typed", "count"), [("Ngắn quá", "8 characters"), ("x", "1 character."), ("\u200b", "0 char")]
)
def test_a_text_too_short_to_say_anything_is_refused_with_its_length(typed: str, count: str, world: World) -> None:
    assert count in told(counted(world, typed), world)
    assert asked(world, AN) == "description"


PASTE = words(6000)
CUT = PASTE.rindex(" ", 0, 4096)


def pasted(world: World, seconds: float) -> Reply:
    """Paste 6,000 characters as a phone sends them: cut at a space into two messages."""
    until(world, AN, "description")
    world.does(AN, Text(PASTE[:CUT], more_to_come=True))
    world.later(seconds=seconds)
    return world.does(AN, Text(PASTE[CUT + 1 :]))


@pytest.mark.parametrize("seconds", [0, 1, 3])
def test_a_paste_in_two_pieces_is_counted_as_one(seconds: float, world: World) -> None:
    reply = pasted(world, seconds)
    assert "6,000 characters, 4,000 characters too many" in told(reply, world)
    held = world.newest(AN).partials["description"]
    assert isinstance(held, dict)
    assert str(held["text"]).replace("\n", " ") == PASTE


def test_the_pieces_of_a_paste_are_answered_once(world: World) -> None:
    until(world, AN, "description")
    first = world.does(AN, Text(PASTE[:CUT], more_to_come=True))
    (shown,) = first.turn.effects[-1:]
    assert getattr(shown, "gathers", None) == "paste"


def test_three_pieces_are_joined_in_their_order(world: World) -> None:
    until(world, AN, "description")
    for piece in ("a", "b"):
        world.does(AN, Text(piece * 4000, more_to_come=True))
        world.later(seconds=2)
    world.does(AN, Text("c" * 100))
    held = world.newest(AN).partials["description"]
    assert isinstance(held, dict)
    assert str(held["text"]).split("\n") == ["a" * 4000, "b" * 4000, "c" * 100]


def test_a_message_four_seconds_later_is_an_answer_of_its_own(world: World) -> None:
    pasted(world, 4)
    assert world.newest(AN).text("description") == PASTE[CUT + 1 :]


def test_a_message_after_a_text_that_was_not_cut_is_an_answer_of_its_own(world: World) -> None:
    counted(world, words(LIMIT + 1))
    world.says(AN, words(500))
    assert world.newest(AN).text("description") == words(500)


def test_a_paste_in_pieces_within_a_larger_limit_is_one_text(asking: Ask, world: World) -> None:
    world.programme = asking(limits={"description": 8000}).programme
    pasted(world, 1)
    assert world.newest(AN).text("description").replace("\n", " ") == PASTE


def test_a_piece_nothing_follows_is_the_whole_text_at_one_press(asking: Ask, world: World) -> None:
    world.programme = asking(limits={"description": 8000}).programme
    until(world, AN, "description")
    world.does(AN, Text(PASTE[:CUT], more_to_come=True))
    assert "description" not in world.newest(AN).answers
    world.press(AN, "answer", "all")
    assert world.newest(AN).text("description") == PASTE[:CUT]
    assert asked(world, AN) == "applied_on"


def test_a_text_over_the_limit_cannot_be_called_all(world: World) -> None:
    counted(world, words(LIMIT + 1))
    world.taps(AN, f"answer:{world.session(AN).revision}:all:")
    assert asked(world, AN) == "description"


@pytest.mark.parametrize("said", rows({name: said for name, said in WRONG_KINDS.items() if "text" not in name}))
def test_what_is_not_text_is_refused(said: Said, asking: Ask) -> None:
    assert isinstance(DESCRIPTION.read(said, asking()), Refused)


def test_the_summary_shows_the_beginning_and_the_length_an_officer_reads_all(asking: Ask) -> None:
    text = words(LIMIT)
    line = DESCRIPTION.show(text, asking())
    assert isinstance(line, Msg)
    assert text.startswith(str(line.args["beginning"]))
    assert len(str(line.args["beginning"])) <= 80
    assert line.count == LIMIT
    assert DESCRIPTION.detail(text, asking()) == text
    assert DESCRIPTION.show(SENTENCE, asking()) == SENTENCE


def test_the_limit_of_time_between_pieces_is_three_seconds(world: World) -> None:
    until(world, AN, "description")
    world.does(AN, Text("a" * 4000, more_to_come=True))
    world.now += timedelta(seconds=3, microseconds=1)
    world.does(AN, Text("b" * 50))
    assert world.newest(AN).text("description") == "b" * 50


def test_pieces_too_short_alone_are_kept_and_joined(world: World) -> None:
    counted(world, "Trước đây làm bằng tay.")
    world.later(minutes=5)
    reply = world.says(AN, "Nay dùng sàng rung.")
    assert "43/2,000" in told(reply, world)
    assert world.newest(AN).text("description") == "Trước đây làm bằng tay.\nNay dùng sàng rung."


def test_demand_25_what_is_added_in_a_correction_goes_to_the_end(world: World) -> None:
    counted(world, words(100))
    world.press(AN, "back")
    world.press(AN, "answer", "more")
    assert world.newest(AN).text("description") == words(100)
    reply = world.says(AN, "Hạt đều hơn.")
    assert world.newest(AN).text("description") == f"{words(100)}\nHạt đều hơn."
    assert "113/2,000" in told(reply, world)


def test_demand_26_what_is_added_beyond_the_limit_is_kept_and_told_by_how_much(world: World) -> None:
    counted(world, words(1990))
    world.press(AN, "back")
    world.press(AN, "answer", "more")
    reply = world.says(AN, "x" * 50)
    assert "41 characters too many" in told(reply, world)
    assert world.newest(AN).text("description") == words(1990)
    world.says(AN, words(1500))
    assert world.newest(AN).text("description") == words(1500)


def test_a_paste_in_pieces_is_added_as_one(world: World) -> None:
    counted(world, words(100))
    world.press(AN, "back")
    world.press(AN, "answer", "more")
    world.does(AN, Text("a" * 900, more_to_come=True))
    world.does(AN, Text("b" * 900))
    assert world.newest(AN).text("description").split("\n") == [words(100), "a" * 900, "b" * 900]


def test_typing_a_whole_text_in_a_correction_replaces_the_one_before(world: World) -> None:
    counted(world, words(100))
    world.press(AN, "back")
    world.says(AN, words(200))
    assert world.newest(AN).text("description") == words(200)
