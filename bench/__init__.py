"""Figures of this machine: never part of the tests, quoted as ratios within one run."""
