"""Reads programme.toml: what a programme asks, when, within which limits and with which choices."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from flows.programme import ESCALATE_DAYS, LATE_DAYS, Choice, Programme, Retention, Window
from flows.screen import N_, Listing
from storage.packs.codes import CODE, not_a_code
from storage.packs.pack import Report
from storage.packs.phases import read_phases
from storage.packs.toml_lines import TomlLines
from storage.packs.toml_table import Table

SHORT_LABEL = 40
_SHORTEST_FOR_DRAFTS = 14  # authors are told a week before
TOTAL = "total"

_KEY = re.compile(r"[a-z0-9-]{1,32}")
_PREFIX = re.compile(r"[A-Z]{1,4}")
_CHOICE_KEY = re.compile(r"[A-Za-z0-9._-]{1,16}")
_DECISIONS = ("return", "reject", "reopen")
_OF, _DUPLICATE = "of", "duplicate"
_DOCUMENT = "document"
_WITH_CODE = re.compile(r".*\{code\}.*")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What programme.toml says, with gaps where it is wrong; what the other two files are checked against.

    `phase_keys` also names phases that are described wrongly, so that their targets are not refused a second time.
    """

    programme: Programme
    phase_keys: frozenset[str]
    printed: Mapping[str, int]
    root_line: int


def read_manifest(
    source: str, report: Report, questions: Collection[str], choosing: Collection[str]
) -> Manifest | None:
    """Return what the text says, None where it is no TOML at all; problems go into the report."""
    raw = parse(source, report)
    if raw is None:
        return None
    top = Table(raw, (), TomlLines.of(source), report)
    asked = _questions(top, questions)
    phases, phase_keys = read_phases(top, reserved=TOTAL)
    applied, recognised = _windows(top.table("windows"))
    choices, reasons = _choices(top, asked, choosing), top.table("reasons")
    programme = Programme(
        key=top.text(
            "key", _KEY, N_("“key” may hold small letters without accents, digits and hyphens, at most 32 of them.")
        ),
        version=top.whole("version", least=1),
        name=top.text("name"),
        short_name=top.text("short_name"),
        root=top.text("root", CODE, not_a_code(raw.get("root"))),
        code_prefix=top.text(
            "code_prefix", _PREFIX, N_("“code_prefix” must be one to four capital letters without accents.")
        ),
        questions=asked,
        phases=phases,
        limits=_limits(top.table("limits"), asked),
        choices=choices,
        reasons=_reasons(reasons),
        reasons_of=_reasons_of(reasons.table("of"), asked),
        duplicate_reason=_duplicate_reason(reasons),
        decision_days=top.whole("decision_days", least=1),
        late_days=top.whole("late_days", least=1, otherwise=LATE_DAYS),
        escalate_days=top.whole("escalate_days", least=1, otherwise=ESCALATE_DAYS),
        accepts_old_identity=top.flag("accepts_old_identity"),
        applied=applied,
        recognised=recognised,
        counts_until=top.instant("counts_until", required=False),
        retention=_retention(top.table("retention")),
        enterprise_workers=_enterprise_workers(top, choices.get("target_group", ())),
    )
    printed, printed_in = _printed(top.table("printed"), phase_keys)
    programme = replace(programme, printed=printed, printed_in=printed_in)
    top.refuse_untaken()
    return Manifest(programme, phase_keys, printed, top.lines.line(("root",)))


def parse(source: str, report: Report) -> dict[str, object] | None:
    """Return a text read as TOML, None where it is none: then the report says from which line on."""
    try:
        return tomllib.loads(source)
    except ValueError as error:  # TOMLDecodeError, or a number too long for the reader
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else source.rstrip("\n").count("\n") + 1
        report.add(
            line,
            N_(
                "The file cannot be read from here on. Look for a quotation mark, bracket or equals sign that is "
                "missing, or a setting that stands twice. (The reader says: {detail})",
                detail=_PLACE.sub("", str(error)),
            ),
        )
        return None


def _questions(top: Table, known: Collection[str]) -> tuple[str, ...]:
    asked = top.texts("questions")
    if "questions" in top.raw and not asked:
        top.refuse("questions", N_("“questions” is empty. A programme asks at least one question."))
    for key in asked:
        if key not in known:
            top.refuse_text(
                "questions",
                key,
                N_(
                    "There is no question “{question}”. Questions are: {known}.",
                    question=key,
                    known=Listing(tuple(sorted(known))),
                ),
            )
    return asked


def _windows(table: Table) -> tuple[Window, Window]:
    """Return when initiatives must have been applied and recognised; a day that is left out leaves that end open."""
    windows = tuple(_window(table, of) for of in ("applied", "recognised"))
    table.refuse_untaken()
    return windows[0], windows[1]


def _window(table: Table, of: str) -> Window:
    window = Window(table.day(f"{of}_from", required=False), table.day(f"{of}_to", required=False))
    if window.first and window.last and window.first > window.last:
        table.refuse(
            f"{of}_to",
            N_("“{key}” is a day before “{first}”. Put the earlier day first.", key=f"{of}_to", first=f"{of}_from"),
        )
    return window


