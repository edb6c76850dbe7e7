"""Rows of real and of nasty input, as a table: what people send, and what must come of it.

SAMPLES names another file of rows of the same kinds to try instead of the one beside this test.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unicodedata import is_normalized, normalize

import pytest

from bot.channels.telegram.render import render
from bot.talk import Talk
from flows.authors import authors, credited
from flows.draft import Initiative, Value
from flows.eligibility import judge
from flows.fields.field import Answered, Field, Held, Outcome, Refused
from flows.programme import VIETNAM
from flows.said import Attachment, File, Text
from flows.screen import Screen
from flows.submission import LIBRARY
from flows.units import UnitTree
from flows.vietnamese import clean, fold
from storage.packs import Pack
from tests.flows.conftest import Ask

ROWS = [
    json.loads(line)
    for line in Path(os.environ.get("SAMPLES", Path(__file__).with_name("samples.jsonl")))
    .read_text(encoding="utf-8")
    .splitlines()
    if line.strip()
]
Row = dict[str, Any]
REALISTIC = pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["id"]) for row in ROWS if row["kind"] == "realistic"]
)


def rows(*fields: str) -> pytest.MarkDecorator:
    """Run a test over the nasty rows of some fields."""
    chosen = [pytest.param(row, id=row["id"]) for row in ROWS if row["kind"] == "nasty" and row["field"] in fields]
    return pytest.mark.parametrize("row", chosen)


def inputs(row: Row) -> list[Any]:
    return row["input"] if isinstance(row["input"], list) else [row["input"]]


def verdicts(row: Row) -> list[bool | None]:
    """Return for every input whether it is to be taken; None where the row does not say."""
    expected, count = row["expected"], len(inputs(row))
    told = [one.get("accept") for one in expected] if isinstance(expected, list) else expected.get("accept")
    each = told if isinstance(told, list) else [told] * count
    return [one if isinstance(one, bool) or one is None else str(one).startswith("yes") for one in each]


def texts(row: Row) -> Iterable[tuple[str, bool | None]]:
    pairs = zip(inputs(row), verdicts(row), strict=True)
    return [(text, verdict) for text, verdict in pairs if isinstance(text, str)]


def shows_nothing_odd(outcome: Outcome, talk: Talk) -> None:
    """Whatever is said about an input can be sent: its marks are escaped."""
    if isinstance(outcome, Refused):
        html = render(Screen(problem=outcome.problem), lambda line: talk.say(line, "vi")).text_html
        assert "<script" not in html
        assert "<a " not in html


def taken(outcome: Outcome) -> bool:
    return isinstance(outcome, Answered)


@rows("full_name", "title", "phone", "id_number")
def test_what_is_typed_is_taken_or_refused(row: Row, asking: Ask, talk: Talk) -> None:
    field: Field = LIBRARY["identity" if row["field"] == "id_number" else row["field"]]
    for text, verdict in texts(row):
        outcome = field.read(Text(text), asking())
        if verdict is not None:
            assert taken(outcome) is verdict, (text, outcome)
        shows_nothing_odd(outcome, talk)
        if isinstance(outcome, Answered) and isinstance(outcome.value, str) and row["field"] in ("full_name", "title"):
            assert is_normalized("NFC", outcome.value)


@rows("full_name", "title", "unit_search")
def test_folding_makes_spellings_alike(row: Row) -> None:
    expected = row["expected"]
    wanted = expected.get("fold") if isinstance(expected, dict) else None
    for text, folded in zip(inputs(row), wanted or [], strict=False):
        assert fold(text) == folded


@rows("id_number")
def test_an_identity_number_is_never_repeated_in_full(row: Row, asking: Ask, talk: Talk) -> None:
    for text, _ in texts(row):
        digits = "".join(char for char in normalize("NFKC", text) if char.isdigit())
        outcome = LIBRARY["identity"].read(Text(text), asking())
        said = [outcome.problem] if isinstance(outcome, Refused) else []
        said += list(outcome.screen.lines) if isinstance(outcome, Held) else []  # type: ignore[arg-type]
        if len(digits) >= 9:
            assert not any(digits in talk.say(line, "vi") for line in said)
            assert digits not in repr(outcome)


@rows("phone")
def test_old_numbers_are_offered_converted(row: Row, asking: Ask, talk: Talk) -> None:
    reasons = row["expected"].get("reasons", []) if isinstance(row["expected"], dict) else []
    for text, reason in zip(inputs(row), reasons, strict=False):
        if "offer " in reason:
            wanted = reason.rpartition("offer ")[2]
            outcome = LIBRARY["phone"].read(Text(text), asking())
            assert isinstance(outcome, Held)
            said = "".join(talk.say(line, "vi") for line in outcome.screen.lines)
            assert wanted in said.replace(" ", "")


@rows("id_number")
def test_a_picture_of_a_card_is_not_taken(row: Row, asking: Ask) -> None:
    for one in inputs(row):
        if isinstance(one, dict) and one.get("message_type") in ("photo", "document"):
            file = File(Attachment("ref", "photo.jpg", 9_000, "image/jpeg", "photo"), one.get("caption", ""))
            assert isinstance(LIBRARY["identity"].read(file, asking()), Refused)


@rows("description")
def test_descriptions_are_counted_in_code_points_after_nfc(row: Row, asking: Ask) -> None:
    expected = row["expected"]
    for text, verdict in texts(row):
        outcome = LIBRARY["description"].read(Text(text), asking())
        if verdict is not None:
            assert taken(outcome) is verdict, outcome
        value = outcome.value if isinstance(outcome, Answered) else clean(text)
        counted = next(
            (expected[key] for key in ("count", "count_after_nfc", "count_code_points") if key in expected), None
        )
        if counted is not None:
            assert len(str(value)) == counted
        if expected.get("raw_code_points") is not None:
            assert len(text) == expected["raw_code_points"]
        if expected.get("zwj_kept"):
            assert str(value).count("\u200d") == text.count("\u200d")
        assert is_normalized("NFC", str(value))


@rows("unit_search")
def test_units_are_found_as_they_are_typed_on_a_phone(row: Row, units: UnitTree) -> None:
    for typed, wanted in zip(inputs(row), row["expected"]["first_match"], strict=True):
        found = units.search(typed, top="DLK")
        if wanted.startswith("no match"):
            assert found == (), typed
        elif wanted.startswith("list of"):
            listed = [name.strip() for name in wanted.partition(":")[2].split(",")]
            assert sorted(name for name in listed if any(name in unit.name for unit in found)) == sorted(listed), found
        else:
            assert found, typed
            assert found[0].code == wanted.split()[0], (typed, found)


@rows("file")
def test_files_are_refused_by_name_and_size_before_anything_is_fetched(row: Row, asking: Ask) -> None:
    for one, told in zip(inputs(row), row["expected"]["accept"], strict=True):
        file = File(Attachment("ref", one["name"], one["size"], one.get("mime", ""), "document"))
        outcome = LIBRARY["evidence"].read(file, asking())
        by_content = "content" in str(told) or "password" in str(told) or "virus" in str(told)
        refused = told is False or str(told).startswith("no")
        assert isinstance(outcome, Refused) is (refused and not by_content), (one, outcome)


def initiative_of(row: Row) -> Initiative:
    """Return a realistic row as the initiative that its answers make, each read by its own question."""
    answers: dict[str, Value] = {"full_name": row["full_name"], "declaration": "given"}
    if row["ip_protected"]:
        answers["declaration"] = "ip_protected"
    if row["application_date"]:
        answers["applied_on"] = row["application_date"]
    if row["recognition_date"]:
        answers["recognition"] = {"number": "", "date": row["recognition_date"], "issuer": "Giám đốc", "by": "head"}
    if row["benefit_value_vnd_per_year"] is not None:
        answers["benefit"] = row["benefit_value_vnd_per_year"]
    others = [one for one in row["co_authors"] if one["full_name"] != row["full_name"]]
    answers["co_authors"] = tuple({"name": one["full_name"], "share": one["share_percent"]} for one in others)
    return Initiative(1, 1, "01-trieu-daklak", answers=answers)


@REALISTIC
def test_what_a_real_person_answers_is_taken(row: Row, asking: Ask) -> None:
    typed = {"full_name": row["full_name"], "phone": row["phone"], "identity": row["id_number"], "title": row["title"]}
    wider = asking(limits={"description": 100_000}, now=datetime.fromisoformat(row["submitted_at"]))
    for question, text in (*typed.items(), ("description", row["description"])):
        assert taken(LIBRARY[question].read(Text(text), wider)), (question, text)


@REALISTIC
def test_a_real_description_fits_or_does_not(row: Row, asking: Ask) -> None:
    expected, length = row["expected"], len(clean(row["description"]))
    assert length == expected["description_chars"]
    for limit in (1000, 2000):
        outcome = LIBRARY["description"].read(Text(row["description"]), asking(limits={"description": limit}))
        assert taken(outcome) is expected[f"fits_{limit}"]


@REALISTIC
def test_a_real_initiative_is_judged_as_an_officer_would(row: Row, pack: Pack) -> None:
    expected, programme = row["expected"], pack.programme
    submitted, initiative = datetime.fromisoformat(row["submitted_at"]), initiative_of(row)
    verdict = judge(initiative, programme, submitted)
    assert verdict.eligible is expected["eligible"]
    assert set(verdict.broken) == set(expected["reasons"])
    assert (verdict.phase.key if verdict.phase else None) == {1: "gd1", 2: "gd2", None: None}[expected["phase"]]
    assert verdict.counted is expected["counted_for_2023_review"]
    narrow = replace(programme, applied=replace(programme.applied, last=date(2022, 9, 1)))
    assert judge(initiative, narrow, submitted).eligible is expected["eligible_if_window_ends_2022_09_01"]
    benefit = initiative.benefit or 0
    for name, threshold in {"50tr": 50e6, "100tr": 100e6, "1ty": 1e9, "30ty": 30e9}.items():
        assert (benefit >= threshold) is expected["thresholds"][name]
    if "credit_tie" in expected:
        shares = sorted((one.share for one in authors(initiative)), reverse=True)
        assert (len(shares) > 1 and shares[0] == shares[1]) is expected["credit_tie"]
        if expected["credited_author"]:
            assert credited(authors(initiative)).name == expected["credited_author"]


@rows("application_date")
def test_days_are_read_as_people_write_them(row: Row, asking: Ask) -> None:
    expected = row["expected"]
    late = asking(now=datetime(2023, 9, 3, tzinfo=VIETNAM))
    for text, parsed, eligible in zip(inputs(row), expected["parsed"], expected["eligible"], strict=True):
        outcome = LIBRARY["applied_on"].read(Text(text), late)
        day = str(parsed)[:10] if str(parsed)[:4].isdigit() else None
        if eligible:
            assert isinstance(outcome, Answered)
            assert outcome.value == day
        else:
            assert not isinstance(outcome, Answered), (text, outcome)
        if day and isinstance(outcome, Held):
            assert day in repr(outcome.value)


CHECKED: dict[str, Callable[..., None]] = {
    "full_name": test_what_is_typed_is_taken_or_refused,
    "title": test_what_is_typed_is_taken_or_refused,
    "phone": test_what_is_typed_is_taken_or_refused,
    "id_number": test_what_is_typed_is_taken_or_refused,
    "description": test_descriptions_are_counted_in_code_points_after_nfc,
    "application_date": test_days_are_read_as_people_write_them,
    "unit_search": test_units_are_found_as_they_are_typed_on_a_phone,
    "file": test_files_are_refused_by_name_and_size_before_anything_is_fetched,
}


def test_every_row_is_checked_by_something() -> None:
    assert {row["field"] for row in ROWS if row["kind"] == "nasty"} <= CHECKED.keys()
