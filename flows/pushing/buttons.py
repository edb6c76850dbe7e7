"""Which button of a push leads where."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.pushing import choosing, running
from flows.scene import Scene, Turn

BUTTONS: Mapping[str, Callable[[Scene], Turn]] = {
    "push": choosing.begin,
    "push-whom": choosing.pressed,
    "push-to": choosing.pressed,
    "push-words": choosing.pressed,
    "push-plain": choosing.pressed,
    "push-units": choosing.pressed,
    "push-back": choosing.pressed,
    "push-send": choosing.send,
    "push-no": choosing.leave,
    "push-state": running.pressed,
    "push-stop": running.stop,
    "push-calls": running.calls,
}
# Pressed in the middle of one's own form, these answer and then ask the open question again.
BESIDE_A_FORM = frozenset(("push-send", "push-no", "push-state", "push-stop", "push-calls"))
