"""The life of an initiative: its states in words, and the one table of moves that are allowed."""

from __future__ import annotations

from collections.abc import Mapping

from flows.draft import State
from flows.effects import Move
from flows.screen import N_, Msg

MOVES: Mapping[Move, tuple[frozenset[State], State]] = {
    "submit": (frozenset({"draft"}), "pending"),
    "resubmit": (frozenset({"returned"}), "pending"),
    "correct": (frozenset({"pending"}), "pending"),
    "verify": (frozenset({"pending"}), "verified"),
    "return": (frozenset({"pending"}), "returned"),
    "reject": (frozenset({"pending"}), "rejected"),
    "withdraw": (frozenset({"pending", "returned"}), "withdrawn"),
    "move": (frozenset({"pending"}), "pending"),
    "escalate": (frozenset({"pending"}), "pending"),
    "undo": (frozenset({"verified", "returned", "rejected"}), "pending"),
    "reopen": (frozenset({"verified", "rejected"}), "pending"),
}

NAMES: Mapping[State, Msg] = {
    "draft": N_("draft"),
    "pending": N_("waiting for verification"),
    "verified": N_("verified"),
    "returned": N_("returned for correction"),
    "rejected": N_("rejected"),
    "withdrawn": N_("withdrawn"),
}


def allowed(move: Move, state: State) -> bool:
    """Tell whether a move may be made from a state."""
    return state in MOVES[move][0]


def target(move: Move) -> State:
    """Return the state a move leads to."""
    return MOVES[move][1]
