"""Logs and figures: JSON lines on stderr and Prometheus metrics. Never secrets, never what people wrote."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from structlog.types import Processor

UNTOLD = frozenset("password secret token cookie authorization credential api_key text prompt body".split())


class Metrics:
    """The figures of one app; each app has its own registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "deskhand_requests", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "deskhand_request_seconds", "Seconds until the answer ended", ("route",), registry=self.registry
        )
        self.in_flight = Gauge("deskhand_requests_in_flight", "Requests at work now", registry=self.registry)

    def text(self) -> tuple[bytes, str]:
        """The figures in Prometheus' text format, and its content type."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST


def configure_logging(level: int = logging.INFO) -> None:
    """Send our log and that of the libraries as JSON lines to stderr."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        withhold,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("httpx", "httpcore", "alembic", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.WARNING)


def withhold(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank out every value whose name suggests a secret or somebody's words."""
    for key in entry:
        if any(word in key.lower() for word in UNTOLD):
            entry[key] = "…"
    return entry
