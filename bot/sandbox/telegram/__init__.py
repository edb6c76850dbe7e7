"""A strict local Bot API server: it refuses what Telegram refuses, in Telegram's words."""
