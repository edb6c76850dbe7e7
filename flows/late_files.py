"""What became of a file only after its initiative was verified: the answers are locked, so it is read from its row."""

from __future__ import annotations

from functools import partial

from flows.draft import Initiative
from flows.facts import Facts
from flows.needs import BecameOf
from flows.pieces import Piece, changed, evidence_of
from flows.said import Fetched


def known(piece: Piece, fetched: Fetched) -> Piece:
    """Return a piece with what is known of its file now."""
    if fetched.trouble:
        return {**piece, "refused": fetched.trouble}
    return {**piece, "sha256": fetched.sha256, "size": fetched.size, "mime": fetched.mime, "scan": fetched.scan}


def as_known(initiative: Initiative, facts: Facts) -> Initiative:
    """Return a verified initiative with what was learned of its files since; any other one knows it itself."""
    if initiative.state != "verified":
        return initiative
    for piece in evidence_of(initiative):
        file = piece.get("file")
        if not isinstance(file, int) or "sha256" in piece or "refused" in piece:
            continue
        fetched = facts[BecameOf(file)]
        if fetched:
            initiative = changed(initiative, file, partial(known, fetched=fetched))
    return initiative
