"""Messages really leave the house: to a webhook and a mail server on this machine, again if need be, with one key."""

from collections.abc import Iterator
from datetime import datetime
from email import message_from_string, policy

import pytest
from django.test import override_settings

from kogge.automation.messages import ATTEMPTS, CLAIM, queue_alarm, send_next_message
from kogge.automation.models import AutomationTask, LogEntry, MessageState, OutgoingMessage
from tests.chaos.receivers import Hook, Post, running_hook, running_post
from tests.integration.automation.office import NOW, Office, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook() -> Iterator[Hook]:
    with running_hook() as running:
        yield running


@pytest.fixture
def post() -> Iterator[Post]:
    with (
        running_post() as running,
        override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=running.port
        ),
    ):
        yield running


def alarm(office: Office, **recipients: str) -> AutomationTask:
    """Raise an alarm of a task."""
    task = office.task(**recipients)
    queue_alarm(task, "task_late", {"since": NOW.isoformat()}, NOW)
    return task


def state_after(at: datetime) -> tuple[str, int]:
    """Send what is due at a moment, and return the message's state and how often it was tried."""
    while send_next_message(at):
        pass
    message = OutgoingMessage.objects.get()
    return message.state, message.attempts


def test_a_webhook_gets_what_programs_and_people_read(office: Office, hook: Hook) -> None:
    alarm(office, alarm_webhook=hook.url)
    assert state_after(NOW) == (MessageState.SENT, 1)
    ((headers, body),) = hook.calls
    assert headers["Content-Type"] == "application/json"
    assert headers["User-Agent"].startswith("Kogge/")
    assert (body["event"], body["task"], body["at"]) == ("task_late", "Aufgabe", NOW.isoformat())
    assert "Aufgabe" in body["text"]
    assert state_after(later(60)) == (MessageState.SENT, 1)
    assert len(hook.calls) == 1


def test_a_webhook_that_is_down_is_called_again_with_the_same_key(office: Office, hook: Hook) -> None:
    hook.statuses = [503, 429]
    alarm(office, alarm_webhook=hook.url)
    assert state_after(NOW) == (MessageState.WAITING, 1)
    assert state_after(later(0.4)) == (MessageState.WAITING, 1)
    assert state_after(later(0.5)) == (MessageState.WAITING, 2)
    assert state_after(later(1.5)) == (MessageState.SENT, 3)
    assert len(set(hook.keys)) == 1


def test_what_was_sent_just_before_the_worker_died_comes_again_with_the_same_key(office: Office, hook: Hook) -> None:
    alarm(office, alarm_webhook=hook.url)
    send_next_message(NOW)
    OutgoingMessage.objects.update(state=MessageState.WAITING)
    assert state_after(NOW + CLAIM / 2) == (MessageState.WAITING, 1)
    assert state_after(NOW + CLAIM) == (MessageState.SENT, 2)
    assert len(hook.keys) == 2
    assert len(set(hook.keys)) == 1


def test_who_was_overtaken_while_sending_notes_nothing(
    office: Office, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    alarm(office, alarm_webhook=hook.url)
    send = "kogge.automation.messages._send"

    def dawdle(_: OutgoingMessage) -> None:
        monkeypatch.undo()
        assert send_next_message(NOW + CLAIM)
        OutgoingMessage.objects.update(problem="the other one's note")

    monkeypatch.setattr(send, dawdle)
    assert send_next_message(NOW)
    assert OutgoingMessage.objects.get().problem == "the other one's note"


def test_what_is_refused_or_fails_too_often_is_told_in_the_log(office: Office, hook: Hook) -> None:
    hook.statuses = [404]
    task = alarm(office, alarm_webhook=hook.url)
    assert state_after(NOW) == (MessageState.FAILED, 1)
    assert OutgoingMessage.objects.get().problem == "The webhook answered 404."
    OutgoingMessage.objects.all().delete()
    hook.statuses = [500] * ATTEMPTS
    queue_alarm(task, "task_late", {"since": NOW.isoformat()}, NOW)
    for number in range(1, ATTEMPTS):
        assert state_after(later(60 * number)) == (MessageState.WAITING, number)
    assert state_after(later(60 * ATTEMPTS)) == (MessageState.FAILED, ATTEMPTS)
    assert [each.code for each in LogEntry.objects.filter(task=task)] == ["message_failed"] * 2


def test_an_email_arrives_and_says_that_no_person_wrote_it(office: Office, post: Post) -> None:
    alarm(office, alarm_mail="chef@example.de, lager@example.de")
    assert state_after(NOW) == (MessageState.SENT, 1)
    mail = message_from_string(post.mails[0], policy=policy.default)
    assert (mail["To"], mail["Auto-Submitted"]) == ("chef@example.de, lager@example.de", "auto-generated")
    assert mail["Message-ID"] == f"<{OutgoingMessage.objects.get().key}@localhost>"
    assert "Aufgabe" in mail["Subject"]


def test_an_email_waits_for_a_mail_server_that_is_away(office: Office, post: Post) -> None:
    post.is_away = True
    alarm(office, alarm_mail="chef@example.de")
    assert state_after(NOW) == (MessageState.WAITING, 1)
    assert "did not take it" in OutgoingMessage.objects.get().problem
    post.is_away = False
    assert state_after(later(0.5)) == (MessageState.SENT, 2)


def test_without_a_mail_server_whoever_waits_learns_why(office: Office) -> None:
    alarm(office, alarm_mail="chef@example.de")
    assert state_after(NOW) == (MessageState.FAILED, 1)
    assert "KOGGE_EMAIL_URL" in OutgoingMessage.objects.get().problem
