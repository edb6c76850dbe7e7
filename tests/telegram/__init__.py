"""The Telegram channel, against small servers on this machine."""
