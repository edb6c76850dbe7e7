"""Which button of an officer leads where."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.desk import bulk, card, comparing, deciding, moving, queue, workload
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
    "return": deciding.ask_reason,
    "reject": deciding.ask_reason,
    "reason": deciding.prepared_reason,
    "move": moving.ask,
    "move-to": moving.move,
    "aside": deciding.put_aside,
    "compare": comparing.compare,
    "file": card.hand_over_file,
    "identity": card.show_identity,
}
# Pressed in the middle of one's own form, these answer and then ask the open question again.
BESIDE_A_FORM = frozenset(
    {"verify", "reason", "card", "move", "move-to", "queue", "waits", "filter", "next", "bulk", "bulk-yes", "workload"}
)
