"""Stands in for the platforms on this machine: strict local APIs and the phones of a few invented people."""
