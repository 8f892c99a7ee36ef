"""The registers and pages of tasks, services, presets, batches and the event log."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kogge.automation.batches import Progress, advance_batch, begin_batch
from kogge.automation.holding import hold_services
from kogge.automation.models import (
    AutomationService,
    AutomationTask,
    BatchItem,
    BatchRun,
    LogEntry,
    Preset,
    RunState,
    ServiceMode,
    TaskAction,
    TaskRun,
)
from kogge.automation.rules import Outcome, Result
from kogge.automation.running import fail_run, start_run
from kogge.companies.models import Company, Membership, Role, User
from kogge.kernel.errors import KoggeError
from tests.integration.automation.office import NOW, Office, later
from tests.integration.automation.screens import client_of, read
from tests.integration.site.test_dirty_input import DIRT, fields_of

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>" + "x" * 60
REGISTERS = tuple(f"automation:{each}" for each in ("tasks", "services", "log", "presets", "batches"))


@pytest.fixture
def admin(office: Office) -> Client:
    return client_of(office, Role.ADMIN)


@pytest.fixture
def unworked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave nothing to workers."""
    for name in ("enqueue_batch", "enqueue_run"):
        monkeypatch.setattr(f"kogge.automation.starting.{name}", lambda _pk: None)


def carry_out(office: Office) -> BatchRun:
    """Carry out a batch whose records are skipped, failed and changed."""
    results = [
        Outcome(Result.SKIPPED, "not_open"),
        Outcome(Result.FAILED, "not_remapped", {"problem": HOSTILE}),
        Outcome(Result.CHANGED),
        Outcome(Result.CHANGED),
        Outcome(Result.UNCHANGED),
    ]
    office.action.outcome_of = lambda _record: results.pop(0)
    batch = begin_batch(office.shop.company, office.define(), office.user, NOW)
    while advance_batch(batch.pk, later(1)) is not Progress.ENDED:
        pass
    batch.refresh_from_db()
    return batch


def task_form(office: Office, **changed: Any) -> dict[str, Any]:
    service = AutomationService.objects.filter(name="Dienst").first() or office.service()
    preset = Preset.objects.first() or office.preset()
    return {
        "name": "Nachts", "service": service.pk, "is_active": "on", "trigger": "daily", "window_from": "02:00",
        "time_zone": "Europe/Berlin", "missed_runs": "skip", "alarm_after": "3", "action-count": "1",
        "action-0-kind": "preset", "action-0-preset": preset.pk, "action-0-condition": "always",
    } | changed  # fmt: skip


def test_every_register_opens_for_clerks_and_changes_only_for_administrators(office: Office) -> None:
    office.task()
    clerk, reader = client_of(office, Role.CLERK), client_of(office, Role.READER)
    for name in REGISTERS:
        assert clerk.get(reverse(name)).status_code == 200
        assert reader.get(reverse(name)).status_code == 403
    assert reverse("automation:add-task") not in clerk.get(reverse("automation:tasks")).content.decode()
    assert clerk.get(reverse("automation:add-task")).status_code == 403


def test_another_companys_things_are_not_there(office: Office) -> None:
    task, batch = office.task(), carry_out(office)
    run = start_run(task.pk, NOW)
    assert run is not None
    stranger = User.objects.create_user("stranger")
    Membership.objects.create(company=Company.objects.create(name="Süd"), user=stranger, role=Role.ADMIN)
    client = Client()
    client.force_login(stranger)
    for name, pk in (
        ("task", task.pk), ("edit-task", task.pk), ("run", run.pk), ("batch-run", batch.pk), ("cancel-batch", batch.pk),
        ("preset", Preset.objects.get().pk), ("edit-service", task.service_id),
    ):  # fmt: skip
        assert client.get(reverse(f"automation:{name}", args=[pk])).status_code == 404, name
    assert client.post(reverse("automation:act", args=[task.pk, "advance"])).status_code == 404
    for name in REGISTERS:
        assert f"/tasks/{task.pk}/" not in client.get(reverse(name)).content.decode()


def test_a_batchs_page_tells_result_reasons_and_records(office: Office, admin: Client) -> None:
    batch = carry_out(office)
    answer = admin.get(reverse("automation:batch-run", args=[batch.pk]))
    said = read(answer)
    assert "Die Bereichs-Aktion ist beendet" in said
    for words in ("Geändert 2", "Unverändert 1", "Übersprungen 1", "Fehlgeschlagen 1"):
        assert words in said
    assert "Übersprungen: 1 Er ist nicht mehr offen" in said or "1 Es ist nicht mehr offen" in said
    assert "<script>alert" not in answer.content.decode()
    assert reverse("documents:detail", args=[office.shop.documents[0].pk]) in answer.content.decode()
    failed = read(admin.get(reverse("automation:batch-run", args=[batch.pk]), {"result": "failed"}))
    assert "Gefundene Einträge: 1" in failed


