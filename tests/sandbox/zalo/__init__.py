"""Zalo on this machine: strict, as its documentation tells."""
