"""The Bot API's sizes and numbers; lengths of texts are in code points after parsing unless said otherwise."""

from __future__ import annotations

from datetime import timedelta

TEXT_BYTES = 32768
"""Of a text before parsing."""
TEXT = 4096
CAPTION = 1024
ENTITIES = 100
"""More are silently dropped."""

CALLBACK_DATA_BYTES = 64
INLINE_BUTTONS = 100
INLINE_BUTTONS_IN_A_ROW = 8
"""More are shown badly, not refused."""
MARKUP_BYTES = 10240
COPY_TEXT = 256
PLACEHOLDER = 64
REPLY_BUTTONS = 300
REPLY_BUTTONS_IN_A_ROW = 12

CALLBACK_ANSWER = 200
START_PAYLOAD = 64

COMMANDS = 100
COMMAND = 32
COMMAND_DESCRIPTION = 256
BOT_NAME = 64
BOT_DESCRIPTION = 512
BOT_SHORT_DESCRIPTION = 120

ALBUM = 10
DELETE_AT_ONCE = 100
DELETE_WITHIN = timedelta(hours=48)

DOWNLOAD_BYTES = 20 << 20
UPLOAD_BYTES = 50 << 20
PHOTO_BYTES = 10 << 20
PHOTO_SIDES = 10000
"""Width and height of a photo together, in pixels."""
PHOTO_RATIO = 20

WEBHOOK_SECRET = 256
WEBHOOK_PORTS = frozenset({80, 88, 443, 8443})
WEBHOOK_CONNECTIONS = 100
WEBHOOK_CONNECTIONS_DEFAULT = 40

UPDATES_AT_ONCE = 100
LONG_POLL_SECONDS = 50
UPDATE_LIFE = timedelta(hours=24)
CALLBACK_LIFE_SECONDS = 150.0
