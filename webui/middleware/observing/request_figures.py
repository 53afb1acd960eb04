"""Figures of the requests that this process has answered, as Prometheus counts them."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)

from webui.middleware.observing.request_outcome import Outcome

# When each figure was begun would be as many figures again, which Prometheus does not use.
disable_created_metrics()  # type: ignore[no-untyped-call]

# From a page of a small archive to the deadline of a large one.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

# Whoever asks chooses the method, and a figure is kept for each: others are one.
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})

# Every address that there is not, and what is refused before it is looked at.
_NO_ROUTE = "none"


class RequestFigures:
    """Counts requests; there are as many figures as rules of addresses, methods and statuses.

    Args:
        registry: that the figures are part of.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "cuttings_requests",
            "Requests that were answered, to the last byte or as far as it went.",
            ("route", "method", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "cuttings_request_seconds",
            "Time until the last byte of the answer was handed over, waiting included.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._waited = Histogram(
            "cuttings_request_waiting_seconds",
            "Time that requests have waited for a place.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._bytes = Counter(
            "cuttings_response_bytes",
            "Bytes of the bodies of answers.",
            ("route",),
            registry=registry,
        )
        self._broken = Counter(
            "cuttings_responses_broken_off",
            "Answers that broke off: since the client had gone, or by an error.",
            ("route", "cause"),
            registry=registry,
        )
        self._damage = Counter(
            "cuttings_damage_found",
            "Answers that were refused, or broke off, since the index is damaged.",
            registry=registry,
        )
        self._in_flight = Gauge(
            "cuttings_requests_in_flight", "Requests that are being answered.", registry=registry
        )

    def begun(self) -> None:
        """Count a request that has come."""
        self._in_flight.inc()

    def ended(self, outcome: Outcome) -> None:
        """Count how it was answered."""
        self._in_flight.dec()
        route = outcome.route or _NO_ROUTE
        method = outcome.method if outcome.method in _METHODS else "other"
        self._requests.labels(route, method, outcome.status).inc()
        self._seconds.labels(route).observe(outcome.seconds)
        self._waited.observe(outcome.waited)
        self._bytes.labels(route).inc(outcome.sent)
        if outcome.damaged:
            self._damage.inc()
        if outcome.broken:
            self._broken.labels(route, outcome.broken).inc()
