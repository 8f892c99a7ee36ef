"""Logging: structured, to standard error, without secrets."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import stamina
import structlog

SECRET_KEYS = frozenset(
    {
        "access_token",
        "authorization",
        "client_secret",
        "password",
        "refresh_token",
        "secret",
        "token",
    }
)
"""Names of values that are never written, whoever passes them."""

QUIET_LOGGERS = ("httpx", "httpcore", "dbos", "stamina", "django.request", "pyBarcode")
"""Libraries that are heard from warnings on: their notes would put addresses and ids into the log."""


def configure_logging(*, as_json: bool, level: int = logging.INFO) -> None:
    """Send every log record to standard error: as JSON lines for machines, or readable for people."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    final: list[structlog.types.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        final.append(structlog.processors.format_exc_info)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[*final, renderer]),
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET_LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.handlers = []
        logger.propagate = True
    # It would log the arguments of what is tried again: tokens and credentials among them.
    stamina.instrumentation.set_on_retry_hooks([])


def keep_from_own_handler(name: str) -> None:
    """Keep a library from installing a handler of its own: its warnings go the way of ours."""
    logger = logging.getLogger(name)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    logger.propagate = True


def drop_secrets(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank the values of known secret names before anything is written."""
    for name in event.keys() & SECRET_KEYS:
        event[name] = "***"
    return event
