"""Zalo: an Official Account, and the plainer Bot Platform."""