def _limits(table: Table, asked: Collection[str]) -> dict[str, int]:
    for key in table.raw:
        _refuse_unasked(table, key, asked)
    return {key: table.whole(key, least=1) for key in table.raw}


def _choices(top: Table, asked: Collection[str], choosing: Collection[str]) -> dict[str, tuple[Choice, ...]]:
    table = top.table("choices")
    for question in table.raw:
        _refuse_unasked(table, question, asked)
    choices = {question: _offered(table, question) for question in table.raw}
    for question in asked:
        if question in choosing and not choices.get(question):
            top.refuse_text(
                "questions",
                question,
                N_(
                    "The question “{question}” has no choices. Add one block {example} for each of them.",
                    question=question,
                    example=f"[[choices.{question}]]",
                ),
            )
    return choices


def _offered(choices: Table, question: str) -> tuple[Choice, ...]:
    offered: dict[str, Choice] = {}
    for table in choices.tables(question):
        choice = _choice(table)
        if choice.key and choice.key in offered:
            table.refuse(
                "key",
                N_(
                    "Another choice of “{question}” has the key “{key}” already. Give each its own.",
                    question=question,
                    key=choice.key,
                ),
            )
        offered[choice.key] = choice
    return tuple(offered.values())


def _choice(table: Table) -> Choice:
    choice = Choice(
        key=table.text(
            "key",
            _CHOICE_KEY,
            N_("The key of a choice may hold letters without accents, digits, points and hyphens, at most 16 of them."),
        ),
        label=table.text("label"),
        short=table.text("short"),
    )
    if len(choice.short) > SHORT_LABEL:
        table.refuse(
            "short",
            N_(
                "The short label has {length} characters; a button on a phone shows {limit}. Shorten it, the full "
                "wording stays in “label”.",
                length=len(choice.short),
                limit=SHORT_LABEL,
            ),
        )
    table.refuse_untaken()
    return choice


def _reasons(table: Table) -> dict[str, tuple[str, ...]]:
    reasons = {decision: table.texts(decision) for decision in _DECISIONS if decision in table.raw}
    for key in table.raw.keys() - {*reasons, _OF, _DUPLICATE}:
        table.refuse(
            key,
            N_(
                "There are no prepared reasons for “{key}”. Reasons are for: {known}.",
                key=key,
                known=Listing((*_DECISIONS, _OF, _DUPLICATE)),
            ),
        )
    return reasons


def _reasons_of(table: Table, asked: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the reasons to return it that fit one question only."""
    for question in table.raw:
        _refuse_unasked(table, question, asked)
    return {question: table.texts(question) for question in table.raw}


def _duplicate_reason(table: Table) -> str:
    """Return the reason to reject what is the same as another initiative; without one, none is offered."""
    if _DUPLICATE not in table.raw:
        return ""
    return table.text(
        _DUPLICATE,
        _WITH_CODE,
        N_(
            "“{key}” must say where the code of the other initiative stands: write {code} there.",
            key=_DUPLICATE,
            code="{code}",
        ),
    )


def _retention(table: Table) -> Retention:
    """Return how long personal data is kept; what is left out lasts as long as usual (decision record 15)."""
    usual = Retention()
    retention = Retention(
        drafts_days=table.whole("drafts_days", least=_SHORTEST_FOR_DRAFTS, otherwise=usual.drafts_days),
        identity_days_after_close=table.whole(
            "identity_days_after_close", least=0, otherwise=usual.identity_days_after_close
        ),
    )
    table.refuse_untaken()
    return retention


def _enterprise_workers(top: Table, groups: Collection[Choice]) -> tuple[str, ...]:
    """Return the target groups whose share is shown by itself; none where the pack names none."""
    named = top.texts("enterprise_workers") if "enterprise_workers" in top.raw else ()
    for key in named:
        if key not in {group.key for group in groups}:
            top.refuse_text(
                "enterprise_workers",
                key,
                N_("“{group}” is the key of no choice of “target_group”. Write one that stands there.", group=key),
            )
    return named


def _printed(table: Table, phase_keys: Collection[str]) -> tuple[dict[str, int], str]:
    """Return the printed totals, and the document they and the targets stand in where it is named."""
    known = {TOTAL, *phase_keys}
    document = table.text(_DOCUMENT) if _DOCUMENT in table.raw else ""
    totals = [key for key in table.raw if key != _DOCUMENT]
    for key in set(totals) - known if phase_keys else ():
        table.refuse(
            key,
            N_(
                "A printed total “{key}” belongs to no phase. Totals are for: {known}.",
                key=key,
                known=Listing(tuple(sorted(known))),
            ),
        )
    return {key: table.whole(key, least=0) for key in totals}, document


def _refuse_unasked(table: Table, question: str, asked: Collection[str]) -> None:
    if asked and question not in asked:
        table.refuse(
            question,
            N_(
                "“{question}” is none of this programme's “questions”. Add it there or take it out here.",
                question=question,
            ),
        )
