"""What an error of Telegram means for the message that met it: later, or never."""

from __future__ import annotations

from datetime import timedelta

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.channel import LaterError, NeverError

log = structlog.get_logger(__name__)

TOKEN_WAIT = 60.0
# An answer with status 200 that is none of the Bot API's makes the library raise these.
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)


def verdict(error: Exception) -> LaterError | NeverError:
    """Return how the sender must see an error; the library makes BadRequest a kind of NetworkError, so order counts."""
    match error:
        case RetryAfter():
            return LaterError("too many requests", after=seconds_of(error))
        case InvalidToken() if lacks_method(error):
            return NeverError(_reason(error))
        case InvalidToken():
            return LaterError("Telegram refuses the token", after=TOKEN_WAIT)
        case Forbidden():
            return NeverError(_reason(error), unreachable=True)
        case ChatMigrated():
            return NeverError("the chat has moved", moved_to=str(error.new_chat_id))
        case BadRequest():
            return NeverError(_reason(error), unreachable=error.message.lower().startswith("chat not found"))
        case TelegramError():
            return LaterError(_reason(error))
        case _:
            return LaterError(f"unreadable answer: {type(error).__name__}")


def lacks_method(error: InvalidToken) -> bool:
    """Tell whether the server has no such method, which the library takes for a refused token; asking again is idle."""
    return "method not found" in error.message.lower()


def seconds_of(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait, in seconds."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def report_refused_token(bot: str) -> None:
    """Leave word for the operator that a token must be mended; until then everything waits."""
    log.error("telegram_token_refused", bot=bot)


def _reason(error: TelegramError) -> str:
    return f"{type(error).__name__}: {error.message[:200]}"
