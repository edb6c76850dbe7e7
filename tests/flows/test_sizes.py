"""The largest screens there can be still fit one message, and every button fits its 64 bytes and tells nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from bot.channels.telegram.render import render
from flows.backlog import Queue
from flows.desk import card
from flows.draft import Initiative
from flows.facts import Facts, Fresh
from flows.person import Person
from flows.programme import VIETNAM, Choice
from flows.screen import CALLBACK_BYTES, Action, Line, Screen
from flows.submission import LIBRARY
from flows.units import Unit, UnitTree
from tests.flows.driver import AN, BINH, DUNG, LARGEST_ID, World
from tests.flows.walk import ANSWERS, asked, document, keys, mark, until

LONGEST_MESSAGE = 4096
LONG_NAME = "Quyết định công nhận sáng kiến cấp cơ sở, bản quét màu có dấu đỏ " * 3
DEEPEST = "Z" * 32
LANGUAGES = ["vi", "en"]


def text(screen: Screen, world: World, language: str) -> str:
    """Return what Telegram shows of a screen, its marks read."""

    def say(line: Line) -> str:
        return world.reads(line, language)

    return html.unescape(re.sub(r"</?b>", "", render(screen, say).text_html))


def words(screen: Screen, world: World, language: str) -> list[str]:
    return [world.reads(line, language) for line in screen.lines]


@pytest.fixture
def largest(world: World) -> World:
    """A world of long names: a deep tree, long choices, long reasons."""
    levels = [
        Unit(f"{'Z' * (28 + level)}", f"Công đoàn cơ sở thành viên {level} " * 4, f"CĐ cấp {level} " * 6, parent)
        for level, parent in enumerate(["DLK", *("Z" * (28 + level) for level in range(4))])
    ]
    world.units = UnitTree.of((*world.units.units.values(), *levels))
    long = tuple(
        Choice(f"{n}" * 16, f"Nhóm {n}: " + "công nhân viên chức lao động " * 6, "ệ" * 40) for n in range(1, 8)
    )
    choices = dict.fromkeys(("bloc", "target_group", "kind"), long)
    world.programme = replace(world.programme, choices=choices)
    world.people[BINH] = replace(world.people[BINH], roles=())
    world.give_role(BINH, "verifier", DEEPEST)
    return world


def fill_largest(world: World) -> list[Screen]:
    """Answer every question with as much as it takes; return every screen on the way."""
    most = {"full_name": "Ệ" * 100, "title": "Ệ" * 200, "kind": "7"}
    most["recognition"] = f"Số {'1' * 20}/QĐ-CT ngày 20/02/2022 của Giám đốc {'Ệ' * 140}"
    most["benefit"] = "999 tỷ 999 triệu 999 nghìn"
    most["co_authors"] = "\n".join(f"{'Ệ' * 99}{letter} 9%" for letter in "ABCDE")
    most["description"] = ("Trước đây làm bằng tay. " * 100)[:1999] + "."
    until(world, AN, "full_name")
    seen = [world.screens[AN]]
    for question in keys(world):
        if question == "unit":
            world.taps(AN, f"answer:{world.session(AN).revision}:open:{'Z' * 31}")
            seen.append(world.screens[AN])
            world.press(AN, "answer", "take", DEEPEST)
        elif question == "evidence":
            for number in range(10):
                world.does(AN, document(f"{number} {LONG_NAME}.pdf"))
            seen.append(world.screens[AN])
            world.press(AN, "answer", "done")
        else:
            world.says(AN, most.get(question, ANSWERS[question]))
            if question in ("benefit", "co_authors"):
                seen.append(world.screens[AN])
                world.press(AN, "answer", *(("take",) if question == "benefit" else ("done",)))
        seen.append(world.screens[AN])
    for question in keys(world):
        world.press(AN, "correct", question)
        seen.append(world.screens[AN])
        world.press(AN, "keep")
    return seen


def whole(screen: Screen, world: World, language: str) -> bool:
    """Tell whether a screen is one message with nothing cut off."""
    shown = text(screen, world, language)
    return len(shown) <= LONGEST_MESSAGE and all(line in shown for line in words(screen, world, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_of_the_form_at_its_largest_is_one_whole_message(language: str, largest: World) -> None:
    *screens, _ = fill_largest(largest)
    assert all(whole(screen, largest, language) for screen in screens)
    assert asked(largest, AN) == "summary"


@pytest.mark.parametrize("language", LANGUAGES)
def test_correcting_ten_files_with_long_names_is_one_whole_message(language: str, largest: World) -> None:
    *_, correction = fill_largest(largest)
    assert whole(correction, largest, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_receipt_card_and_decision_fit_a_message(language: str, largest: World) -> None:
    fill_largest(largest)
    largest.press(AN, "submit")
    identifier = largest.newest(AN).id
    largest.taps(BINH, f"return:{identifier}:1")
    assert len(text(largest.cards(BINH)[0], largest, language)) <= LONGEST_MESSAGE
    seen = [largest.screens[BINH]]
    mark(largest, BINH, largest.newest(AN), *keys(largest))
    for _ in keys(largest):
        seen.append(largest.screens[BINH])
        largest.says(BINH, "ệ" * 161)
        assert largest.screens[BINH].problem
        largest.says(BINH, "ệ" * 160)
    assert largest.newest(AN).state == "returned"
    largest.release()
    seen += [largest.cards(AN)[0], largest.screens[BINH]]
    largest.taps(AN, f"one:{identifier}")
    seen.append(largest.screens[AN])
    assert all(whole(screen, largest, language) for screen in seen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_walk_through_marked_questions_and_the_card_after_it_fit_a_message(
    language: str, largest: World
) -> None:
    fill_largest(largest)
    largest.press(AN, "submit")
    mark(largest, BINH, largest.newest(AN), *keys(largest))
    for _ in keys(largest):
        largest.says(BINH, "ệ" * 160)
    largest.release()
    largest.taps(AN, f"draft:{largest.newest(AN).id}")
    seen = [largest.screens[AN]]
    for question in keys(largest):
        assert asked(largest, AN) == question
        if question in ("full_name", "title"):
            largest.says(AN, "Ớ" * (100 if question == "full_name" else 200))
        elif question == "description":
            largest.says(AN, ("Trước đây làm bằng máy. " * 100)[:1999] + ".")
        else:
            largest.press(AN, "keep")
        seen.append(largest.screens[AN])
    largest.press(AN, "submit")
    assert all(whole(screen, largest, language) for screen in seen)
    card_of_it = text(largest.cards(BINH)[-1], largest, language)
    assert len(card_of_it) <= LONGEST_MESSAGE
    changed = [line for line in words(largest.cards(BINH)[-1], largest, language) if "→" in line or "ệệ" in line]
    assert len(changed) == 3
    assert all(line in card_of_it for line in (*changed, largest.newest(AN).text("title")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_card_shows_the_whole_description(language: str, largest: World) -> None:
    fill_largest(largest)
    largest.press(AN, "submit")
    shown = text(largest.cards(BINH)[0], largest, language)
    assert largest.newest(AN).text("description") in shown
    assert largest.newest(AN).text("title") in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_card_shows_when_it_was_handed_in(language: str, largest: World) -> None:
    fill_largest(largest)
    largest.press(AN, "submit")
    assert "21/3/2022" in text(largest.cards(BINH)[0], largest, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_over_the_limit_can_be_read_again_in_one_message(language: str, world: World) -> None:
    until(world, AN, "description")
    world.says(AN, "ệ" * 4000)
    world.press(AN, "answer", "read")
    shown = text(world.screens[AN], world, language)
    assert len(shown) <= LONGEST_MESSAGE
    assert ("quá" if language == "vi" else "too many") in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_ten_initiatives_with_the_longest_titles_fit_a_message(language: str, world: World) -> None:
    for number in range(10):
        one = Initiative(LARGEST_ID - number, AN, world.programme.key, answers={"title": "Ệ" * 200})
        world.initiatives[one.id] = one
    shown = world.commands(AN, "mine").screen
    assert len(text(shown, world, language)) <= LONGEST_MESSAGE
    assert len(shown.buttons()) == 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_of_the_whole_province_fit_a_message(language: str, world: World) -> None:
    world.commands(DUNG, "quota")
    world.press(DUNG, "quota", "all")
    assert whole(world.screens[DUNG], world, language)


def test_the_largest_buttons_of_a_card_and_a_reason_fit(world: World) -> None:
    pieces = tuple({"reference": "r", "name": f"{n}.pdf", "kind": "document", "channel": "telegram"} for n in range(10))
    one = Initiative(
        LARGEST_ID,
        AN,
        world.programme.key,
        "pending",
        2**31 - 1,
        {"title": "Sàng rung", "evidence": pieces},
        code="SK-22-7F3K9Q",
    )
    facts = Facts(datetime(2022, 3, 21, tzinfo=VIETNAM), Person(BINH), (world.programme,), world.units, Fresh(1, "x"))
    tokens = [button.action.token for button in card.card(one, facts, Queue(3, None)).buttons()]
    assert len(tokens) == 15
    assert max(len(token.encode()) for token in tokens) <= CALLBACK_BYTES
    assert Action("reason", (str(LARGEST_ID), str(2**31 - 1), "return", "99"))
    assert Action("withdraw-yes", (str(LARGEST_ID), str(2**31 - 1)))


@pytest.mark.parametrize(
    "token",
    [
        f"answer:{2**31 - 1}:open:{DEEPEST}@99",
        f"answer:{2**31 - 1}:take:{DEEPEST}",
        f"answer:{2**31 - 1}:pick:{'k' * 16}",
        f"quota:{DEEPEST}:{'p' * 16}:all:99",
        f"correct:{2**31 - 1}:{'q' * 32}",
        f"waits:orcb:{DEEPEST}:{LARGEST_ID}",
        f"workload:{DEEPEST}:officers:999",
        f"unmark:{LARGEST_ID}:{2**31 - 1}:{max(LIBRARY, key=len)}",
        f"reason:{LARGEST_ID}:{2**31 - 1}:return:{max(LIBRARY, key=len)}:99",
        f"reconsider-for:{LARGEST_ID}:{2**31 - 1}:99",
        f"bulk-yes:{LARGEST_ID}",
        f"undo:{LARGEST_ID}:{2**31 - 1}",
        f"undo-all:{10**16}",
        f"away-yes:{LARGEST_ID}-{'9' * 10}-{'9' * 10}",
    ],
)
def test_the_longest_codes_a_pack_may_have_fit_a_button(token: str) -> None:
    assert Action.parse(token).token == token


def test_a_button_of_one_byte_more_is_refused() -> None:
    assert Action("x" * CALLBACK_BYTES)
    with pytest.raises(ValueError, match="64 bytes"):
        Action("x" * (CALLBACK_BYTES + 1))
    with pytest.raises(ValueError, match="64 bytes"):
        Action("ệ" * 22)


def test_every_button_of_the_largest_form_fits_and_carries_no_answer(largest: World) -> None:
    largest.sessions[AN] = replace(largest.session(AN), revision=2**31 - 100)
    secrets: list[Callable[[str], bool]] = [
        lambda token: "ệ" in token.lower(),
        lambda token: "900000001" in token.replace(" ", ""),
        lambda token: "066199" in token,
        lambda token: "pdf" in token,
    ]
    for screen in fill_largest(largest):
        for button in screen.buttons():
            assert len(button.action.token.encode()) <= CALLBACK_BYTES
            assert not any(tells(button.action.token) for tells in secrets)
