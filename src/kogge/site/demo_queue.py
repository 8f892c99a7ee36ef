"""The demo's queue, on which its Amazon tells of changed orders: a local SQS, where one is installed (moto)."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec

import boto3

REGION = "eu-west-1"
NAME = "kogge-demo"
END_S = 10


@dataclass(frozen=True)
class DemoQueue:
    """Where the queue is; empty where no local SQS is installed: the demo then goes without notifications."""

    endpoint_url: str = ""
    arn: str = ""


@contextmanager
def demo_queue() -> Iterator[DemoQueue]:
    """Start a local SQS with one queue, tell boto3 how to reach it, and stop it at the end."""
    if not find_spec("moto"):
        yield DemoQueue()
        return
    # The signatures are not checked, but boto3 wants something to sign with.
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ.setdefault(name, "demo")
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with subprocess.Popen(  # noqa: S603 - our own program, no shell
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        try:
            yield _make_queue(_read_address(server))
        finally:
            server.terminate()
            try:
                server.wait(END_S)
            except subprocess.TimeoutExpired:
                server.kill()


def _make_queue(endpoint_url: str) -> DemoQueue:
    if not endpoint_url:
        return DemoQueue()
    client = boto3.client("sqs", endpoint_url=endpoint_url, region_name=REGION)
    url = client.create_queue(QueueName=NAME)["QueueUrl"]
    attributes = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    return DemoQueue(endpoint_url, attributes["QueueArn"])


def _read_address(server: subprocess.Popen[str]) -> str:
    lines = server.stderr or iter(())
    for line in lines:
        if found := re.search(r"Running on (http://\S+)", line):
            # A full pipe would stop the server: it writes a line for each request.
            threading.Thread(target=lambda: list(lines), daemon=True).start()
            return found.group(1)
    return ""
