"""The assistant of batch actions: range, rules, summary; it runs nothing by itself and keeps what was entered."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kogge.audit.models import AuditEntry
from kogge.automation.models import BatchRule, BatchRun, Preset
from kogge.automation.rules import Definition, Range, RangeKind
from kogge.companies.models import Role
from tests.integration.automation.office import MARK, Office
from tests.integration.automation.screens import client_of, find_draft, read
from tests.integration.orders.shop import open_shop

pytestmark = pytest.mark.django_db

PATH = "/batch-actions/documents/"


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Leave nothing to workers; return what would have been."""
    batches: list[int] = []
    monkeypatch.setattr("kogge.automation.starting.enqueue_batch", batches.append)
    return batches


@pytest.fixture
def clerk(office: Office) -> Client:
    return client_of(office, Role.CLERK)


@pytest.fixture
def admin(office: Office) -> Client:
    return client_of(office, Role.ADMIN)


def go(client: Client, page: HttpResponse | Any, step: str, do: str, **entered: Any) -> Any:
    return client.post(PATH, {"draft": find_draft(page), "step": step, "do": do} | entered)


def summary_of(client: Client, **begun: Any) -> Any:
    page = client.post(PATH, begun)
    page = go(client, page, "range", "to:rules", kind=begun.pop("kind", "all"))
    return go(client, page, "rules", "to:summary", rules=[MARK])


@pytest.mark.parametrize(
    ("page", "key"),
    [("platforms:list", "platforms"), ("documents:list", "documents"), ("orders:parked", "parked-orders")],
)
def test_the_lists_offer_batch_actions_to_who_may_run_them(office: Office, page: str, key: str) -> None:
    office.shop.take_orders()
    for role, is_offered in ((Role.CLERK, True), (Role.READER, False)):
        body = client_of(office, role).get(reverse(page)).content.decode()
        if "<tbody>" in body:
            assert (reverse("automation:assistant", args=[key]) in body) is is_offered


def test_what_is_chosen_and_filtered_travels_in_the_body(office: Office, clerk: Client) -> None:
    body = clerk.get(f"{reverse('documents:list')}?q=B000&page=1").content.decode()
    assert '<input type="hidden" name="query" value="q=B000">' in body
    chosen = [each.pk for each in office.shop.documents[:2]]
    page = clerk.post(PATH, {"chosen": chosen, "query": "q=B0001"})
    said = read(page)
    assert "Auswahl (2 ausgewählt)" in said
    assert "Aktueller Filter der Liste (Suchen: B0001)" in said
    assert re.search(r'value="selection"[^>]* checked', page.content.decode())


def test_the_guides_way_to_a_preset_and_a_run(office: Office, clerk: Client, enqueued: list[int]) -> None:
    page = summary_of(clerk)
    said = read(page)
    assert "Vorgänge: alle" in said
    assert "Mark (Systemvorgabe) 5 Sie dürfen das" in said
    assert all(each.number in said for each in office.shop.documents)
    page = go(clerk, page, "summary", "ask-name")
    assert "Name des Schemas" in read(page)
    page = go(clerk, page, "summary", "save-as", name="Nächtlich")
    assert "Das Schema „Nächtlich“ ist gespeichert." in read(page)
    assert "Zusammenfassung" in read(page)
    answer = go(clerk, page, "summary", "run")
    batch = BatchRun.objects.get()
    assert answer.headers["Location"] == reverse("automation:batch-run", args=[batch.pk])
    assert (batch.title, batch.preset_version, batch.total, enqueued) == ("Nächtlich", 1, 5, [batch.pk])
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"automation.add_preset", "automation.run_batch"} <= actions


def test_steps_keep_what_was_entered_and_tabs_stay_apart(office: Office, clerk: Client) -> None:
    chosen = office.shop.documents[0].pk
    one = clerk.post(PATH, {"chosen": [chosen]})
    other = clerk.post(PATH, {})
    one = go(clerk, one, "range", "to:rules", kind="free", number_from="B0002", number_until="B0003")
    other = go(clerk, other, "range", "to:rules", kind="all")
    one = go(clerk, one, "rules", "to:range", rules=[MARK])
    assert 'value="B0002"' in one.content.decode()
    one = go(clerk, one, "range", "to:summary", kind="free", number_from="B0002", number_until="B0003")
    assert "ab Nummer B0002, bis Nummer B0003" in read(one)
    assert "Datensätze 2" in read(one)
    other = go(clerk, other, "rules", "to:summary", rules=[MARK])
    assert "Datensätze 5" in read(other)


def test_an_incomplete_step_says_so_and_goes_no_further(clerk: Client) -> None:
    page = go(clerk, clerk.post(PATH, {}), "range", "to:rules", kind="free")
    assert "Geben Sie mindestens eine der Grenzen ein" in read(page)
    page = go(clerk, page, "range", "to:rules", kind="platform")
    assert "Wählen Sie die Plattform." in read(page)
    page = go(clerk, page, "range", "to:rules", kind="all")
    page = go(clerk, page, "rules", "to:summary")
    assert "Wählen Sie mindestens eine Regel." in read(page)
    page = go(clerk, page, "rules", "run")
    assert "Wählen Sie mindestens eine Regel." in read(page)
    assert not BatchRun.objects.exists()


def test_a_filter_that_only_sorts_is_no_range(clerk: Client) -> None:
    page = clerk.post(PATH, {"query": "sort=-number"})
    assert "Aktueller Filter" not in read(page)
    assert re.search(r'value="all"[^>]* checked', page.content.decode())


