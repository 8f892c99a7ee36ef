"""Secrets never reach the log, whoever passes them."""

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from kogge.infrastructure.telemetry import SECRET_KEYS, configure_logging, drop_secrets


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_every_known_secret_is_blanked() -> None:
    event = dict.fromkeys(SECRET_KEYS, "hush") | {"orders": 3}
    assert drop_secrets(None, "info", event) == dict.fromkeys(SECRET_KEYS, "***") | {"orders": 3}


def test_log_lines_are_json_on_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logging(as_json=True)
    structlog.get_logger("kogge.test").info("page.imported", orders=3, refresh_token="Atzr|very-secret")
    line = json.loads(written.getvalue())
    assert line["event"] == "page.imported"
    assert line["orders"] == 3
    assert line["level"] == "info"
    assert "very-secret" not in written.getvalue()


def test_libraries_are_heard_from_warnings_on(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logging(as_json=True)
    logging.getLogger("httpx").info("GET https://example.invalid/?token=secret")
    logging.getLogger("httpx").warning("slow")
    assert [json.loads(line)["event"] for line in written.getvalue().splitlines()] == ["slow"]
