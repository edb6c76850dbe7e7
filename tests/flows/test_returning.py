"""Returned for some answers: the officer marks them with reasons, the author lands on exactly those (demand 48)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from flows import changes, marks
from flows import effects as fx
from flows.draft import Initiative, Secret
from flows.facts import Facts, Fresh
from flows.needs import AsHandedIn, Need
from flows.person import Role
from flows.screen import Screen
from flows.session import Reasoning
from tests.flows.driver import AN, BINH, CHI, STRANGER, World
from tests.flows.tables import rows
from tests.flows.walk import asked, document, hand_in, keys, mark

CLEARER, PAPER = "Mô tả chưa rõ cách làm mới", "Xin gửi ảnh quyết định có chữ ký"
ANEW = "Trước đây phân loại hạt bằng tay. Nay dùng sàng rung hai tầng tự chế, nhanh gấp bốn lần."


def words(world: World, screen: Screen) -> str:
    return "\n".join(world.reads(line) for line in (screen.problem or "", screen.title or "", *screen.lines))


def marked(world: World, who: int = BINH) -> tuple[str, ...]:
    doing = world.session(who).doing
    assert isinstance(doing, Reasoning)
    return doing.marked


def returned(world: World, who: int = BINH) -> Initiative:
    """Let An hand in and an officer return it for two answers; An is told of it."""
    initiative = hand_in(world, AN)
    mark(world, who, initiative, "evidence", "description")
    world.says(who, CLEARER)
    world.says(who, PAPER)
    world.release()
    return world.initiatives[initiative.id]


def corrected(world: World, initiative: Initiative) -> Initiative:
    """Let An correct what was marked and hand it in again."""
    world.taps(AN, f"draft:{initiative.id}")
    world.says(AN, ANEW)
    world.does(AN, document())
    world.press(AN, "answer", "done")
    world.press(AN, "submit")
    return world.initiatives[initiative.id]


def test_every_question_of_the_programme_can_be_marked(world: World) -> None:
    initiative = hand_in(world, AN)
    screen = world.taps(BINH, f"return:{initiative.id}:1").screen
    assert [one.action.arg(2) for one in screen.buttons() if one.action.verb == "mark"] == keys(world)
    assert {one.action.verb for one in screen.buttons()} == {"mark", "move", "card"}


def test_a_mark_is_set_and_taken_away_in_place(world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"return:{initiative.id}:1")
    world.press(BINH, "mark", "evidence")
    reply = world.press(BINH, "mark", "title")
    assert [effect.in_place for effect in reply.turn.effects if isinstance(effect, fx.Show)] == [True]
    assert "Chosen: Attached files" in [world.reads(one.label) for one in reply.screen.buttons()]
    assert "Chosen: Name of the initiative, Attached files." in words(world, reply.screen)
    assert "Next (2)" in [world.reads(one.label) for one in reply.screen.buttons()]
    world.press(BINH, "unmark", "title")
    assert marked(world) == ("evidence",)


def test_the_same_press_delivered_twice_marks_once(world: World) -> None:
    initiative = hand_in(world, AN)
    for _ in range(2):
        world.taps(BINH, f"mark:{initiative.id}:1:title")
    world.later(minutes=5)
    world.taps(BINH, f"mark:{initiative.id}:1:title")
    assert marked(world) == ("title",)


TYPED = {
    "numbers": ("9, 15", ("description", "evidence")),
    "numbers with a word between": ("9 và 15", ("description", "evidence")),
    "whole names": ("Mô tả sáng kiến, Tệp đính kèm", ("description", "evidence")),
    "a few words of names": ("sai, ngay ap dung", ()),
    "words of names": ("tep; ngay ap dung", ("applied_on", "evidence")),
    "a name and a number": ("tệp đính kèm, 9", ("description", "evidence")),
    "a name twice": ("tên sáng kiến, ten sang kien", ("title",)),
    "a number too high": ("99", ()),
    "nought": ("0", ()),
    "a reason": (PAPER, ()),
    "what two names have": ("ten", ()),
}


@pytest.mark.parametrize(("typed", "meant"), rows(TYPED))
def test_questions_can_be_typed(typed: str, meant: tuple[str, ...], world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"return:{initiative.id}:1")
    reply = world.says(BINH, typed)
    assert marked(world) == meant
    assert (reply.screen.problem is None) == bool(meant)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_whatever_is_chosen_can_be_typed_away_by_its_name(language: str, world: World) -> None:
    world.people[BINH] = replace(world.people[BINH], language=language)
    initiative = hand_in(world, AN)
    screen = world.taps(BINH, f"return:{initiative.id}:1").screen
    names = [world.reads(one.label, language) for one in screen.buttons() if one.action.verb == "mark"]
    for name in names:
        world.says(BINH, name)
        assert len(marked(world)) == 1
        world.says(BINH, name)
        assert marked(world) == ()


def test_names_are_typed_in_ones_own_language(world: World) -> None:
    world.people[BINH] = replace(world.people[BINH], language="en")
    initiative = hand_in(world, AN)
    world.taps(BINH, f"return:{initiative.id}:1")
    world.says(BINH, "description, applied")
    assert marked(world) == ("description", "applied_on")
    world.says(BINH, "next")
    assert world.button(BINH, "reason", "description", 0)


def test_nothing_is_returned_without_a_mark(world: World) -> None:
    initiative = hand_in(world, AN)
    reply = world.taps(BINH, f"marked:{initiative.id}:1")
    assert "at least one" in words(world, reply.screen)
    assert world.initiatives[initiative.id].state == "pending"


def test_each_question_gets_its_own_reasons_then_the_general_ones(world: World) -> None:
    initiative = hand_in(world, AN)
    mark(world, BINH, initiative, "evidence", "description")
    assert "Description (1/2): what is the reason?" in words(world, world.screens[BINH])
    programme = world.programme
    offered = [one.label for one in world.screens[BINH].buttons() if one.action.verb == "reason"]
    general = ["Chưa khớp với văn bản công nhận", "Chưa đủ rõ, cần viết cụ thể hơn"]
    assert offered == [*programme.reasons_of["description"], *general]
    reply = world.press(BINH, "reason", "description", 0)
    assert fx.SettleTapped(CLEARER) in reply.turn.effects
    assert "Attached files (2/2): what is the reason?" in words(world, world.screens[BINH])


def test_marks_and_reasons_are_kept_in_the_order_of_the_form_and_told(world: World) -> None:
    initiative = returned(world)
    assert dict(initiative.marks) == {"description": CLEARER, "evidence": PAPER}
    assert list(initiative.marks) == ["description", "evidence"]
    assert initiative.reason == f"description: {CLEARER}; evidence: {PAPER}"
    assert world.reads(marks.shown(initiative.reason)) == f"Description: {CLEARER}; Attached files: {PAPER}"
    told = words(world, world.cards(AN)[-1])
    assert "returned to correct 2 answers:" in told
    assert f"Attached files: “{PAPER}”" in told


@pytest.mark.parametrize("reason", ["", "Trùng", "không: có; gì: cả", "xem description: thiếu"])
def test_any_other_reason_is_shown_as_it_is(reason: str) -> None:
    assert marks.shown(reason) == reason


def test_going_back_to_the_marks_asks_for_a_reason_again_before_anything_is_decided(world: World) -> None:
    initiative = hand_in(world, AN)
    mark(world, BINH, initiative, "description", "evidence")
    world.says(BINH, CLEARER)
    world.press(BINH, "return")
    assert marked(world) == ("description", "evidence")
    world.press(BINH, "unmark", "evidence")
    world.press(BINH, "marked")
    assert world.initiatives[initiative.id].state == "pending"
    world.says(BINH, PAPER)
    assert dict(world.initiatives[initiative.id].marks) == {"description": PAPER}


def test_leaving_it_decides_nothing(world: World) -> None:
    initiative = hand_in(world, AN)
    mark(world, BINH, initiative, "evidence")
    assert "Nothing was decided" in words(world, world.says(BINH, "hủy").screen)
    assert world.session(BINH).doing is None
    assert world.initiatives[initiative.id].state == "pending"


def decided_meanwhile(world: World, initiative: Initiative) -> None:
    world.taps(STRANGER, f"take-over:{initiative.id}:1")
    world.taps(STRANGER, f"verify:{initiative.id}:1")


def withdrawn_meanwhile(world: World, initiative: Initiative) -> None:
    world.taps(AN, f"withdraw-yes:{initiative.id}:1")


@pytest.mark.parametrize("step", ["a mark", "on to the reasons", "a prepared reason", "typed marks", "a typed reason"])
@pytest.mark.parametrize("meanwhile", [decided_meanwhile, withdrawn_meanwhile])
def test_what_happened_meanwhile_wins_and_is_told(
    meanwhile: Callable[[World, Initiative], None], step: str, world: World
) -> None:
    world.people[STRANGER] = replace(world.people[STRANGER], name="Chi", roles=(Role("verifier", "DLK-01-017"),))
    initiative = hand_in(world, AN)
    world.taps(BINH, f"return:{initiative.id}:1")
    if step in ("a prepared reason", "a typed reason"):
        mark(world, BINH, initiative, "evidence")
    meanwhile(world, initiative)
    before = world.stored()
    here = f"{initiative.id}:1"
    acts = {
        "a mark": lambda: world.taps(BINH, f"mark:{here}:title"),
        "on to the reasons": lambda: world.taps(BINH, f"marked:{here}"),
        "a prepared reason": lambda: world.taps(BINH, f"reason:{here}:return:evidence:0"),
        "typed marks": lambda: world.says(BINH, "9"),
        "a typed reason": lambda: world.says(BINH, PAPER),
    }
    told = words(world, acts[step]().screens[0])
    assert "Chi has already verified" in told if meanwhile is decided_meanwhile else "withdrawn" in told
    assert world.stored() == before


@pytest.mark.parametrize("verb", ["mark", "unmark", "marked", "return"])
def test_a_forged_button_of_an_officer_elsewhere_is_refused(verb: str, world: World) -> None:
    initiative = hand_in(world, AN)
    reply = world.taps(CHI, f"{verb}:{initiative.id}:1:title")
    assert reply.of(fx.Refuse)
    assert not reply.screens
    assert world.session(CHI).doing is None


@pytest.mark.parametrize(
    "token", ["mark:{here}:nothing", "mark:{here}", "unmark:{here}:title", "mark:{here}:@returned"]
)
def test_a_forged_mark_marks_nothing(token: str, world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"return:{initiative.id}:1")
    world.taps(BINH, token.format(here=f"{initiative.id}:1"))
    assert marked(world) == ()


def test_a_reason_of_the_time_before_marks_still_returns_at_one_press(world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"reason:{initiative.id}:1:return:0")
    after = world.initiatives[initiative.id]
    assert (after.state, after.reason, dict(after.marks)) == ("returned", "Thiếu văn bản công nhận", {})


def test_the_author_lands_on_exactly_the_marked_answers_one_after_the_other(world: World) -> None:
    initiative = returned(world)
    world.taps(AN, f"draft:{initiative.id}")
    assert asked(world, AN) == "description"
    shown = words(world, world.screens[AN])
    assert "Correct 1/2" in shown
    assert f"The officer writes: “{CLEARER}”" in shown
    assert "Now: Trước đây" in shown
    world.says(AN, ANEW)
    assert asked(world, AN) == "evidence"
    assert "Correct 2/2" in words(world, world.screens[AN])
    world.press(AN, "keep")
    assert asked(world, AN) == "summary"
    shown = words(world, world.screens[AN])
    assert f"Description: “{CLEARER}” – changed" in shown
    assert "quyết định có chữ ký” – not changed" in shown
    world.press(AN, "correct", "title")
    world.says(AN, "Sàng rung hai tầng")
    assert asked(world, AN) == "summary"


def test_a_half_given_marked_answer_stays_the_one_that_is_asked(world: World) -> None:
    initiative = returned(world)
    world.taps(AN, f"draft:{initiative.id}")
    world.press(AN, "keep")
    world.does(AN, document())
    assert asked(world, AN) == "evidence"
    world.press(AN, "later")
    world.taps(AN, f"draft:{initiative.id}")
    assert asked(world, AN) == "evidence"


def test_it_cannot_be_handed_in_again_before_every_mark_is_dealt_with(world: World) -> None:
    initiative = returned(world)
    world.taps(AN, f"draft:{initiative.id}")
    world.taps(AN, f"submit:{world.session(AN).revision}")
    assert world.initiatives[initiative.id].state == "returned"


def test_marks_stay_until_the_next_decision(world: World) -> None:
    again = corrected(world, returned(world))
    assert set(again.marks) == {"description", "evidence"}
    world.taps(BINH, f"verify:{again.id}:{again.version}")
    assert dict(world.initiatives[again.id].marks) == {}


def test_returned_a_second_time_the_same_question_is_asked_again(world: World) -> None:
    again = corrected(world, returned(world))
    mark(world, BINH, again, "description")
    world.says(BINH, PAPER)
    world.release()
    world.taps(AN, f"draft:{again.id}")
    assert asked(world, AN) == "description"


def test_what_was_dealt_with_before_a_return_was_undone_counts_for_nothing_after_the_next(world: World) -> None:
    initiative = returned(world)
    world.taps(AN, f"draft:{initiative.id}")
    world.press(AN, "keep")
    undone = replace(world.initiatives[initiative.id], state="pending", version=3, marks={})
    world.initiatives[undone.id] = undone
    mark(world, BINH, undone, "description")
    world.says(BINH, PAPER)
    world.release()
    world.taps(AN, f"draft:{undone.id}")
    assert asked(world, AN) == "description"


def test_the_status_page_names_what_is_to_be_corrected(world: World) -> None:
    initiative = returned(world)
    shown = words(world, world.taps(AN, f"one:{initiative.id}").screen)
    assert f"To be corrected:\nDescription: “{CLEARER}”\nAttached files: “{PAPER}”" in shown


def test_the_officer_sees_what_changed_and_what_did_not(world: World) -> None:
    initiative = returned(world)
    world.taps(AN, f"draft:{initiative.id}")
    world.says(AN, ANEW)
    world.press(AN, "keep")
    world.press(AN, "correct", "phone")
    world.says(AN, "0900 000 002")
    world.press(AN, "submit")
    shown = words(world, world.cards(BINH)[-1])
    assert "Changed: Description (“Mô tả chưa rõ cách làm mới”)" in shown
    assert "Not changed: Attached files (“Xin gửi ảnh quyết định có chữ ký”)" in shown
    assert "Changed: Phone number: before: 0900 000 001 → now: 0900 000 002" in shown


def test_files_are_named_and_numbers_stay_masked(world: World) -> None:
    initiative = hand_in(world, AN)
    mark(world, BINH, initiative, "identity", "evidence")
    world.says(BINH, PAPER)
    world.says(BINH, PAPER)
    world.release()
    world.taps(AN, f"draft:{initiative.id}")
    world.says(AN, "066 199 004 321")
    world.does(AN, document())
    world.press(AN, "answer", "done")
    world.press(AN, "submit")
    shown = words(world, world.cards(BINH)[-1])
    assert "before: ••••1234 → now: ••••4321" in shown
    assert "before: not given → now: QD-15.docx" in shown
    assert "066199004321" not in shown.replace(" ", "")


def test_what_was_handed_in_again_unchanged_says_so(world: World) -> None:
    initiative = hand_in(world, AN)
    world.taps(BINH, f"reason:{initiative.id}:1:return:0")
    world.release()
    world.taps(AN, f"draft:{initiative.id}")
    world.press(AN, "submit")
    assert "Nothing changed since it was returned." in words(world, world.cards(BINH)[-1])


def test_a_first_card_speaks_of_no_change(world: World) -> None:
    hand_in(world, AN)
    assert "since it was returned" not in words(world, world.cards(BINH)[-1])


def facts_of(world: World, before: object) -> Facts:
    known: dict[Need[object], object] = {AsHandedIn(7, 2): before}
    return Facts(world.now, world.people[BINH], (world.programme,), world.units, Fresh(1, "x"), known=known)


CHANGED: dict[str, tuple[object, object, bool]] = {
    "the same words": ("ệ", "ệ", False),
    "other words": ("ệ", "e", True),
    "nothing and skipped": (None, "", False),
    "nothing and something": (None, "ệ", True),
    "the same number": (Secret("1"), Secret("1"), False),
    "another number": (Secret("1"), Secret("2"), True),
    "a file known better": (({"file": 1, "name": "a"},), ({"file": 1, "name": "a", "sha256": "f"},), False),
    "another file of that name": (({"file": 1, "name": "a"},), ({"file": 2, "name": "a"},), True),
    "a file taken away": (({"file": 1}, {"file": 2}), ({"file": 1},), True),
    "the same link": (({"link": "x"},), ({"link": "x"},), False),
    "another share": (({"name": "Út", "share": 30},), ({"name": "Út", "share": 40},), True),
}


@pytest.mark.parametrize(("old", "new", "differs"), rows(CHANGED))
def test_an_answer_changed_if_it_says_something_else(old: object, new: object, differs: bool, world: World) -> None:
    answers = {"evidence": new}
    one = Initiative(7, AN, world.programme.key, "returned", 2, answers)  # type: ignore[arg-type]
    assert changes.changed(one, facts_of(world, {"evidence": old} if old is not None else {}), "evidence") == differs


def test_of_long_texts_only_the_part_that_differs_is_shown(world: World) -> None:
    begin, end = "Trước đây làm bằng tay, chậm và không đều. " * 20, " Cả tổ đỡ đau lưng." * 20
    old, new = f"{begin}Nay dùng sàng.{end}", f"{begin}Nay dùng máy hút.{end}"
    one = Initiative(7, AN, world.programme.key, "returned", 2, {"description": new})
    shown = "\n".join(world.reads(line) for line in changes.lines(one, facts_of(world, {"description": old}), ()))
    assert "before: “… không đều. Nay dùng sàng …” → now: “… không đều. Nay dùng máy hút …”" in shown


def test_of_closed_content_only_that_it_changed_is_shown(world: World) -> None:
    one = Initiative(7, AN, world.programme.key, "returned", 2, {"description": "Bí quyết mới"})
    facts = facts_of(world, {"description": "Bí quyết cũ"})
    shown = "\n".join(world.reads(line) for line in changes.lines(one, facts, {"description"}))
    assert "Changed: Description" in shown
    assert "Bí quyết" not in shown


def test_whoever_returned_it_gets_the_card_though_others_are_nearer(world: World) -> None:
    world.people[CHI] = replace(world.people[CHI], roles=(Role("verifier", "DLK-01"),))
    again = corrected(world, returned(world, who=CHI))
    assert [notice.person for notice in world.told if notice.about == again.id][-2:] == [BINH, CHI]


def test_whoever_returned_it_and_may_no_longer_decide_gets_no_card(world: World) -> None:
    world.people[CHI] = replace(world.people[CHI], roles=(Role("verifier", "DLK-01"),))
    initiative = returned(world, who=CHI)
    world.people[CHI] = replace(world.people[CHI], roles=())
    corrected(world, initiative)
    assert [notice.person for notice in world.told if notice.about == initiative.id] == [BINH, BINH]