def test_forged_drafts_and_unknown_records_are_refused(clerk: Client) -> None:
    answer = clerk.post(PATH, {"draft": "forged", "do": "run"}, follow=True)
    assert "Die Angaben sind nicht mehr lesbar" in read(answer)
    assert clerk.get("/batch-actions/nonsense/").status_code == 404


def test_another_companys_records_are_in_no_range(clerk: Client, enqueued: list[int]) -> None:
    stranger = open_shop("Süd")
    page = clerk.post(PATH, {"chosen": [9999, "9" * 5000, "x"]})
    page = go(clerk, page, "range", "to:rules", kind="platform", platform=stranger.platform.pk)
    assert "Wählen Sie die Plattform." in read(page) or "gültige Auswahl" in read(page)
    assert enqueued == []


def test_who_lacks_an_actions_right_is_told_and_refused(office: Office, enqueued: list[int]) -> None:
    office.action.right = "administer_people"  # of this one action
    client = client_of(office, Role.CLERK)
    page = summary_of(client)
    assert "Dazu haben Sie kein Recht" in read(page)
    answer = go(client, page, "summary", "run")
    assert "Der Benutzer, mit dessen Rechten es läuft" in read(answer) or "kein Recht" in read(answer)
    assert enqueued == []


def test_a_preset_opens_with_its_range_and_is_saved_as_its_next_version(office: Office, clerk: Client) -> None:
    wanted = Definition("documents", Range(RangeKind.FREE, {"number_from": "B0004"}), (MARK,))
    preset = office.preset("Späte", wanted)
    page = clerk.get(f"{PATH}?preset={preset.pk}")
    assert 'value="B0004"' in page.content.decode()
    page = go(clerk, page, "range", "to:summary", kind="free", number_from="B0005")
    assert "Schema speichern" in read(page)
    go(clerk, page, "summary", "save")
    preset.refresh_from_db()
    assert (preset.version, preset.definition["range"]["values"]) == (2, {"number_from": "B0005"})


def test_a_name_that_is_taken_is_refused_beside_the_field(office: Office, clerk: Client) -> None:
    office.preset("Späte")
    page = go(clerk, summary_of(clerk), "summary", "save-as", name="Späte")
    assert "Dieser Name ist schon vergeben" in read(page)
    assert Preset.objects.count() == 1


def test_a_preset_of_a_task_is_changed_by_administrators_alone(office: Office, clerk: Client, admin: Client) -> None:
    task_preset = office.task().actions.get().preset
    assert task_preset is not None
    page = clerk.get(f"{PATH}?preset={task_preset.pk}")
    page = go(clerk, page, "range", "to:summary", kind="all")
    assert go(clerk, page, "summary", "save").status_code == 403
    assert clerk.post(reverse("automation:delete-preset", args=[task_preset.pk])).status_code == 403
    assert admin.get(reverse("automation:rename-preset", args=[task_preset.pk])).status_code == 200
    answer = admin.post(reverse("automation:delete-preset", args=[task_preset.pk]), follow=True)
    assert "Eine Aufgabe verwendet dieses Schema" in read(answer)
    assert Preset.objects.filter(pk=task_preset.pk).exists()


def test_own_rules_are_entered_copied_changed_and_deleted(admin: Client) -> None:
    page = go(admin, admin.post(PATH, {}), "range", "to:rules", kind="all")
    page = go(admin, page, "rules", f"copy-rule:{MARK}", rules=[MARK])
    assert "Kopie von Mark" in page.content.decode()
    entered = {"name": "Große", "action": MARK, "condition": "Vorgang.Summe >"}
    page = go(admin, page, "rule", "save-rule:", **entered)
    assert 'value="Große"' in page.content.decode()
    assert "nicht fertig" in read(page)
    page = go(admin, page, "rule", "save-rule:", **(entered | {"condition": "document.total > 1000000"}))
    rule = BatchRule.objects.get()
    assert (rule.name, rule.condition) == ("Große", "document.total > 1000000")
    assert "Die Regel „Große“ ist gespeichert." in read(page)
    assert re.search(rf'value="own:{rule.pk}"\s+checked', page.content.decode())
    page = go(admin, page, "rules", "to:summary", rules=[MARK, f"own:{rule.pk}"])
    assert "Große Bedingung: Vorgang.Summe > 1000000 0 Sie dürfen das" in read(page)
    page = go(admin, page, "summary", f"ask-delete-rule:{rule.pk}")
    assert "Regel „Große“ löschen?" in read(page)
    page = go(admin, page, "rules", f"delete-rule:{rule.pk}", rules=[MARK, f"own:{rule.pk}"])
    assert not BatchRule.objects.exists()
    assert "Datensätze 5" in read(go(admin, page, "rules", "to:summary", rules=[MARK, f"own:{rule.pk}"]))


def test_rules_are_changed_by_administrators_alone(office: Office, clerk: Client) -> None:
    rule = BatchRule.objects.create(company=office.shop.company, name="Eigene", action=MARK)
    page = go(clerk, clerk.post(PATH, {}), "range", "to:rules", kind="all")
    assert "edit-rule" not in page.content.decode()
    for do in (f"edit-rule:{rule.pk}", "save-rule:", f"delete-rule:{rule.pk}", f"copy-rule:{MARK}"):
        assert go(clerk, page, "rules", do).status_code == 403
