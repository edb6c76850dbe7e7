"""How much a test run tries: what fits into a few minutes, or, where THOROUGH is set as in .ci/run, much more of it."""

from __future__ import annotations

import os

THOROUGH = bool(os.environ.get("THOROUGH"))
