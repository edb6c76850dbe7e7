"""What all questions to the store have in common."""

from __future__ import annotations

from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Need(Generic[T_co]):
    """A question to the store whose answer has a known type; equal needs have equal answers within a turn."""
