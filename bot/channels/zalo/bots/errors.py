"""What an error of the Bot Platform means for the message that met it: later, or never."""

from __future__ import annotations

from http import HTTPStatus

import structlog

from bot.channels.channel import LaterError, NeverError
from bot.channels.zalo.bots.api import RefusedError, SilentError

log = structlog.get_logger(__name__)

TOKEN_WAIT = 60.0
QUOTA_WAIT = 3600.0  # a month's messages come back at its end, a plan is changed by people


def verdict(error: RefusedError | SilentError) -> LaterError | NeverError:
    """Return how the sender must see an error, and leave word for the operator where people must mend it."""
    if isinstance(error, SilentError):
        return LaterError(str(error))
    about_chat = "chat" in error.description.lower() or "user" in error.description.lower()
    match error.code:
        case HTTPStatus.UNAUTHORIZED:
            report_refused_token()
            return LaterError("Zalo refuses the token", after=TOKEN_WAIT)
        case HTTPStatus.TOO_MANY_REQUESTS:
            log.error("zalo_bot_quota_used_up", description=error.description[:200], seconds=QUOTA_WAIT)
            return LaterError("the quota of the bot is used up", after=QUOTA_WAIT)
        case HTTPStatus.FORBIDDEN if "internal" not in error.description.lower():
            return NeverError(str(error), unreachable=True)
        case HTTPStatus.NOT_FOUND if not about_chat:
            # Our methods exist: it is the address that is not the platform's.
            log.error("zalo_bot_method_unknown", description=error.description[:200])
            return LaterError("no Bot Platform at this address", after=TOKEN_WAIT)
        case HTTPStatus.BAD_REQUEST | HTTPStatus.NOT_FOUND:
            return NeverError(str(error), unreachable=about_chat)
        case _:
            return LaterError(str(error))


def report_refused_token() -> None:
    """Leave word for the operator that the token must be mended; until then everything waits."""
    log.error("zalo_bot_token_refused")
