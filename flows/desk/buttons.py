"""Which button of an officer leads where."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.desk import card, comparing, deciding, delegation, moving, queue
from flows.scene import Scene, Turn

BUTTONS: Mapping[str, Callable[[Scene], Turn]] = {
    "queue": queue.show,
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
    {"verify", "reason", "card", "queue", "move", "move-to", "away", "away-to", "away-yes", "away-end", "away-no"}
)
