"""What a phone of the sandbox has to know of the platform it stands for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform, the bot there, and what its application lets people do; `bot` is a key in events and addresses."""

    key: str
    """As the product names the channel: `telegram`, `zalo` or `zalo-bot`."""
    label: str
    """What the phone's header calls it; empty where nothing needs to be told apart."""
    bot: str
    bot_name: str
    edits: bool = True
    shares_contact: bool = True
    sends_documents: bool = True
