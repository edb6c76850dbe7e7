"""Every refusal of the Bot Platform in one table: its code and its words. The words are this sandbox's own."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """Why a call is refused; words in braces are filled in by the refusal."""

    TOKEN = 401, "Unauthorized"
    METHOD = 404, "Method not found"
    UNREADABLE = 400, "Bad request: the parameters are no JSON object"
    PARAMETER = 400, "Bad request: {name} is no parameter of {method}"
    MISSING = 400, "Bad request: {name} is missing or is not a text"
    CHAT = 400, "Bad request: chat not found"
    LENGTH = 400, "Bad request: {name} has {length} characters, not {least} to {most}"
    PARSE_MODE = 400, "Bad request: parse_mode is markdown or html"
    TIMEOUT = 400, "Bad request: timeout is a number of seconds"
    PHOTO = 400, "Bad request: photo is not an address that leads to a picture"
    ACTION = 400, "Bad request: action is typing"
    WEBHOOK_URL = 400, "Bad request: url is not a public https address"
    WEBHOOK_ACTIVE = 400, "Bad request: a webhook is set; delete it to use getUpdates"
    BLOCKED = 403, "Forbidden: the user has blocked the bot"
    NO_UPDATE = 408, "Request timeout"
    POLLED_TWICE = 409, "Conflict: another getUpdates is waiting"
    TOO_MANY_PEOPLE = 429, "Quota exceeded: this bot serves {most} users"
    TOO_MANY_MESSAGES = 429, "Quota exceeded: this bot sends {most} messages a month"


class Refused(Exception):  # noqa: N818 - it names what happened to the call
    """A call was refused; it becomes the answer."""

    def __init__(self, reason: Reason, **details: object) -> None:
        """Fill the details into the reason's words."""
        self.reason = reason
        self.code: int = reason.value[0]
        self.description: str = reason.value[1].format(**details)
        super().__init__(self.description)
