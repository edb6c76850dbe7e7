"""`make bench`: figures of this machine, section by section; `python -m bench NAME…` runs only those."""

from __future__ import annotations

import asyncio
import sys

from rich.console import Console

from bench import dialogues, likeness

SECTIONS = {"dialogues": dialogues.run, "likeness": likeness.run}


async def main(wanted: list[str]) -> None:
    """Run the sections asked for, all where none is named."""
    for name in wanted or SECTIONS:
        await SECTIONS[name](Console())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
