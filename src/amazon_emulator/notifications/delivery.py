"""Brings notifications to SQS queues, in a thread of its own."""

import heapq
import itertools
import os
import threading
import time
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from amazon_emulator.notifications.models import Notification

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# A local queue server checks no signatures, but boto3 wants something to sign with.
DUMMY = "test"


class QueueSender:
    """Sends to the queues of one endpoint. `post` returns at once; nothing is sent again that failed."""

    def __init__(self, endpoint_url: str) -> None:
        """Take AWS credentials from the environment, or made-up ones."""
        self._endpoint_url = endpoint_url
        self._waiting: list[tuple[float, int, Notification]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._queues: dict[str, tuple[SQSClient, str]] = {}

    def post(self, notification: Notification, wait_s: float) -> None:
        """Let a notification be sent after a while."""
        with self._changed:
            heapq.heappush(self._waiting, (time.monotonic() + wait_s, next(self._numbers), notification))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="notifications", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _work(self) -> None:
        while True:
            self._send(self._take())

    def _take(self) -> Notification:
        with self._changed:
            while True:
                left_s = self._waiting[0][0] - time.monotonic() if self._waiting else None
                if left_s is not None and left_s <= 0:
                    return heapq.heappop(self._waiting)[2]
                self._changed.wait(left_s)

    def _send(self, notification: Notification) -> None:
        try:
            client, url = self._find_queue(notification.queue_arn)
            client.send_message(QueueUrl=url, MessageBody=notification.text)
        except (BotoCoreError, ClientError) as error:
            notification.outcome = f"failed: {type(error).__name__}"
        else:
            notification.sent += 1
            notification.outcome = "sent"

    def _find_queue(self, arn: str) -> "tuple[SQSClient, str]":
        if arn not in self._queues:
            _, _, _, region, owner, name = arn.split(":", 5)
            client = boto3.client(
                "sqs",
                region_name=region,
                endpoint_url=self._endpoint_url,
                aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", DUMMY),
                aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", DUMMY),
                aws_session_token=os.environ.get("AWS_SESSION_TOKEN"),
            )
            url = client.get_queue_url(QueueName=name, QueueOwnerAWSAccountId=owner)["QueueUrl"]
            self._queues[arn] = client, url
        return self._queues[arn]