def test_every_batch_is_listed_and_found_by_its_presets_name(office: Office, admin: Client) -> None:
    batch = carry_out(office)
    BatchRun.objects.filter(pk=batch.pk).update(title="Nachts buchen")
    page, link = reverse("automation:batches"), reverse("automation:batch-run", args=[batch.pk])
    for wanted, is_found in {"": True, "buchen": True, f"#{batch.pk}": True, "Abruf": False}.items():
        assert (link in admin.get(page, {"q": wanted}).content.decode()) == is_found, wanted


def test_a_batch_that_nobody_takes_says_what_to_do(office: Office, admin: Client) -> None:
    batch = begin_batch(office.shop.company, office.define(), office.user, datetime.now(UTC))
    path = reverse("automation:batch-progress", args=[batch.pk])
    assert "kogge worker" not in read(admin.get(path))
    BatchRun.objects.update(changed_at=datetime.now(UTC) - timedelta(seconds=31))
    assert "Noch hat sie kein Arbeitsprozess übernommen" in read(admin.get(path))
    assert "Bereichs-Aktion abbrechen?" in read(admin.get(reverse("automation:cancel-batch", args=[batch.pk])))
    admin.post(reverse("automation:cancel-batch", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == RunState.STOPPING
    advance_batch(batch.pk, later(1))
    ended = admin.get(path)
    assert (ended.status_code, ended.headers["HX-Trigger"]) == (286, "batch-ended")


def test_lists_take_the_same_queries_however_many_rows(office: Office, admin: Client) -> None:
    batch, task = carry_out(office), office.task()
    paths = [reverse(name) for name in REGISTERS]
    paths += [reverse("automation:batch-run", args=[batch.pk]), reverse("automation:task", args=[task.pk])]
    few = [count_queries(admin, path) for path in paths]
    for number in range(5):
        preset = office.preset(f"Schema {number}")
        service = office.service(f"Dienst {number}")
        more = office.task(TaskAction(preset=preset), name=f"Aufgabe {number}", service=service)
        run = TaskRun.objects.create(
            company=task.company, task=more, due_at=NOW, state="done", created_at=NOW, changed_at=NOW
        )
        LogEntry.objects.create(
            company=task.company, at=NOW, level="info", task=more, task_run=run, batch=batch, code="batch_result"
        )
        BatchItem.objects.create(batch=batch, step=0, subject_id=900 + number, result="changed", at=NOW)
        BatchRun.objects.filter(pk=batch.pk).update(preset=preset)
    assert [count_queries(admin, path) for path in paths] == few


def count_queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_the_banner_costs_one_query_and_says_what_to_do(office: Office, admin: Client) -> None:
    path = reverse("documents:list")
    before = count_queries(admin, path)
    task = office.task(name=HOSTILE)
    AutomationTask.objects.filter(pk=task.pk).update(watched_from=NOW - timedelta(days=3))
    assert count_queries(admin, path) == before
    page = admin.get(path)
    assert "Kein Prozess führt den Dienst „Dienst“ aus" in read(page)
    assert "<script>alert" not in page.content.decode()
    error = KoggeError("wrong")
    error.code = "rule_unknown"
    run = start_run(task.pk, NOW)
    assert run is not None
    fail_run(run.pk, error, later(1))
    assert "Sie dann die Aufgabe" in read(admin.get(path))
    assert "Sie dann die Aufgabe" not in read(client_of(office, Role.CLERK).get(path))
    assert "gesperrt" in read(admin.get(reverse("automation:tasks")))


def test_rows_are_asked_for_again_and_sent_only_when_they_changed(office: Office, admin: Client) -> None:
    service = office.service()
    path, part = reverse("automation:services"), {"hx-request": "true", "hx-target": "rows"}
    first = admin.get(path, headers=part)
    assert "kein Prozess" in read(first)
    seen = {"seen": first.headers["Live-Seen"]}
    assert admin.get(path, seen, headers=part).status_code == 204
    hold_services("worker-1", "rechner-7", datetime.now(UTC))
    assert "läuft auf rechner-7" in read(admin.get(path, seen, headers=part))
    AutomationService.objects.filter(pk=service.pk).update(mode=ServiceMode.DRAINING)
    assert "läuft aus auf rechner-7" in read(admin.get(path, seen, headers=part))


def test_a_service_is_set_up_drained_stopped_and_deleted(office: Office, admin: Client) -> None:
    Membership.objects.create(
        company=Company.objects.create(name="Süd"), user=User.objects.create_user("fremd"), role=Role.ADMIN
    )
    page = admin.get(reverse("automation:add-service")).content.decode()
    assert ">clerk<" in page
    assert ">fremd<" not in page
    form = {"name": "Nachtdienst", "user": office.user.pk, "log_kept_days": "30"}
    assert "eingerichtet und gestartet" in read(admin.post(reverse("automation:add-service"), form, follow=True))
    service = AutomationService.objects.get()
    for wish, mode in (("drain", "draining"), ("stop", "stopped"), ("start", "running")):
        path = reverse("automation:service-mode", args=[service.pk, wish])
        assert "?" in read(admin.get(path))
        admin.post(path)
        service.refresh_from_db()
        assert service.mode == mode
    office.task(service=service)
    delete = reverse("automation:delete-service", args=[service.pk])
    assert "hat noch Aufgaben" in read(admin.post(delete, follow=True))
    again = read(admin.post(reverse("automation:add-service"), form))
    assert "Dieser Name ist schon vergeben" in again


def test_a_task_is_entered_with_its_actions_in_their_order(office: Office, admin: Client) -> None:
    form = task_form(office) | {
        "action-count": "2", "action-1-kind": "mail", "action-1-recipient": "a@example.de, b@example.de",
        "action-1-condition": "errors", "interval": "90", "unit": "60", "window_until": "05:00", "calendar": "DE-BY",
    }  # fmt: skip
    answer = admin.post(reverse("automation:add-task"), form, follow=True)
    task = AutomationTask.objects.get()
    assert (task.trigger, task.interval_s, task.calendar, task.missed_runs) == ("daily", 5400, "DE-BY", "skip")
    assert [(each.kind, each.recipient, each.condition) for each in task.actions.all()] == [
        ("preset", "", "always"),
        ("mail", "a@example.de, b@example.de", "errors"),
    ]
    assert "täglich, alle 90 Minuten, 02:00–05:00" in read(answer)
    changed = form | {"trigger": "manual", "interval": "unreadable", "action-count": "1"}
    admin.post(reverse("automation:edit-task", args=[task.pk]), changed)
    task.refresh_from_db()
    assert (task.trigger, task.interval_s, task.window_from, task.actions.count()) == ("manual", None, None, 1)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"trigger": "continuous"}, "Geben Sie an, nach welcher Zeit sie wieder läuft."),
        ({"trigger": "weekly"}, "Wählen Sie mindestens einen Tag."),
        ({"trigger": "monthly"}, "Wählen Sie mindestens einen Tag."),
        ({"action-count": "0"}, "Fügen Sie mindestens eine Aktion hinzu."),
        ({"action-0-preset": ""}, "Wählen Sie das Schema."),
        ({"action-0-kind": "mail", "action-0-recipient": "niemand"}, "Geben Sie eine E-Mail-Adresse ein"),
        ({"action-0-kind": "webhook", "action-0-recipient": "ftp://x"}, "die mit https:// oder http:// beginnt"),
        ({"interval": "400", "unit": "3600", "trigger": "continuous", "name": ""}, "zwingend erforderlich"),
    ],
)
def test_what_is_wrong_stands_beside_it_and_what_was_typed_stays(
    office: Office, admin: Client, changed: dict[str, Any], told: str
) -> None:
    answer = admin.post(reverse("automation:add-task"), task_form(office, **changed))
    assert told in read(answer)
    assert 'value="02:00"' in answer.content.decode()
    assert not AutomationTask.objects.exists()


