"""One Official Account and its application, as their makers registered them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Package = Literal["full", "no_buttons", "free"]
"""What was paid for: everything, messages without buttons, or no API at all."""


@dataclass(frozen=True, slots=True)
class OfficialAccount:
    """The account, its application, and the two secrets that must not be mixed up."""

    oa_id: str
    name: str
    app_id: str
    app_secret: str = field(repr=False)
    """For OAuth."""
    secret_key: str = field(repr=False)
    """For the signature of webhooks."""
    first_refresh_token: str = field(repr=False)
    """Made by hand in the console, for the first pair of tokens."""
    redirect_uri: str = "https://bot.example/zalo/consent"
