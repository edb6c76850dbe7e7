"""Ids and codes nobody can guess; the only randomness of the product."""

from __future__ import annotations

import secrets

from bot.clock import Clock
from flows.facts import Fresh

# Without letters and digits that are mistaken for one another when read out or written down.
ALPHABET = "23456789ACDEFGHJKMNPQRTUVWXY"
_CODE_LENGTH = 6
_RANDOM_BITS = 22
_EPOCH_MILLISECONDS = 1_577_836_800_000


def fresh(clock: Clock) -> Fresh:
    """Return an id that grows with time and fits 63 bits, a code for a receipt, and the token of a link."""
    milliseconds = int(clock.now().timestamp() * 1000) - _EPOCH_MILLISECONDS
    identifier = (milliseconds << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    return Fresh(identifier, "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH)), token())


def token() -> str:
    """Return the token of a link; it fits Telegram's start parameter with its prefix."""
    return secrets.token_urlsafe(24)
