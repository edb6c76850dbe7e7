"""Methods by which a bot gets its updates."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.addresses import is_loopback
from bot.sandbox.telegram import limits, payloads
from bot.sandbox.telegram.errors import Reason, Refused, too_many_requests
from bot.sandbox.telegram.hooks import Webhook
from bot.sandbox.telegram.methods.call import Answer
from bot.sandbox.telegram.updates import DEFAULT_KINDS

if TYPE_CHECKING:
    from bot.sandbox.telegram.methods.call import Call

_SECRET = re.compile(r"[A-Za-z0-9_-]*")


async def get_updates(call: Call) -> list[dict[str, Any]]:
    """Confirm what came before and return what is there, waiting for it up to `timeout` seconds."""
    account, parameters = call.account, call.parameters
    if account.webhook is not None:
        raise await _conflict(call, Reason.CONFLICT_WEBHOOK)
    _want(call)
    offset = parameters.integer("offset", 0)
    limit = parameters.integer("limit", limits.UPDATES_AT_ONCE, 1, limits.UPDATES_AT_ONCE)
    wait = parameters.integer("timeout", 0, 0, limits.LONG_POLL_SECONDS)
    limit, wait = account.polling.tempered(offset, limit, wait, call.state.monotonic())
    account.updates.confirm(offset)
    turn = account.polling.begin()
    call.state.changes.wake()

    def is_over() -> bool:
        return account.polling.turn != turn or account.webhook is not None or call.stopping()

    with suppress(TimeoutError):
        await call.state.changes.wait(lambda: is_over() or bool(account.updates.alive()), wait)
    if account.webhook is not None:
        raise await _conflict(call, Reason.CONFLICT_SET_WEBHOOK)
    if account.polling.turn != turn:
        raise await _conflict(call, Reason.CONFLICT_POLLER)
    return [pending.body() for pending in account.updates.alive()[:limit]]


async def _conflict(call: Call, reason: Reason) -> Refused:
    held_back = call.account.polling.conflict_delay(call.state.monotonic())
    if held_back:
        await call.state.sleep(held_back)
    return Refused(reason)


def _want(call: Call) -> None:
    """Note which kinds of updates are wanted; left out or unreadable keeps what was wanted before."""
    if "allowed_updates" not in call.parameters:
        return
    with suppress(Refused):
        kinds = call.parameters.json("allowed_updates", Reason.BODY_UNREADABLE)
        if isinstance(kinds, list):
            call.account.updates.want(str(kind) for kind in kinds)


def set_webhook(call: Call) -> Answer:
    """Deliver updates by POST from now on; an empty `url` goes back to polling.

    As a local Bot API server does, it takes http:// and any port on loopback addresses. Every other host counts as
    one that cannot be found: nothing leaves this machine.
    """
    url = call.parameters.text("url").strip()
    if not url:
        return delete_webhook(call)
    if call.account.polling.is_hasty_webhook(call.state.monotonic()):
        raise too_many_requests(1)
    secret = call.parameters.text("secret_token")
    if len(secret) > limits.WEBHOOK_SECRET:
        raise Refused(Reason.WEBHOOK_SECRET_TOO_LONG)
    if not _SECRET.fullmatch(secret):
        raise Refused(Reason.WEBHOOK_SECRET_CHARACTERS)
    _check_address(url)
    connections = call.parameters.integer(
        "max_connections", limits.WEBHOOK_CONNECTIONS_DEFAULT, 1, limits.WEBHOOK_CONNECTIONS
    )
    webhook = Webhook(url, secret, connections)
    _want(call)
    dropped = call.parameters.flag("drop_pending_updates")
    if call.account.webhook == webhook and not dropped:
        return Answer(result=True, description="Webhook is already set")
    if dropped:
        call.account.updates.clear()
    call.account.webhook, call.account.webhook_failure = webhook, None
    call.state.changes.wake()
    return Answer(result=True, description="Webhook was set")


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused(Reason.WEBHOOK_URL) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refused(Reason.WEBHOOK_URL)
    if is_loopback(parts.hostname):
        return
    if parts.scheme != "https":
        raise Refused(Reason.WEBHOOK_NOT_HTTPS)
    if (port or 443) not in limits.WEBHOOK_PORTS:
        raise Refused(Reason.WEBHOOK_PORT)
    raise Refused(Reason.WEBHOOK_HOST)


def delete_webhook(call: Call) -> Answer:
    """Go back to polling."""
    if call.parameters.flag("drop_pending_updates"):
        call.account.updates.clear()
    had, call.account.webhook = call.account.webhook, None
    call.state.changes.wake()
    return Answer(result=True, description="Webhook was deleted" if had else "Webhook is already deleted")


def get_webhook_info(call: Call) -> dict[str, Any]:
    """Return where updates go and how that goes."""
    account, webhook, failure = call.account, call.account.webhook, call.account.webhook_failure
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(account.updates.alive()),
    }
    if webhook is not None:
        info["max_connections"] = webhook.max_connections
    if webhook is not None and failure is not None:
        info["last_error_date"] = payloads.seconds(failure.at)
        info["last_error_message"] = failure.message
    if account.updates.wanted != DEFAULT_KINDS:
        info["allowed_updates"] = sorted(account.updates.wanted)
    return info
