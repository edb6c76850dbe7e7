"""Zalo's Official Account: tokens, calls, errors, and what comes in."""
