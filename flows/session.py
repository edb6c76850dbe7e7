"""What a person is in the middle of; small, plain, and never the answers themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from flows.pushing.aims import Aim, Numbers


@dataclass(frozen=True, slots=True)
class Filling:
    """A form is open. Its position is derived: the question being corrected, else the first unanswered one.

    `failures` counts the answers refused there in a row; `refused` is the message of the last one, which may be edited;
    `leaving` while it is asked whether to stop here.
    """

    draft: int
    correcting: str | None = None
    failures: int = 0
    refused: str = ""
    leaving: bool = False


@dataclass(frozen=True, slots=True)
class Reasoning:
    """An officer is to give the reason for returning or rejecting an initiative; `then` is their own open form.

    To return it they mark questions first; once that is `settled` they are asked for a reason for each, and `reasons`
    are those given so far.
    """

    initiative: int
    version: int
    move: str
    then: Filling | None = None
    marked: tuple[str, ...] = ()
    settled: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Confirming:
    """A worker is to show that an initiative entered on their behalf is theirs; `then` is their own open form.

    `phone_right` is None until a number was typed; the number itself is not kept. Once `proven`, yes or no is asked.
    """

    entry: int
    phone_right: bool | None = None
    proven: bool = False
    then: Filling | None = None


@dataclass(frozen=True, slots=True)
class ChoosingHour:
    """An officer is to say at which hour their digest shall come; `first` is chosen already when asked for a second."""

    first: int | None
    then: Filling | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What an officer was asked to verify together: ids with the versions that were meant, and nothing else.

    `key` is in the button that says yes; once that was pressed, `done_at` is when, and `items` are those it verified.
    """

    key: int
    items: tuple[tuple[int, int], ...]
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delegating:
    """An officer says from when until when another one stands in; `then` is their own open form.

    `begins_at` and `ends_at`, exclusive, are None until they are told; `to` is whom they have chosen.
    """

    to: int
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    then: Filling | None = None


@dataclass(frozen=True, slots=True)
class Pushing:
    """Somebody prepares a push; `then` is their own open form.

    `key` is its id to be, and is in the button that sends it; `asks` what is asked now: whom it is for, its words, or
    whether to send it with the numbers that were `shown`.
    """

    key: int
    aim: Aim
    asks: Literal["whom", "words", "send"]
    words: str = ""
    shown: Numbers | None = None
    then: Filling | None = None


@dataclass(frozen=True, slots=True)
class Nominating:
    """An officer tells what the dossier asks of somebody put forward; `then` is their own open form.

    The question is the one being corrected, else the first that has no answer.
    """

    nominee: int
    correcting: str | None = None
    then: Filling | None = None


@dataclass(frozen=True, slots=True)
class Justifying:
    """Somebody is to say why they need a list with whole card numbers; `then` is their own open form."""

    programme: str
    unit: str
    phase: str | None
    then: Filling | None = None


@dataclass(frozen=True, slots=True)
class Ticking:
    """Staff tick something on an award list: of whom, what and why; what is empty is still to be told."""

    snapshot: int
    award: str
    phase: str
    about: str = ""
    key: str = ""
    then: Filling | None = None


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody typed a code and is asked whether the other account is theirs too; `then` is their own open form."""

    offer: int
    then: Filling | None = None


# What somebody is asked beside a form, and goes back to it afterwards.
Beside = Reasoning | Confirming | ChoosingHour | Delegating | Pushing | Justifying | Nominating | Ticking | Joining
Doing = Filling | Beside


@dataclass(frozen=True, slots=True)
class Session:
    """One person's conversation.

    `revision` counts the questions shown, so that an old button is known as old; `last_tap` is the button pressed just
    before and `tapped_at` when, so that a second press of it is known as a double tap; `proposed_unit` came with a QR
    code; `batch` is what was asked last to be verified together; `account` is where they were answered last.
    """

    doing: Doing | None = None
    revision: int = 0
    last_tap: str | None = None
    tapped_at: datetime | None = None
    proposed_unit: str | None = None
    batch: Batch | None = None
    account: int = 0

    def now(self, doing: Doing | None) -> Session:
        """Return the session with something else going on, its old buttons outdated."""
        return replace(self, doing=doing, revision=self.revision + 1)
