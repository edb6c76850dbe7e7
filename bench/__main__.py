"""`make bench`: figures of this machine, section by section; `python -m bench NAME…` runs only those."""

from __future__ import annotations

import asyncio
import logging
import sys

import structlog
from rich.console import Console

from bench import counting, dialogues, exports, large_tree, likeness, officers, pushing

SECTIONS = {
    "dialogues": dialogues.run,
    "large_tree": large_tree.run,
    "likeness": likeness.run,
    "officers": officers.run,
    "counting": counting.run,
    "exports": exports.run,
    "pushing": pushing.run,
}


async def main(wanted: list[str]) -> None:
    """Run the sections asked for, all where none is named; what goes well is not logged among the figures."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    for name in wanted or SECTIONS:
        await SECTIONS[name](Console())


if __name__ == "__main__":
    unknown = [name for name in sys.argv[1:] if name not in SECTIONS]
    if unknown:
        sys.exit(f"No section is called {unknown[0]}. There are: {', '.join(SECTIONS)}.")
    asyncio.run(main(sys.argv[1:]))
