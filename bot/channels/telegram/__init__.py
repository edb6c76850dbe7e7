"""Telegram: its updates read into events, our screens written as its messages."""
