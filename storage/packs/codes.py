"""The form of a unit's code: it must fit into buttons of 64 bytes and into links that open the bot."""

from __future__ import annotations

import re

from flows.screen import N_, Msg

CODE = re.compile(r"[A-Z0-9-]{1,32}")


def not_a_code(written: object) -> Msg:
    """Return the sentence that refuses a code."""
    return N_(
        "“{code}” cannot be a unit's code. A code holds capital letters without accents, digits and hyphens, "
        "at most 32 of them, for example DLK-01.",
        code=str(written),
    )
