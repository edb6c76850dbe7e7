"""What an Official Account has been used for, counted for tests and for whoever pays."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts since the world began.

    `received` are texts, files, taps and shared forms of people; following is none of them. `free` and `billed` are
    the two parts of `sent`; `refused` counts refusals of calls and tokens by their code.
    """

    received: int = 0
    free: int = 0
    billed: int = 0
    refreshes: int = 0
    uploads: int = 0
    refused: Counter[int] = field(default_factory=Counter)

    @property
    def sent(self) -> int:
        """Messages the account has sent."""
        return self.free + self.billed

    @property
    def sent_for_each_received(self) -> float:
        """Messages sent for each message received; none received counts as one."""
        return self.sent / max(1, self.received)
