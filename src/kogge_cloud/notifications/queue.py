"""The SQS queue that platforms write to: read, delete, and every failure told with what to do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from kogge_cloud.infrastructure.settings import sqs_endpoint_url, sqs_queue_arn
from kogge_cloud.notifications.errors import NotificationsUnavailable, QueueUnreachable
from kogge_cloud.notifications.rules import read_queue_name

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import DeleteMessageBatchRequestEntryTypeDef

AT_ONCE = 10
LONGEST_WAIT_S = 20
_CONFIG = Config(connect_timeout=5, read_timeout=LONGEST_WAIT_S + 10, retries={"total_max_attempts": 2})
_NO_QUEUE = (
    "This Cloud has no queue that Amazon could write to. Set KOGGE_SQS_QUEUE_ARN to a standard SQS queue (for a queue "
    "that is not AWS's own, KOGGE_SQS_ENDPOINT_URL, too), give AWS credentials, and start anew."
)


@dataclass(frozen=True, slots=True)
class Received:
    """A message and the handle under which this reading of it is deleted."""

    text: str = field(repr=False)
    handle: str = field(repr=False)


def is_configured() -> bool:
    """Tell whether this Cloud has a queue."""
    return bool(sqs_queue_arn())


def require_queue() -> str:
    """Return the queue's ARN. Raises NotificationsUnavailable, naming the settings."""
    arn = sqs_queue_arn()
    if not arn:
        raise NotificationsUnavailable(_NO_QUEUE)
    read_queue_name(arn)
    return arn


def receive_messages(wait_s: int) -> list[Received]:
    """Take up to ten messages, waiting up to `wait_s` (20 at most) seconds for the first.

    Until deleted they come again, after the queue's visibility timeout. Raises QueueUnreachable,
    NotificationsUnavailable.
    """
    arn, endpoint_url = require_queue(), sqs_endpoint_url()
    try:
        client, url = _connect(arn, endpoint_url)
        answer = client.receive_message(
            QueueUrl=url, MaxNumberOfMessages=AT_ONCE, WaitTimeSeconds=min(wait_s, LONGEST_WAIT_S)
        )
    except (BotoCoreError, ClientError) as error:
        raise _explain(error) from error
    return [Received(each.get("Body", ""), each["ReceiptHandle"]) for each in answer.get("Messages", [])]


def delete_messages(messages: Sequence[Received]) -> int:
    """Delete messages and return how many could not be: those come again. Raises QueueUnreachable."""
    if not messages:
        return 0
    entries: list[DeleteMessageBatchRequestEntryTypeDef] = [
        {"Id": str(number), "ReceiptHandle": each.handle} for number, each in enumerate(messages)
    ]
    try:
        client, url = _connect(require_queue(), sqs_endpoint_url())
        answer = client.delete_message_batch(QueueUrl=url, Entries=entries)
    except (BotoCoreError, ClientError) as error:
        raise _explain(error) from error
    return len(answer.get("Failed", []))


@lru_cache(maxsize=4)
def _connect(arn: str, endpoint_url: str) -> "tuple[SQSClient, str]":
    name = read_queue_name(arn)
    # A session of its own: boto3's shared one is not safe between threads.
    session = boto3.session.Session(region_name=name.region)
    client = session.client("sqs", endpoint_url=endpoint_url or None, config=_CONFIG)
    return client, client.get_queue_url(QueueName=name.name, QueueOwnerAWSAccountId=name.account)["QueueUrl"]


def _explain(error: BotoCoreError | ClientError) -> QueueUnreachable:
    if isinstance(error, NoCredentialsError):
        message = (
            "There are no AWS credentials to read the queue with. Give them in one of the ways that AWS's own programs "
            "know: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role."
        )
        return QueueUnreachable(message)
    if not isinstance(error, ClientError):
        message = (
            f"The queue could not be reached ({type(error).__name__}). Check the network, KOGGE_SQS_QUEUE_ARN and "
            "KOGGE_SQS_ENDPOINT_URL."
        )
        return QueueUnreachable(message)
    return QueueUnreachable(f"AWS refuses access to the queue ({_code(error)}). {_advice(_code(error))}")


def _code(error: ClientError) -> str:
    details: dict[str, Any] = dict(error.response.get("Error", {}))
    return str(details.get("Code", "unknown"))


def _advice(code: str) -> str:
    if "NonExistent" in code or "DoesNotExist" in code:
        return "There is no queue of this name: check KOGGE_SQS_QUEUE_ARN."
    return (
        "Check the AWS credentials; they need sqs:GetQueueUrl, sqs:ReceiveMessage and sqs:DeleteMessage on the queue "
        "that KOGGE_SQS_QUEUE_ARN names."
    )
