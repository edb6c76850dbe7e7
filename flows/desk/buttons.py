"""Which button of an officer leads where."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.desk import (
    bulk,
    calling,
    card,
    choosing,
    comparing,
    deciding,
    delegation,
    history,
    looking,
    moving,
    queue,
    reasoning,
    rejecting,
    reopening,
    returning,
    undoing,
    workload,
)
from flows.scene import Scene, Turn

BUTTONS: Mapping[str, Callable[[Scene], Turn]] = {
    "queue": queue.show,
    "waits": queue.turn_page,
    "filter": queue.choose_filter,
    "next": queue.following,
    "bulk": bulk.ask,
    "bulk-yes": bulk.verify,
    "workload": workload.show,
    "card": deciding.show_card,
    "verify": deciding.verify,
    "return": returning.ask,
    "mark": returning.mark,
    "unmark": returning.mark,
    "marked": returning.go_on,
    "reject": rejecting.ask,
    "reason": reasoning.prepared,
    "move": moving.ask,
    "move-to": moving.move,
    "aside": deciding.put_aside,
    "take-over": deciding.take_over,
    "compare": comparing.compare,
    "undo": undoing.undo,
    "undo-all": undoing.undo_all,
    "reconsider": reopening.ask,
    "reconsider-for": reopening.prepared_reason,
    "calls": calling.show,
    "called": calling.called,
    "file": card.hand_over_file,
    "identity": looking.asked,
    "history": history.pressed,
    "hear": choosing.show,
    "hear-as": choosing.pressed,
    "away": delegation.ask,
    "away-to": delegation.choose,
    "away-from": delegation.span,
    "away-until": delegation.span,
    "away-yes": delegation.confirm,
    "away-end": delegation.take_back,
    "away-no": delegation.decline,
}
# Pressed in the middle of one's own form, these answer and then ask the open question again.
BESIDE_A_FORM = frozenset(
    (
        *("verify", "reason", "card", "move", "move-to", "history", "hear-as", "take-over", "undo", "undo-all"),
        "identity",
        *("queue", "waits", "filter", "next", "bulk", "bulk-yes", "workload"),
        *("away", "away-to", "away-yes", "away-end", "away-no"),
    )
)
