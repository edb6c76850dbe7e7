"""The Official Account API's sizes and spans; what Zalo does not name is the strictest that is likely."""

from __future__ import annotations

from datetime import timedelta

TEXT = 2000
"""In UTF-16 units of the text as it comes, the longest way of counting it."""
BUTTONS = 5
TITLE = 100
QUERY_BYTES = 1000
SUBTITLE = 500

IMAGE_BYTES = 1 << 20
GIF_BYTES = 5 << 20
FILE_BYTES = 5 << 20
UPLOADS_A_MONTH = 5000
ASSET_LIFE = timedelta(days=7)

CODE_LIFE = timedelta(minutes=10)
ACCESS_LIFE = timedelta(seconds=90_000)
REFRESH_LIFE = timedelta(days=90)
VERIFIER = 43

FREE_WINDOW = timedelta(hours=48)
WINDOW = timedelta(days=7)

CALLS_A_MINUTE = 4000

ANSWER_SECONDS = 2.0
"""How long a webhook may take for its answer."""
RETRIES = (
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
)
"""After each failed delivery; after the last one the webhook is switched off."""
