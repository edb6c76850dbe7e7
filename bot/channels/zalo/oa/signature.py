"""Proves that a call of the webhook is Zalo's: a hash over the bytes as they came and a secret of two."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256

HEADER = "X-ZEvent-Signature"
_PREFIX = "mac="


@dataclass(frozen=True, slots=True)
class Signature:
    """How our application's events are signed; `secret` is the Official Account's, not the application's."""

    app: str
    secret: str = field(repr=False)

    def mac(self, body: bytes, timestamp: str) -> str:
        """Return what belongs to a body: a plain SHA-256, as Zalo has laid it down."""
        return sha256(self.app.encode() + body + timestamp.encode() + self.secret.encode()).hexdigest()

    def holds(self, given: str, body: bytes, timestamp: str) -> bool:
        """Tell whether a header proves a body, in the same time whatever is wrong with it."""
        told = given.strip().removeprefix(_PREFIX).lower().encode("utf-8", "surrogateescape")
        return hmac.compare_digest(told, self.mac(body, timestamp).encode())
