"""Chance that can be repeated."""

from __future__ import annotations

import os
import random


def seeded() -> random.Random:
    """Return chance; the seed is printed, and SEED=… repeats the choices of an earlier run."""
    seed = int(os.environ.get("SEED") or random.SystemRandom().getrandbits(32))
    print(f"SEED={seed}")  # noqa: T201 - pytest shows it when the test fails
    return random.Random(seed)
