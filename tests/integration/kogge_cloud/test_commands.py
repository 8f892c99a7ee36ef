"""A Cloud that runs apart, as its operator starts it: real processes."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.queues import RunningQueue, running_queue

COMMAND = [sys.executable, "-c", "from kogge_cloud.site.commands import app; app()"]
START_S = 30


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return kept | {"KOGGE_HOME": str(tmp_path / "home")}


@pytest.fixture
def address(environment: dict[str, str]) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=environment)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def test_an_account_is_opened_and_served(environment: dict[str, str], address: str) -> None:
    wait_for(f"{address}/v1/status")
    made = subprocess.run(
        [*COMMAND, "account", "create", "Werft", "--json"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    account = json.loads(made.stdout)
    form = {name: account[name] for name in ("client_id", "client_secret")} | {"grant_type": "client_credentials"}
    token = httpx.post(f"{address}/oauth/token", data=form).json()["access_token"]
    answer = httpx.get(f"{address}/v1/platforms", headers={"Authorization": f"Bearer {token}"})
    assert answer.json() == []
    keys = Path(environment["KOGGE_HOME"]) / "keys.json"
    assert keys.stat().st_mode & 0o777 == 0o600
    assert account["client_secret"] not in keys.read_text()


def test_without_a_queue_nobody_listens(environment: dict[str, str]) -> None:
    asked = subprocess.run([*COMMAND, "listen"], env=environment, check=False, capture_output=True, text=True)
    assert asked.returncode == 2
    assert "KOGGE_SQS_QUEUE_ARN" in asked.stderr


def test_the_queue_is_listened_to_until_stopped(environment: dict[str, str]) -> None:
    with running_queue() as queue:
        queue.client.send_message(QueueUrl=queue.queue_url, MessageBody="junk")
        settings = {"KOGGE_SQS_QUEUE_ARN": queue.queue_arn, "KOGGE_SQS_ENDPOINT_URL": queue.endpoint_url}
        with subprocess.Popen([*COMMAND, "listen"], env=environment | queue.environment | settings) as listener:
            try:
                wait_until_empty(queue)
            finally:
                listener.terminate()
            assert listener.wait(START_S) == 0


def wait_until_empty(queue: RunningQueue) -> None:
    ends_at = time.monotonic() + START_S
    left = {"some"}
    while left != {"0"}:
        assert time.monotonic() < ends_at
        time.sleep(0.2)
        attributes = queue.client.get_queue_attributes(
            QueueUrl=queue.queue_url,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )
        left = set(attributes["Attributes"].values())


def wait_for(url: str) -> None:
    ends_at = time.monotonic() + START_S
    while True:
        try:
            httpx.get(url).raise_for_status()
        except httpx.HTTPError:
            if time.monotonic() > ends_at:
                raise
            time.sleep(0.1)
        else:
            return
