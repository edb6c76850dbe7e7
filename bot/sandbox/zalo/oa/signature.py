"""The signature of a webhook: a plain SHA-256 over the bytes that are sent, the same way Zalo's own SDK makes it."""

from __future__ import annotations

import hashlib
import hmac

HEADER = "X-ZEvent-Signature"


def mac(app_id: str, body: bytes, timestamp: str, secret_key: str) -> str:
    """Return the signature of a body as lower-case hex."""
    return hashlib.sha256(app_id.encode() + body + timestamp.encode() + secret_key.encode()).hexdigest()


def proof(app_secret: str, access_token: str) -> str:
    """Return the optional `appsecret_proof` of a call as lower-case hex."""
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()
