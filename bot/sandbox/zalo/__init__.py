"""Zalo on this machine: strict stand-ins for its two platforms."""
