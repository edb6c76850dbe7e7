"""Encryption of identity numbers, bound to where they are stored."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class UnreadableSecretError(Exception):
    """No key given can open a stored secret; SECRET_KEY_OLD may be missing."""


class Cipher:
    """AES-256-GCM under the newest key; older keys still open what they closed."""

    def __init__(self, keys: tuple[str, ...], random_bytes: Callable[[int], bytes]) -> None:
        """Take the present key first, then old ones; each is any long random text."""
        if not keys or not all(keys):
            raise ValueError("at least one secret key is needed")
        self._keys = tuple(AESGCM(sha256(key.encode()).digest()) for key in keys)
        self._random_bytes = random_bytes

    def close(self, plain: str, place: str) -> str:
        """Encrypt a text for one place; the same text never looks the same twice."""
        nonce = self._random_bytes(_NONCE_BYTES)
        return urlsafe_b64encode(nonce + self._keys[0].encrypt(nonce, plain.encode(), place.encode())).decode()

    def open(self, token: str, place: str) -> str:
        """Decrypt what was closed for this place; raises UnreadableSecretError for any other."""
        raw = urlsafe_b64decode(token)
        for key in self._keys:
            try:
                return key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
            except InvalidTag:
                continue
        raise UnreadableSecretError(f"cannot open the secret at {place}")
