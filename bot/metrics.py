"""Figures for operators: counts and times, never a person."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        """Start from zero."""
        self.registry = CollectorRegistry()
        self.turns = Counter("sangkien_turns", "Events taken, by outcome", ["outcome"], registry=self.registry)
        self.turn_seconds = Histogram("sangkien_turn_seconds", "Time of one turn's transaction", registry=self.registry)
        self.misread = Counter(
            "sangkien_answers_refused",
            "Answers that could not be taken, by question",
            ["question"],
            registry=self.registry,
        )
        self.sent = Counter("sangkien_sent", "Outgoing messages, by outcome", ["outcome"], registry=self.registry)
        self.pushes = Gauge("sangkien_pushes", "Pushes under way", registry=self.registry)
        self.broadcasts = Gauge(
            "sangkien_broadcasts_waiting", "Messages nobody asked for that wait to be sent", registry=self.registry
        )
        self.files = Counter("sangkien_files", "Files people sent, by verdict", ["verdict"], registry=self.registry)

    def page(self) -> bytes:
        """Return the figures in Prometheus' text format."""
        return generate_latest(self.registry)
