"""Ids and codes nobody can guess; the only randomness of the product."""

from __future__ import annotations

import secrets

from bot.clock import Clock
from flows.facts import Fresh

# Without letters and digits that are mistaken for one another when read out or written down.
ALPHABET = "23456789ACDEFGHJKMNPQRTUVWXY"
_CODE_LENGTH = 6
_JOINING_LENGTH = 8
_RANDOM_BITS = 22
_EPOCH_MILLISECONDS = 1_577_836_800_000


def fresh(clock: Clock) -> Fresh:
    """Return an id that grows with time and fits 63 bits, codes for a receipt and for joining accounts, and a token."""
    milliseconds = int(clock.now().timestamp() * 1000) - _EPOCH_MILLISECONDS
    identifier = (milliseconds << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    return Fresh(identifier, _random(_CODE_LENGTH), token(), joining())


def joining() -> str:
    """Return a code that joins accounts: letters and digits both, so that no word and no number looks like one."""
    while True:
        code = _random(_JOINING_LENGTH)
        if not code.isalpha() and not code.isdigit():
            return code


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def token() -> str:
    """Return the token of a link; it fits Telegram's start parameter with its prefix."""
    return secrets.token_urlsafe(24)