def test_actions_are_added_moved_and_removed_without_saving(office: Office, admin: Client) -> None:
    form = task_form(office) | {
        "action-count": "2", "action-1-kind": "webhook", "action-1-recipient": "https://example.de/hook",
        "action-1-condition": "warnings",
    }  # fmt: skip
    path = reverse("automation:add-task")
    moved = admin.post(path, form | {"actions": "up:1"}).content.decode()
    assert moved.index("https://example.de/hook") < moved.index('name="action-1-kind"')
    assert 'value="Nachts"' in moved
    assert 'name="action-count" value="3"' in admin.post(path, form | {"actions": "add"}).content.decode()
    assert 'name="action-count" value="1"' in admin.post(path, form | {"actions": "remove:0"}).content.decode()
    assert not AutomationTask.objects.exists()


@pytest.mark.parametrize(
    ("trigger", "told"),
    [
        ({"trigger": "daily", "window_from": "02:00", "time_zone": "Asia/Tokyo"}, "(Asia/Tokyo)"),
        ({"trigger": "monthly", "month_days": ["-1"], "time_zone": "Europe/Berlin"}, "Nächste Ausführungen:"),
        ({"trigger": "continuous", "interval": "5", "unit": "60"}, "Nächste Ausführungen:"),
        ({"trigger": "manual"}, "Sie läuft, wenn jemand sie startet."),
        ({"trigger": "weekly"}, "Wählen Sie mindestens einen Tag."),
    ],
)
def test_the_next_runs_are_told_while_typing(admin: Client, trigger: dict[str, Any], told: str) -> None:
    answer = admin.post(reverse("automation:preview"), trigger)
    assert told in read(answer)
    if told.startswith(("Nächste", "(")):
        assert answer.content.decode().count("<time") == 5


