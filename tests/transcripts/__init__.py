"""Dialogues as people read them, and what plays them."""
