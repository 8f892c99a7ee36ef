"""A real SQS queue for tests: moto's server, as a child process on a free port."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import boto3
from mypy_boto3_sqs import SQSClient

REGION = "eu-west-1"
STOP_WITHIN_S = 10
# The signatures are not checked, but boto3 wants something to sign with.
DUMMY_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@dataclass(frozen=True, slots=True)
class RunningQueue:
    """Where a queue is reached, from this process and any other: `environment` is what boto3 reads there."""

    endpoint_url: str
    queue_url: str
    queue_arn: str
    region: str = REGION
    environment: dict[str, str] = field(
        default_factory=lambda: DUMMY_CREDENTIALS | {"AWS_DEFAULT_REGION": REGION},
    )

    @property
    def client(self) -> SQSClient:
        """A client that needs nothing from the environment."""
        return connect(self.endpoint_url)


def connect(endpoint_url: str) -> SQSClient:
    """Return a client of the queue server."""
    return boto3.client(
        "sqs",
        region_name=REGION,
        endpoint_url=endpoint_url,
        aws_access_key_id=DUMMY_CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=DUMMY_CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    )


@contextmanager
def running_queue(name: str = "orders") -> Iterator[RunningQueue]:
    """Start a queue server with one queue and stop it at the end."""
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            endpoint_url = _read_address(process)
            # A full pipe would stop the server: it writes a line for each request.
            threading.Thread(target=lambda: list(process.stderr or ()), daemon=True).start()
            client = connect(endpoint_url)
            queue_url = client.create_queue(QueueName=name)["QueueUrl"]
            attributes = client.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
            yield RunningQueue(endpoint_url, queue_url, attributes["Attributes"]["QueueArn"])
        finally:
            process.terminate()
            process.wait(STOP_WITHIN_S)


def _read_address(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"Running on (http://\S+)", line):
            return found.group(1)
    raise AssertionError("the queue server did not start")
