"""What each channel can do, in one table: a screen is fitted to these and to nothing else about a platform."""

from __future__ import annotations

from bot.channels.channel import Capabilities

TELEGRAM = Capabilities(
    text_length=4096,
    buttons=True,
    edits=True,
    deletes=True,
    shares_contact=True,
    sends_files=True,
    file_bytes=45 << 20,  # Telegram takes 50 MB; the rest is for what surrounds the file on its way
    pops_up=True,
    pictures=True,
    caption_length=1024,
)

PLAIN = Capabilities(
    text_length=2000,
    buttons=False,
    edits=False,
    deletes=False,
    shares_contact=False,
    sends_files=False,
    file_bytes=0,
)
