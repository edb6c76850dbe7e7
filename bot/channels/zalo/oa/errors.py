"""What an error of Zalo's means for the message that met it, code by code; errors come with status 200."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from types import MappingProxyType

import structlog

from bot.channels.channel import LaterError, NeverError

TOO_MANY = -32
MENDING = 60.0  # an administrator has something to put right; until then everything waits
_CROWDED = 5.0
_SPENT = 900.0
_OURS = (-210, -240, -320, -321)

log = structlog.get_logger(__name__)


class Deed(Enum):
    """What is to be done about an error."""

    RENEW = "get another access token, once"
    PLAIN = "say the same without buttons, once"
    AGAIN = "upload the file again, once"
    LATER = "try again after a while"
    MEND = "wait until an administrator has put it right"
    UNREACHABLE = "give up, this person cannot be written to"
    NEVER = "give up this message"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means; `after` in seconds where something is to be tried later."""

    deed: Deed
    why: str
    after: float | None = None


_UNKNOWN = Meaning(Deed.NEVER, "an error that is not in our list")
MEANINGS: Mapping[int, Meaning] = MappingProxyType(
    {
        -216: Meaning(Deed.RENEW, "the access token is not valid", MENDING),
        -220: Meaning(Deed.RENEW, "the access token has expired", MENDING),
        -124: Meaning(Deed.RENEW, "the access token is not valid", MENDING),
        TOO_MANY: Meaning(Deed.LATER, "too many requests", _CROWDED),
        -211: Meaning(Deed.LATER, "the quota is used up", _SPENT),
        -218: Meaning(Deed.LATER, "the quota is used up", _SPENT),
        -234: Meaning(Deed.LATER, "not at night", _SPENT),
        -230: Meaning(Deed.UNREACHABLE, "no word from this person in seven days"),
        -232: Meaning(Deed.UNREACHABLE, "no word from this person in seven days"),
        -213: Meaning(Deed.UNREACHABLE, "this person does not follow the account"),
        -219: Meaning(Deed.UNREACHABLE, "this person has blocked the account"),
        -227: Meaning(Deed.UNREACHABLE, "this person's account is not in use"),
        -224: Meaning(Deed.PLAIN, "the package of the account is too low", MENDING),
        -201: Meaning(Deed.PLAIN, "a parameter is refused"),
        -233: Meaning(Deed.PLAIN, "this kind of message is refused"),
        -100: Meaning(Deed.AGAIN, "the uploaded file has expired"),
        -221: Meaning(Deed.MEND, "the account is not verified", MENDING),
        -223: Meaning(Deed.MEND, "the application is not authorised", MENDING),
        -209: Meaning(Deed.MEND, "the application is not active", MENDING),
        -212: Meaning(Deed.MEND, "this call is not registered for the application", MENDING),
        -242: Meaning(Deed.MEND, "the proof of the application secret is wrong", MENDING),
        -204: Meaning(Deed.MEND, "the account is switched off", MENDING),
        -205: Meaning(Deed.MEND, "there is no such account", MENDING),
        -210: Meaning(Deed.NEVER, "longer or larger than allowed"),
        -240: Meaning(Deed.NEVER, "this call is shut down"),
        -244: Meaning(Deed.NEVER, "this person may not be written to now"),
        -248: Meaning(Deed.NEVER, "against the rules of the platform"),
        -200: Meaning(Deed.NEVER, "Zalo could not send it"),
        -217: Meaning(Deed.NEVER, "this person is not valid there"),
        -235: Meaning(Deed.NEVER, "not supported for this account"),
        -320: Meaning(Deed.NEVER, "the billing account is refused"),
        -321: Meaning(Deed.NEVER, "the billing account is refused"),
    }
)


class ZaloError(Exception):
    """Zalo answered, and with an error; its own words are not kept, they may repeat ours."""

    def __init__(self, code: int, after: float | None = None) -> None:
        """Take the code, and the wait in seconds where the answer named one."""
        super().__init__(f"error {code}")
        self.code, self.after = code, after

    @property
    def meaning(self) -> Meaning:
        """Return what the code means."""
        return MEANINGS.get(self.code, _UNKNOWN)


class AwayError(Exception):
    """Zalo did not answer as it should; `unsure` when it may have done what was asked all the same."""

    def __init__(self, reason: str, *, unsure: bool) -> None:
        """Say why, without any address, token or text."""
        super().__init__(reason)
        self.unsure = unsure


def by_status(status: int) -> int | None:
    """Return the code that an HTTP status stands for, None where it stands for none."""
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return -216
    return TOO_MANY if status == HTTPStatus.TOO_MANY_REQUESTS else None


def verdict(error: ZaloError) -> LaterError | NeverError:
    """Return how the sender must see an error after what could be done about it at once was done."""
    meaning = error.meaning
    reason = f"{error.code}: {meaning.why}"
    if meaning.deed is Deed.UNREACHABLE:
        return NeverError(reason, unreachable=True)
    after = error.after if error.after is not None else meaning.after
    return NeverError(reason) if meaning.after is None else LaterError(reason, after=after)


def report(error: ZaloError) -> None:
    """Leave word for the administrator where they must put something right."""
    if error.meaning.after in (MENDING, _SPENT) or error.code not in MEANINGS or error.code in _OURS:
        log.error("zalo_needs_mending", code=error.code, why=error.meaning.why)
