"""The history of an initiative: everything in words, for officers and staff of its units, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args, get_type_hints

import pytest

from bot.channels.telegram.render import render
from flows import effects as fx
from flows.desk.deeds import WORDS
from flows.draft import Initiative
from flows.effects import Move, Record
from flows.person import Role, RoleName
from flows.records import HistoryLine
from flows.said import Tap
from flows.screen import N_, Screen
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, Reply, World
from tests.flows.test_confidential import handed_in as hand_in_confidentially
from tests.flows.walk import begin, hand_in, hand_in_on_behalf

UNKNOWN = "SK-22-AAAAAA"
RELATIONS = {
    "own unit": "DLK-01-017",
    "the unit above": "DLK-01",
    "the province": "DLK",
    "a sibling": "DLK-01-021",
    "another upper union": "DLK-02",
    "a unit that is gone": "GONE",
}
ABOVE = {"own unit", "the unit above", "the province"}
MAY = {"verifier", "staff", "administrator"}


def lines(world: World, reply: Reply, language: str = "vi") -> list[str]:
    """Return what is said behind the instants."""
    return [world.reads(line, language).partition(" · ")[2] for line in reply.screen.lines]


def asked(world: World, who: int, code: str | None) -> Reply:
    return world.commands(who, "history", code or "")


def did(world: World, initiative: Initiative, action: str, **line: object) -> None:
    """Let somebody have done something."""
    done = HistoryLine(world.now, action, actor=BINH, by="Lê Văn Bình")
    world.done.append((initiative.id, replace(done, **line)))  # type: ignore[arg-type] # its own fields


def newest(world: World, initiative: Initiative, who: int = BINH, language: str = "vi") -> str:
    return lines(world, asked(world, who, initiative.code), language)[-1]


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", ["verifier", "staff", "administrator", "supporter"])
def test_officers_and_staff_of_the_unit_and_above_read_it(role: RoleName, relation: str, world: World) -> None:
    initiative = hand_in(world, AN)
    world.people[STRANGER] = replace(world.people[STRANGER], roles=(Role(role, RELATIONS[relation]),))
    none = asked(world, STRANGER, UNKNOWN)
    by_command, by_button = asked(world, STRANGER, initiative.code), world.taps(STRANGER, f"history:{initiative.id}")
    if role in MAY and relation in ABOVE:
        assert lines(world, by_command) == ["Trần Thị An nộp"]
        assert by_button.screens == by_command.screens
    else:
        assert by_command.screens == none.screens
        assert [one.what for one in (by_command.of(fx.Refuse) + by_button.of(fx.Refuse))] == [
            "history without the right"
        ] * 2


@pytest.mark.parametrize("who", [AN, CHI, STRANGER])
def test_for_everybody_else_a_code_looks_exactly_like_none_and_the_attempt_is_noted(who: int, world: World) -> None:
    code = hand_in(world, AN).code
    real, none = asked(world, who, code), asked(world, who, UNKNOWN)
    assert real.screens == none.screens
    assert len(real.of(fx.Refuse)) == 1
    assert none.of(fx.Refuse) == []


@pytest.mark.parametrize("who", [AN, CHI, STRANGER])
def test_so_does_a_forged_button(who: int, world: World) -> None:
    initiative = hand_in(world, AN)
    real, none = (world.taps(who, f"history:{number}") for number in (initiative.id, initiative.id - 500_000))
    assert real.words == none.words
    assert real.screens == none.screens == ()
    assert len(real.of(fx.Refuse)) == 1


def test_a_draft_has_no_history_for_anybody(world: World) -> None:
    begin(world, AN)
    draft = world.newest(AN)
    assert world.taps(DUNG, f"history:{draft.id}").screens == ()


def test_looking_changes_and_writes_nothing(world: World) -> None:
    """Demand 66: mere viewing adds no line."""
    initiative = hand_in(world, AN)
    before = list(world.done)
    for reply in (asked(world, BINH, initiative.code), world.taps(BINH, f"history:{initiative.id}:0")):
        assert [type(effect) for effect in reply.turn.effects] == [fx.Show]
    assert world.done == before
    assert world.initiatives[initiative.id] == initiative


def test_without_a_code_it_is_explained(world: World) -> None:
    reply = asked(world, BINH, "")
    assert world.reads(reply.screen.lines[0], "vi") == "Gõ lệnh kèm mã sáng kiến, ví dụ: /lichsu SK-22-7F3K9Q"


def test_asked_in_the_middle_of_ones_own_form_the_question_comes_again(world: World) -> None:
    code = hand_in(world, AN).code
    begin(world, BINH)
    open_question = world.screens[BINH]
    reply = asked(world, BINH, code)
    assert len(reply.screens) == 2
    assert reply.screens[-1].title == open_question.title


def test_every_move_and_every_note_has_words() -> None:
    noted = get_args(get_type_hints(Record)["action"])
    assert set(get_args(Move)) | set(noted) | {
        *("consent on behalf", "confirm", "called", "look at identity", "put forward", "take out")
    } == set(WORDS)


@pytest.mark.parametrize("action", WORDS)
def test_every_line_names_who_did_it_and_for_whom(action: str, world: World) -> None:
    initiative = hand_in(world, AN)
    did(world, initiative, action, stood_for="Hoàng Văn C", old="verified")
    line = newest(world, initiative)
    assert "{" not in line
    assert line.startswith("Lê Văn Bình (thay Hoàng Văn C) ") != (action == "escalate")


def test_what_was_decided_is_said_with_its_reason(world: World) -> None:
    initiative = hand_in(world, AN)
    did(world, initiative, "reject", reason="Thiếu văn bản công nhận")
    assert newest(world, initiative) == "Lê Văn Bình từ chối: “Thiếu văn bản công nhận”"
    did(world, initiative, "undo", old="rejected")
    assert newest(world, initiative) == "Lê Văn Bình hoàn tác (trước đó: đã từ chối)"
    did(world, initiative, "reopen", old="verified", reason="Kiểm tra lại chứng từ")
    assert newest(world, initiative) == "Lê Văn Bình mở lại để xem xét (trước đó: đã xác nhận): “Kiểm tra lại chứng từ”"


PROVINCE = "LĐLĐ tỉnh Đắk Lắk"
TOWN = f"LĐLĐ TP Buôn Ma Thuột › {PROVINCE}"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("DLK-01-017 → DLK-02-004", "từ CĐ Công ty CP Cà phê Buôn Ma Thuột sang CĐ Công ty TNHH May Bình Minh (ví dụ)"),
        (
            "DLK-01-032 → DLK-08-002",
            f"từ CĐ Trường Mầm non Hoa Sen › {TOWN} sang CĐ Trường Mầm non Hoa Sen › LĐLĐ huyện Ea Súp › {PROVINCE}",
        ),
        ("DLK-99 → DLK-01", "từ DLK-99 sang LĐLĐ TP Buôn Ma Thuột"),
        ("", "sang đơn vị khác"),
    ],
)
def test_a_move_names_both_units(reason: str, said: str, world: World) -> None:
    initiative = hand_in(world, AN)
    did(world, initiative, "move", reason=reason)
    assert newest(world, initiative) == f"Lê Văn Bình chuyển {said}"


def test_an_escalation_is_done_by_nobody(world: World) -> None:
    initiative = hand_in(world, AN)
    did(world, initiative, "escalate", actor=None, by="", reason="DLK-01", channel="tidy")
    assert newest(world, initiative) == "Chờ đã lâu nên chuyển thêm lên LĐLĐ TP Buôn Ma Thuột"
    did(world, initiative, "escalate", actor=None, by="")
    assert newest(world, initiative) == "Chờ đã lâu nên chuyển thêm lên cấp trên"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Trần Thị An sửa: Mô tả sáng kiến, Tên sáng kiến, old_key"),
        ("en", "Trần Thị An corrected: Description, Name of the initiative, old_key"),
    ],
)
def test_a_correction_names_the_questions(language: str, said: str, world: World) -> None:
    initiative = hand_in(world, AN)
    did(world, initiative, "correct", actor=AN, by="An", reason="description, title, old_key")
    assert newest(world, initiative, language=language) == said
    did(world, initiative, "correct", actor=AN, by="An")
    assert newest(world, initiative) == "Trần Thị An sửa"


def test_who_was_erased_and_who_is_nobody(world: World) -> None:
    initiative = hand_in(world, AN)
    did(world, initiative, "verify", by="")
    assert newest(world, initiative) == "Người đã xoá dữ liệu xác nhận"
    did(world, initiative, "withdraw", actor=None, by="", channel="command line")
    assert newest(world, initiative) == "Hệ thống rút lại (qua máy chủ)"


def test_another_channel_and_a_deed_nobody_foresaw_are_told(world: World) -> None:
    initiative = hand_in(world, AN)
    did(world, initiative, "something new", channel="zalo")
    assert newest(world, initiative) == "Lê Văn Bình thay đổi (qua Zalo)"


def test_on_behalf_it_tells_who_did_what(world: World) -> None:
    initiative = hand_in_on_behalf(world, BINH)
    did(world, initiative, "withdraw", actor=STRANGER, by="Người lạ", reason="the author denied it")
    assert lines(world, asked(world, DUNG, initiative.code)) == [
        "Bình bắt đầu nhập hộ, người lao động đã đồng ý",
        "Bình nộp",
        "Người lạ rút lại: “tác giả nói không phải của mình”",
    ]


@pytest.mark.parametrize(("who", "said"), [(BINH, "Rang xay hai tầng"), (DUNG, "bí mật của đơn vị")])
def test_words_about_confidential_content_stay_in_the_unit(who: int, said: str, world: World) -> None:
    """Demand 76."""
    initiative = hand_in_confidentially(world)
    did(world, initiative, "return", reason="Rang xay hai tầng")
    assert newest(world, initiative, who) == f"Lê Văn Bình trả lại để sửa: “{said}”"


def test_a_long_history_comes_in_pages_that_fit_and_leave_nothing_out(world: World) -> None:
    initiative = hand_in(world, AN)
    for number in range(40):
        did(world, initiative, "return", reason=f"{number} {'x' * (number * 12)}"[:500])
    asked(world, BINH, initiative.code)
    pages: list[Screen] = [world.screens[BINH]]
    assert any(" 39 x" in world.reads(line).replace("“", " ") for line in pages[0].lines)
    while earlier := [one for one in world.screens[BINH].buttons() if one.label == N_("‹ Earlier")]:
        reply = world.does(BINH, Tap(earlier[0].action))
        assert all(effect.in_place for effect in reply.of(fx.Show))
        pages.append(world.screens[BINH])
    told = [world.reads(line) for page in reversed(pages) for line in page.lines]
    assert len(told) == 41
    assert [int(line.partition("“")[2].split()[0]) for line in told[1:]] == list(range(40))
    for page in pages:
        assert not render(page, lambda line: world.reads(line, "vi")).text_html.endswith("…")
    first = world.taps(BINH, f"history:{initiative.id}:0").screen
    assert [one.action.args for one in first.buttons() if one.action.verb == "history"] == [(str(initiative.id), "1")]
    assert world.taps(BINH, f"history:{initiative.id}:999").screen == pages[0]
