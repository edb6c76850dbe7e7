"""Refusals of the Official Account API, which all come as HTTP 200; those Zalo does not list are marked with a star."""

from __future__ import annotations

from enum import Enum
from typing import Any


class Reason(Enum):
    """A code and its words; `{}` in them is filled in with what was wrong."""

    # OAuth
    APP_ID = -14002, "Invalid appId"
    REDIRECT = -14003, "Invalid redirect uri"
    APP_SECRET = -14004, "Invalid app secret key"  # *
    FORM = -14005, "Invalid request: {}"  # *
    CODE = -14012, "Invalid authorization code"  # *
    VERIFIER = -14013, "Invalid code verifier"  # *
    REFRESH_TOKEN = -14014, "Invalid refresh token"  # *

    # Every call
    TOKEN = -216, "Access token is invalid"
    TOKEN_EXPIRED = -220, "Access token has expired"  # *
    PROOF = -242, "appsecret_proof is invalid"
    RATE = -32, "Application request limit reached"
    PACKAGE = -224, "The OA needs to upgrade OA Tier Package to use this feature"
    UNREGISTERED = -212, "This API is not registered: {}"  # *

    # Messages
    PARAMETER = -201, "Parameter is invalid: {}"
    TEMPLATE_TYPE = -201, "Missing template_type params: {}"
    MESSAGE_TYPE = -233, "message type is invalid or not support"
    TOO_LONG = -210, "Over limit: {}"
    USER = -217, "User is invalid"
    NO_FOLLOWER = -213, "User has not followed the OA"
    NO_INTERACTION = -230, "User has not interacted with the OA in the past 7 days"
    SHUT_DOWN = -240, "MessageV2 API has been shut down"
    DISCONTINUED = -235, "This API has been discontinued: {}"  # *

    # Uploads
    ASSET_EXPIRED = -100, "Attachment has expired"
    QUOTA = -211, "Out of quota: {}"


class Refused(Exception):  # noqa: N818 - it names what happened to the call
    """A call was refused; it becomes the answer."""

    def __init__(self, reason: Reason, what: str = "") -> None:
        """Fill what was wrong into the reason's words."""
        self.reason = reason
        self.code: int = reason.value[0]
        self.words: str = reason.value[1].replace("{}", what)
        super().__init__(self.words)

    def body(self) -> dict[str, Any]:
        """Return the answer of the API."""
        return {"error": self.code, "message": self.words}

    def oauth_body(self) -> dict[str, Any]:
        """Return the answer of the address where tokens are given out."""
        return {
            "error": self.code,
            "error_name": self.words,
            "error_reason": self.words,
            "error_description": self.words,
        }
