"""The figures of the server and its archive, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, abort, make_response, request
from flask.sansio.blueprints import BlueprintSetupState
from prometheus_client import (
    CollectorRegistry,
    PlatformCollector,
    ProcessCollector,
    exposition,
)
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from webui.middleware.observing.noted import own_answers_of
from webui.middleware.probing import is_told
from webui.middleware.repeating.revalidation import untagged
from webui.search.backend import Backend
from webui.views.state.archive_figures import ArchiveFigures, figures_of_cache

_LANE_GAUGES = {
    "running": "Requests that have a place.",
    "waiting": "Requests that wait for a place.",
    "places": "Requests that may have a place at once.",
}
_LANE_COUNTERS = {
    "refused": "Requests that were refused, since too many waited.",
    "given_up": "Requests that met their deadline.",
    "abandoned": "Requests that were given up, since their clients had gone.",
}

_OF_ANSWERS = (
    "Memory of answers that are kept.",
    "Memory that they may take.",
    "Times that an answer was there.",
    "Times that it had to be made.",
)


def blueprint(backend: Backend, registry: CollectorRegistry) -> Blueprint:
    """Return the view of the figures.

    Args:
        backend: the archive.
        registry: what is counted elsewhere; the figures of the process, of the archive, of
            the lanes and of the server round the application are added here.
    """
    views = Blueprint("metrics", __name__)
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(ArchiveFigures(backend))
    registry.register(ServerFigures())

    @views.record_once
    def add_lanes(state: BlueprintSetupState) -> None:
        registry.register(LaneFigures(state.app.extensions))
        registry.register(AnswerFigures(state.app.extensions))

    @views.get("/metrics")
    @untagged
    def figures() -> Response:
        """The figures, for those who are told them."""
        if not is_told():
            abort(403, "Figures are for the addresses in CUTTINGS_PROBES_FROM.")
        response = make_response(exposition.generate_latest(registry))
        response.content_type = exposition.CONTENT_TYPE_PLAIN_0_0_4
        response.headers["Cache-Control"] = "no-store"
        return response

    return views


class ServerFigures(Collector):
    """What the server has answered itself, as it tells those who ask for figures."""

    def describe(self) -> Iterable[Metric]:
        """Nobody asks yet."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield how many there were of each status, if they are counted."""
        counter = CounterMetricFamily(
            "cuttings_server_answers",
            "Answers of the server itself: the program saw nothing of the request.",
            labels=("status",),
        )
        for status, count in own_answers_of(request.environ).items():
            counter.add_metric((status,), count)
        yield counter


class LaneFigures(Collector):
    """Who waits for a place, and who got none, by lane.

    Args:
        extensions: of the application; where requests wait for places, ``admission`` has them.
    """

    def __init__(self, extensions: Mapping[str, Any]) -> None:
        self._extensions = extensions

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked for before there is an application."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of each lane, if there are any."""
        admission: Any = self._extensions.get("admission")
        lanes = [*admission.lanes.values()] if admission is not None else []
        for name, help in _LANE_GAUGES.items():
            gauge = GaugeMetricFamily(f"cuttings_lane_{name}", help, labels=("lane",))
            for lane in lanes:
                gauge.add_metric((lane.name,), getattr(lane, name))
            yield gauge
        for name, help in _LANE_COUNTERS.items():
            counter = CounterMetricFamily(f"cuttings_lane_{name}", help, labels=("lane",))
            for lane in lanes:
                counter.add_metric((lane.name,), getattr(lane, name))
            yield counter


class AnswerFigures(Collector):
    """How much is kept of answers, and how often one was there.

    Args:
        extensions: of the application; where answers are kept, ``kept_answers`` has them.
    """

    def __init__(self, extensions: Mapping[str, Any]) -> None:
        self._extensions = extensions

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked for before there is an application."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield the figures, if answers are kept."""
        kept: Any = self._extensions.get("kept_answers")
        if kept is not None:
            yield from figures_of_cache("cuttings_answer_cache", _OF_ANSWERS, kept.use())
