"""What an initiative was returned for: the marked questions with their reasons, and how far its author has got.

The reason of a return is kept as one text, each question by its key, so that any language can name the questions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.draft import Answers, Initiative
from flows.screen import N_, Line, Listing, Msg
from flows.submission import LIBRARY

KEY = "@returned"


def reason_of(marks: Mapping[str, str]) -> str:
    """Return the reason of a return as it is kept."""
    return "; ".join(f"{question}: {reason}" for question, reason in marks.items())


def shown(reason: str) -> Line:
    """Return a kept reason as people read it: of a return with the names of its questions, else as it is."""
    pieces = re.split(rf"(?:^|; )({'|'.join(LIBRARY)}): ", reason)
    if len(pieces) == 1 or pieces[0]:
        return reason
    named = (
        N_("{question}: {reason}", question=name(question), reason=words)
        for question, words in zip(pieces[1::2], pieces[2::2], strict=True)
    )
    return N_("{reasons}", reasons=Listing(tuple(named), glue="; "))


def lines(marks: Mapping[str, str]) -> tuple[Line, ...]:
    """Return a line for each marked question, with what the officer wrote."""
    return tuple(
        N_("{question}: “{reason}”", question=name(question), reason=reason) for question, reason in marks.items()
    )


def name(question: str) -> Msg | str:
    """Return what a question is called."""
    field = LIBRARY.get(question)
    return field.name if field else question


def to_do(initiative: Initiative) -> tuple[str, ...]:
    """Return the marked questions that are neither answered anew nor left as they are since it was returned."""
    settled = _settled(initiative)
    return tuple(one for one in initiative.marks if one not in settled) if initiative.state == "returned" else ()


def settle(initiative: Initiative, question: str) -> Initiative:
    """Return it with a marked question dealt with; whatever is not marked changes nothing here."""
    if question not in to_do(initiative):
        return initiative
    return initiative.hold(KEY, {"version": initiative.version, "done": (*_settled(initiative), question)})


def carried_over(draft: Initiative) -> Answers:
    """Return what stays beside an initiative that is handed in: in which version it was returned, if it was."""
    return {KEY: {"version": draft.version}} if draft.state == "returned" else {}


def returned_in(initiative: Initiative) -> int | None:
    """Return the version in which it was returned last, None where it was not."""
    if initiative.state == "returned":
        return initiative.version
    held = initiative.partials.get(KEY)
    version = held.get("version") if isinstance(held, Mapping) else None
    return version if isinstance(version, int) else None


def _settled(initiative: Initiative) -> tuple[str, ...]:
    """Return what was dealt with; what was kept of an earlier return counts for nothing."""
    held = initiative.partials.get(KEY)
    if not isinstance(held, Mapping) or held.get("version") != initiative.version:
        return ()
    done = held.get("done")
    return tuple(map(str, done)) if isinstance(done, tuple) else ()
