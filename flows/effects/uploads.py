"""What happens to pages on which somebody gives the files of an initiative."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Open a page for the files of an initiative to whoever speaks; its address has just been shown in this chat.

    `instead` closes the pages it had before.
    """

    token: str = field(repr=False)
    initiative: int
    instead: bool = False
