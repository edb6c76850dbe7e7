"""Encryption of identity numbers, bound to where they are stored, and the keyed hash they are searched by."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_BETWEEN = "."  # parts a token from the name of its key; base64 has no full stop


class UnreadableSecretError(Exception):
    """No key given can open a stored secret; SECRET_KEY_OLD may be missing."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What one secret key is used as; `name` gives nothing of it away."""

    name: str
    closes: AESGCM
    hashes: bytes
    signs: bytes

    @classmethod
    def of(cls, text: str) -> _Key:
        return cls(
            name=_derived("name", text).hex()[:8],
            closes=AESGCM(sha256(text.encode()).digest()),
            hashes=_derived("identity hash", text),
            signs=_derived("signature", text),
        )


class Cipher:
    """AES-256-GCM under the newest key; older keys still open what they closed."""

    def __init__(self, keys: tuple[str, ...], random_bytes: Callable[[int], bytes]) -> None:
        """Take the present key first, then old ones; each is any long random text."""
        if not keys or not all(keys):
            raise ValueError("at least one secret key is needed")
        self._keys = tuple(_Key.of(key) for key in keys)
        self._random_bytes = random_bytes

    def close(self, plain: str, place: str) -> str:
        """Encrypt a text for one place; the same text never looks the same twice. The token names its key."""
        nonce, key = self._random_bytes(_NONCE_BYTES), self._keys[0]
        closed = urlsafe_b64encode(nonce + key.closes.encrypt(nonce, plain.encode(), place.encode())).decode()
        return f"{key.name}{_BETWEEN}{closed}"

    def open(self, token: str, place: str) -> str:
        """Decrypt what was closed for this place; raises UnreadableSecretError for any other.

        The first tokens did not name their key; all keys are tried on them.
        """
        name, named, closed = token.rpartition(_BETWEEN)
        for key in self._keys:
            if named and key.name != name:
                continue
            try:
                raw = urlsafe_b64decode(closed)
                return key.closes.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
            except (InvalidTag, ValueError):
                continue
        raise UnreadableSecretError(f"cannot open the secret at {place}")

    def is_present(self, token: str) -> bool:
        """Tell whether the present key closed a token, made a hash or signed."""
        return token.startswith(f"{self._keys[0].name}{_BETWEEN}")

    def fingerprint(self, plain: str) -> str:
        """Return the keyed hash a text is found by, under the present key, which it names."""
        return _fingerprint(self._keys[0], plain)

    def fingerprints(self, plain: str) -> tuple[str, ...]:
        """Return the hashes of a text under all keys, to find what is not hashed anew yet."""
        return tuple(_fingerprint(key, plain) for key in self._keys)

    def sign(self, text: str) -> str:
        """Return what only a holder of the present key can write under a text; it names the key."""
        return _signature(self._keys[0], text)

    def signed(self, text: str, signature: str) -> bool:
        """Tell whether a text was signed so; raises UnreadableSecretError where no key given made the signature."""
        name = signature.partition(_BETWEEN)[0]
        key = next((key for key in self._keys if key.name == name), None)
        if key is None:
            raise UnreadableSecretError("a text is signed with another key")
        return hmac.compare_digest(_signature(key, text), signature)


def _signature(key: _Key, text: str) -> str:
    return f"{key.name}{_BETWEEN}{hmac.digest(key.signs, text.encode(), 'sha256').hex()}"


def _fingerprint(key: _Key, plain: str) -> str:
    return f"{key.name}{_BETWEEN}{hmac.digest(key.hashes, plain.encode(), 'sha256').hex()}"


def _derived(purpose: str, key: str) -> bytes:
    return hmac.digest(key.encode(), purpose.encode(), "sha256")
