"""Gives out tokens: a code once, a refresh token once, and an access token that dies with its successor."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.zalo.oa import limits
from bot.sandbox.zalo.oa.errors import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.clock import Clock
    from bot.sandbox.zalo.oa.account import OfficialAccount
    from bot.sandbox.zalo.oa.tally import Tally


@dataclass(frozen=True, slots=True)
class _Code:
    challenge: str
    dies: datetime


def challenge_of(verifier: str) -> str:
    """Return the code_challenge of a code_verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class OAuth:
    """The tokens of one account."""

    def __init__(self, account: OfficialAccount, clock: Clock, tally: Tally) -> None:
        """Begin with the refresh token from the console and no access token."""
        self._account, self._clock, self._tally = account, clock, tally
        self._codes: dict[str, _Code] = {}
        self._numbers = itertools.count(1)
        self._refresh: dict[str, datetime] = {account.first_refresh_token: clock.now() + limits.REFRESH_LIFE}
        self._access = ""
        self._access_dies = clock.now()

    def consent(self, challenge: str = "") -> str:
        """Agree as the account's administrator and return the code for the bot; without a challenge it needs none."""
        code = self._secret("code")
        self._codes[code] = _Code(challenge, self._clock.now() + limits.CODE_LIFE)
        return code

    def answer(self, form: Mapping[str, str], app_secret: str) -> dict[str, Any]:
        """Exchange a code or a refresh token for a new pair; raises Refused."""
        if not hmac.compare_digest(app_secret.encode(), self._account.app_secret.encode()):
            raise Refused(Reason.APP_SECRET)
        if form.get("app_id") != self._account.app_id:
            raise Refused(Reason.APP_ID)
        match form.get("grant_type"):
            case "authorization_code":
                self._spend_code(form.get("code", ""), form.get("code_verifier", ""))
            case "refresh_token":
                self._spend_refresh_token(form.get("refresh_token", ""))
            case other:
                raise Refused(Reason.FORM, f"grant_type {other!r}")
        return self._pair()

    def check(self, token: str) -> None:
        """Let a call with the living access token pass; raises Refused for any other."""
        if not token or not hmac.compare_digest(token.encode(), self._access.encode()):
            raise Refused(Reason.TOKEN)
        if self._clock.now() >= self._access_dies:
            raise Refused(Reason.TOKEN_EXPIRED)

    def _spend_code(self, given: str, verifier: str) -> None:
        code = self._codes.pop(given, None)
        if code is None or self._clock.now() >= code.dies:
            raise Refused(Reason.CODE)
        if code.challenge and (len(verifier) != limits.VERIFIER or challenge_of(verifier) != code.challenge):
            raise Refused(Reason.VERIFIER)

    def _spend_refresh_token(self, given: str) -> None:
        dies = self._refresh.pop(given, None)
        if dies is None or self._clock.now() >= dies:
            raise Refused(Reason.REFRESH_TOKEN)
        self._tally.refreshes += 1

    def _pair(self) -> dict[str, Any]:
        now, refresh = self._clock.now(), self._secret("refresh")
        self._refresh[refresh] = now + limits.REFRESH_LIFE
        self._access, self._access_dies = self._secret("access"), now + limits.ACCESS_LIFE
        return {
            "access_token": self._access,
            "refresh_token": refresh,
            "expires_in": str(int(limits.ACCESS_LIFE.total_seconds())),
        }

    def _secret(self, kind: str) -> str:
        """Return a token that looks like Zalo's and differs from every other of this account."""
        seed = f"{self._account.app_secret} {kind} {next(self._numbers)}".encode()
        return base64.urlsafe_b64encode(hashlib.sha512(seed).digest()).rstrip(b"=").decode()
