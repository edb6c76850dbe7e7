"""What each channel can do, in one table: a screen is fitted to these and to nothing else about a platform."""

from __future__ import annotations

from datetime import timedelta

from bot.channels.channel import Capabilities, FormRoom

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

# Official Account: 2,000 characters, of which some are left for how Zalo counts accents and emoji.
ZALO_OA = Capabilities(
    text_length=1900,
    buttons=True,
    most_buttons=5,
    numbered=True,
    edits=False,
    deletes=False,
    shares_contact=False,
    sends_files=True,
    file_bytes=5 << 20,
    pictures=True,
    caption_length=1900,
    window=timedelta(days=7),
    file_endings=(".pdf", ".doc", ".docx", ".jpg", ".jpeg", ".png"),
    asks_contact=FormRoom(title=100, words=500),  # where the form's picture has a public address
)

# The plainest there is, the reference for everything that is said: words, and what is typed.
PLAIN = Capabilities(
    text_length=1900,
    buttons=False,
    numbered=True,
    edits=False,
    deletes=False,
    shares_contact=False,
    sends_files=False,
    file_bytes=0,
    receives_files=False,
)

# The Bot Platform has nothing more; pictures where they can be fetched from an address of ours.
ZALO_BOT = PLAIN
