"""Zalo's Bot Platform on this machine: its rules, its people, its webhooks."""
