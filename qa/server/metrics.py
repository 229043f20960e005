"""Figures of one server, for Prometheus."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from qa.records import Answer
from qa.server.workers import Workers

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """Counted in a registry of its own, so that several servers fit in one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "qa_http_requests_total",
            "Requests by door, method and status",
            ("door", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "qa_http_request_seconds",
            "Time from a request to the end of its response",
            ("door",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "qa_answers_total", "Answers by outcome", ("outcome",), registry=self._registry
        )
        self._stages = Histogram(
            "qa_answer_stage_seconds",
            "Time of the stages of an answer",
            ("stage",),
            buckets=_SECONDS,
            registry=self._registry,
        )

    def watch(self, name: str, workers: Workers) -> None:
        """Show how busy some workers are, whenever somebody looks."""
        running = Gauge(f"qa_{name}_running", "Requests in work", registry=self._registry)
        running.set_function(lambda: workers.running)
        waiting = Gauge(f"qa_{name}_waiting", "Requests in line", registry=self._registry)
        waiting.set_function(lambda: workers.waiting)

    def requested(self, door: str, method: str, status: int, seconds: float) -> None:
        # Clients make up methods; each would be a series for ever.
        method = method if method in _METHODS else "other"
        self._requests.labels(door, method, str(status)).inc()
        self._seconds.labels(door).observe(seconds)

    def answered(self, answer: Answer) -> None:
        outcome = "remark" if answer.remark else "declined" if answer.declined else "answered"
        self._answers.labels(outcome).inc()
        for stage, seconds in answer.timings.items():
            self._stages.labels(stage).observe(seconds)

    def text(self) -> bytes:
        """All of them in the format of Prometheus."""
        return generate_latest(self._registry)
