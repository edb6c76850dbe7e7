"""Zalo's Bot Platform: words and pictures, one update at a time."""
