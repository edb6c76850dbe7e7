"""Zalo's Official Account: tokens, calls, what comes in by the webhook, and what its errors mean."""
