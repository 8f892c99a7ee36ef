"""E-mails and webhook calls: written down with the run that wants them, sent by a worker, again if need be."""

import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet

from kogge.automation.events import Line, write_task_line
from kogge.automation.models import (
    ActionKind,
    AutomationTask,
    LogLevel,
    MessageState,
    OutgoingMessage,
    TaskAction,
    TaskRun,
)
from kogge.automation.reports import word_alarm, word_report
from kogge.infrastructure.http import USER_AGENT

ATTEMPTS = 6
CLAIM = timedelta(seconds=60)
"""How long a worker has for sending: after it another one tries, with the same key."""
FIRST_PAUSE = timedelta(seconds=30)
TIMEOUT_S = 15.0

PASSING = frozenset({408, 425, 429})

log = structlog.get_logger(__name__)


class _NotSent(Exception):
    """A message did not get through; `is_final`: it never will."""

    def __init__(self, problem: str, *, is_final: bool = False) -> None:
        super().__init__(problem)
        self.is_final = is_final


def queue_report(run: TaskRun, action: TaskAction, now: datetime) -> None:
    """Have a task's action tell somebody what the run did so far, in the caller's transaction."""
    subject, body = word_report(run, now)
    _queue(run.task, action.kind, action.recipient, f"run-{run.pk}-{action.position}", subject, body, now, run)


def queue_alarm(task: AutomationTask, code: str, values: Mapping[str, Any], now: datetime) -> None:
    """Have the task's alarm tell somebody, by e-mail and webhook as its settings say, in the caller's transaction."""
    subject, body = word_alarm(task, code, values, now)
    key = f"alarm-{task.pk}-{code}-{now:%Y%m%dT%H%M%S}"
    if task.alarm_mail:
        _queue(task, ActionKind.MAIL, task.alarm_mail, f"{key}-mail", subject, body, now)
    if task.alarm_webhook:
        _queue(task, ActionKind.WEBHOOK, task.alarm_webhook, f"{key}-webhook", subject, body, now)


def queue_mail(company_id: int, recipient: str, key: str, subject: str, text: str, now: datetime) -> OutgoingMessage:
    """Have a person written to whom no task knows, in the caller's transaction; with the same key only once."""
    message, _is_new = OutgoingMessage.objects.get_or_create(
        key=key,
        defaults={
            "company_id": company_id,
            "kind": ActionKind.MAIL,
            "recipient": recipient,
            "subject": subject[:200],
            "body": {"text": text},
            "next_try_at": now,
            "created_at": now,
        },
    )
    return message


def _queue(  # noqa: PLR0913 - one parameter a column
    task: AutomationTask,
    kind: str,
    recipient: str,
    key: str,
    subject: str,
    body: Mapping[str, Any],
    now: datetime,
    run: TaskRun | None = None,
) -> None:
    OutgoingMessage.objects.get_or_create(
        key=key,
        defaults={
            "company_id": task.company_id,
            "kind": kind,
            "recipient": recipient,
            "subject": subject[:200],
            "body": dict(body),
            "next_try_at": now,
            "task": task,
            "task_run": run,
            "created_at": now,
        },
    )


def send_next_message(now: datetime) -> bool:
    """Send what is to be sent by now and waits longest; return whether there was anything. Of several workers one does.

    Whoever dies while sending leaves it to the next one, who sends it again with the same key.
    """
    due = OutgoingMessage.objects.filter(state=MessageState.WAITING, next_try_at__lte=now)
    message = due.select_related("task").order_by("next_try_at", "pk").first()
    if message is None:
        return False
    waiting = OutgoingMessage.objects.filter(pk=message.pk, state=MessageState.WAITING)
    claim = {"next_try_at": now + CLAIM, "attempts": message.attempts + 1}
    if waiting.filter(next_try_at=message.next_try_at).update(**claim):
        _try(message, waiting.filter(**claim), now)
    return True


def _try(message: OutgoingMessage, mine: QuerySet[OutgoingMessage], now: datetime) -> None:
    """Send a message and note what came of it, if it is still ours to note (`mine`)."""
    try:
        _send(message)
    except _NotSent as trouble:
        with transaction.atomic():
            _note_trouble(message, mine, trouble, now)
    else:
        mine.update(state=MessageState.SENT, problem="")


def _note_trouble(message: OutgoingMessage, mine: QuerySet[OutgoingMessage], trouble: _NotSent, now: datetime) -> None:
    attempts = message.attempts + 1
    is_final = trouble.is_final or attempts >= ATTEMPTS
    is_mine = mine.update(
        state=MessageState.FAILED if is_final else MessageState.WAITING,
        problem=str(trouble),
        next_try_at=now + FIRST_PAUSE * 2 ** (attempts - 1),
    )
    log.warning("automation.message_failed", message=message.pk, attempts=attempts, problem=str(trouble))
    if is_mine and is_final and message.task is not None:
        values = {"kind": message.kind, "subject": message.subject, "problem": str(trouble)}
        write_task_line(message.task, Line(LogLevel.ALARM, "message_failed", values), now)


def _send(message: OutgoingMessage) -> None:
    if message.kind == ActionKind.MAIL:
        _send_mail(message)
    else:
        _call(message)


def _send_mail(message: OutgoingMessage) -> None:
    if not settings.EMAIL_HOST:
        problem = "No mail server is set: whoever runs Kogge enters it as KOGGE_EMAIL_URL."
        raise _NotSent(problem, is_final=True)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    mail = EmailMessage(
        subject=message.subject,
        body=message.body["text"],
        to=[each.strip() for each in message.recipient.split(",")],
        headers={"Message-ID": f"<{message.key}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=TIMEOUT_S),
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        problem = "The mail server refuses the recipient."
        raise _NotSent(problem, is_final=True) from error
    except (OSError, smtplib.SMTPException) as error:
        problem = f"The mail server did not take it ({type(error).__name__})."
        raise _NotSent(problem) from error


def _call(message: OutgoingMessage) -> None:
    headers = {"User-Agent": USER_AGENT, "Idempotency-Key": message.key}
    try:
        with (
            httpx.Client(timeout=TIMEOUT_S, follow_redirects=False) as client,
            # What it answers beside the status is of no interest, and may be long.
            client.stream("POST", message.recipient, json=message.body, headers=headers) as answer,
        ):
            status = answer.status_code
    except httpx.HTTPError as error:
        problem = f"The webhook's server did not answer ({type(error).__name__})."
        raise _NotSent(problem) from error
    if not httpx.codes.is_success(status):
        is_final = not httpx.codes.is_server_error(status) and status not in PASSING
        problem = f"The webhook answered {status}."
        raise _NotSent(problem, is_final=is_final)