@pytest.mark.usefixtures("unworked")
def test_a_task_is_put_before_its_turn_run_locally_stopped_and_unlocked(office: Office, admin: Client) -> None:
    task = office.task()

    def act(wish: str) -> str:
        return read(admin.post(reverse("automation:act", args=[task.pk, wish]), follow=True))

    assert "Kein Prozess führt den Dienst" in act("advance")
    assert "mit Ihren eigenen Rechten ausgeführt" in act("run-locally")
    assert "Die Aufgabe läuft: Warten Sie" in act("run-locally")
    assert "Stoppen" in read(admin.get(reverse("automation:task-state", args=[task.pk])))
    assert "Die Ausführung endet nach den Datensätzen" in act("stop")
    run = TaskRun.objects.get()
    error = KoggeError("wrong")
    error.code = "rule_unknown"
    fail_run(run.pk, error, later(1))
    page = read(admin.get(reverse("automation:run", args=[run.pk])))
    assert "Es nennt eine Regel, die es nicht mehr gibt." in page
    assert re.search(r"\d\d:\d\d:\d\d,\d{3}", page)
    assert "ist gesperrt" in act("advance")
    assert "Die Aufgabe ist entsperrt." in act("unlock")
    assert admin.post(reverse("automation:act", args=[task.pk, "explode"])).status_code == 404


def test_the_event_log_is_narrowed_by_level_task_and_day(office: Office, admin: Client) -> None:
    batch, task = carry_out(office), office.task()
    LogEntry.objects.create(
        company=task.company, at=NOW - timedelta(days=3), level="alarm", task=task, code="task_late",
        values={"since": NOW.isoformat()},
    )  # fmt: skip
    path = reverse("automation:log")
    page = admin.get(path)
    assert "2026 13:01:00,000" in read(page)
    assert reverse("automation:batch-run", args=[batch.pk]) in page.content.decode()
    assert "<script>alert" not in page.content.decode()
    for query, number in (
        ({"level": "alarm"}, 1), ({"task": task.pk}, 1), ({"day": "2026-11-17"}, 1), ({"q": "Aufgabe"}, 1),
        ({"day": "0001-01-01"}, 0), ({"day": "9999-12-31"}, 0), ({"level": "error"}, 1),
    ):  # fmt: skip
        said = read(admin.get(path, query))
        assert (f"Gefundene Einträge: {number}" in said) is bool(number), query
        assert ("Kein Eintrag passt" in said) is not bool(number), query


def test_a_preset_tells_what_it_did_and_is_renamed_and_deleted(office: Office, admin: Client) -> None:
    preset = office.preset(HOSTILE)
    page = admin.get(reverse("automation:preset", args=[preset.pk]))
    assert "Vorgänge: alle" in read(page)
    assert "<script>alert" not in page.content.decode()
    office.preset("Anderes")
    rename = reverse("automation:rename-preset", args=[preset.pk])
    assert "schon vergeben" in read(admin.post(rename, {"name": "Anderes"}))
    admin.post(rename, {"name": "Täglich"})
    preset.refresh_from_db()
    assert (preset.name, preset.version) == ("Täglich", 1)
    admin.post(reverse("automation:delete-preset", args=[preset.pk]))
    assert not Preset.objects.filter(pk=preset.pk).exists()


def test_dirty_input_is_stored_or_refused_but_never_fails(office: Office, admin: Client) -> None:
    task, preset = office.task(), Preset.objects.get()
    paths = [
        reverse("automation:add-service"),
        reverse("automation:edit-service", args=[task.service_id]),
        reverse("automation:add-task"),
        reverse("automation:edit-task", args=[task.pk]),
        reverse("automation:preview"),
        reverse("automation:rename-preset", args=[preset.pk]),
        reverse("automation:assistant", args=["documents"]),
    ]
    for path in paths:
        page = admin.get(path)
        fields = fields_of(page.content.decode()) if page.status_code == 200 else task_form(office)
        for name, dirt in DIRT.items():
            sent = dict.fromkeys(fields, dirt) | {"chosen": dirt, "query": dirt}
            extra = {"actions": dirt} if name == "number" else {"action-count": "2"}
            answer = admin.post(path, sent | extra)
            assert answer.status_code in {200, 302}, (path, name)
            assert "<script>alert" not in answer.content.decode(), (path, name)
