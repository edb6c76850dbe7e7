"""Demand 63: a text that is four fifths the same is found by its keys; one that is not is not taken for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from bench import writing
from flows.likeness import ENOUGH, keys, percent, text_of
from flows.vietnamese import fold

Text = tuple[str, str]
ROOT = Path(__file__).parents[2]
SEED = 20220321
PROGRAMME, UNIT = "01-trieu-daklak", "DLK-01-017"


def written(chance: Random) -> Text:
    return writing.title(chance), writing.description(chance, chance.randint(2, 20))


def folded(text: Text) -> str:
    return text_of({"title": text[0], "description": text[1]})


EDITS: dict[str, Callable[[Random, Text], Text]] = {
    "mistyped": lambda chance, text: (text[0], writing.mistyped(chance, text[1], chance.uniform(0.02, 0.2))),
    "a sentence more": lambda chance, text: (text[0], writing.longer(chance, text[1])),
    "a sentence less": lambda chance, text: (text[0], writing.shorter(chance, text[1])),
    "another title": lambda chance, text: (writing.title(chance), text[1]),
    "other words": lambda chance, text: (text[0], writing.reworded(chance, text[1], chance.uniform(0.02, 0.2))),
    "without accents": lambda _, text: (writing.without_accents(text[0]), writing.without_accents(text[1])),
}


def alike_after(edits: tuple[str, ...], how_many: int) -> list[tuple[str, str]]:
    """Return folded texts with what they have become, of those that are still alike enough."""
    chance = Random(f"{SEED} {edits}")
    pairs: list[tuple[str, str]] = []
    while len(pairs) < how_many:
        text = edited = written(chance)
        for edit in edits:
            edited = EDITS[edit](chance, edited)
        if percent(folded(text), folded(edited)):
            pairs.append((folded(text), folded(edited)))
    return pairs


def found(text: str, other: str) -> bool:
    return not set(keys(text, PROGRAMME, UNIT).near).isdisjoint(keys(other, PROGRAMME, UNIT).near)


@pytest.mark.parametrize("edits", [(edit,) for edit in EDITS] + list(combinations(EDITS, 2)), ids=" and ".join)
def test_nineteen_of_twenty_edited_texts_are_found_again_in_their_unit(edits: tuple[str, ...]) -> None:
    pairs = alike_after(edits, 40)
    assert sum(found(*pair) for pair in pairs) >= 0.95 * len(pairs)


def test_copies_and_near_copies_are_found_in_any_unit() -> None:
    pairs = [pair for edit in EDITS for pair in alike_after((edit,), 40) if percent(*pair) >= 95]
    shared = [
        not set(keys(text, PROGRAMME, UNIT).far).isdisjoint(keys(other, PROGRAMME, "DLK-02").far)
        for text, other in pairs
    ]
    assert sum(shared) >= 0.9 * len(shared) > 60


def test_texts_about_other_things_are_never_alike() -> None:
    chance = Random(SEED)
    texts = [folded(written(chance)) for _ in range(100)]
    assert not [pair for pair in combinations(texts, 2) if percent(*pair)]


def test_case_accents_and_signs_make_no_difference() -> None:
    title, description = "Cải tiến khâu phân loại", "Trước đây làm bằng tay; nay, dùng sàng rung!"
    spelt = folded((title.upper(), "  truoc day lam bang tay nay dung sang rung"))
    assert spelt == folded((title, description))
    assert percent(spelt, folded((title, description))) == 100


def test_a_hundred_percent_are_only_said_of_the_very_same_text() -> None:
    text = folded(("Sàng rung", "trước đây làm bằng tay " * 80))
    assert percent(text, f"{text} nay") == 99
    assert percent(text, text[: len(text) // 2]) == 0
    assert ENOUGH == 80


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"title": "Cải tiến khâu phân loại"},
        {"title": "Cải tiến", "description": {"confidential": "yes", "text": "Bí quyết pha men"}},
    ],
    ids=["nothing", "no description", "confidential"],
)
def test_where_there_is_no_text_for_others_nothing_is_compared(answers: dict[str, object]) -> None:
    assert text_of(answers) == ""


def test_keys_are_of_a_programme_and_near_ones_of_a_unit() -> None:
    text = fold("Trước đây làm bằng tay, nay dùng sàng rung tự chế.")
    here, elsewhere = keys(text, PROGRAMME, UNIT), keys(text, PROGRAMME, "DLK-02")
    assert here.far == elsewhere.far
    assert set(here.near).isdisjoint(elsewhere.near)
    assert not {*here.near, *here.far} & {*keys(text, "75-nghin", UNIT).near, *keys(text, "75-nghin", UNIT).far}
    assert all(-(2**63) <= key < 2**63 for key in (*here.near, *here.far))


@pytest.mark.parametrize("text", ["", "a", "mot hai"])
def test_the_shortest_texts_have_keys_too(text: str) -> None:
    assert len(set(keys(text, PROGRAMME, UNIT).near)) == 16


def test_every_process_makes_the_same_keys() -> None:
    code = f"from flows.likeness import keys; print(keys('mot hai ba', {PROGRAMME!r}, {UNIT!r}))"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert told == {f"{keys('mot hai ba', PROGRAMME, UNIT)}\n"}
