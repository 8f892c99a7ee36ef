"""The form field for conditions, and the check while somebody types."""

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kogge.companies.models import Company, Role
from kogge.conditions.expressions import parse
from kogge.web.conditions import ConditionField
from tests.integration.site.factory import add_person

pytestmark = pytest.mark.django_db

ENTITIES = ("document", "platform")
CHECK = {"condition-entities": "document platform", "condition-field": "rule"}


class RuleForm(forms.Form):
    rule = ConditionField(label="Bedingung", entities=ENTITIES, required=False)


@pytest.fixture
def client() -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(add_person("leserin", Company.objects.create(name="Nord"), Role.READER))
    return client


def check(client: Client, text: str, **changed: str) -> str:
    response = client.post(reverse("conditions:check"), CHECK | {"rule": text} | changed)
    assert response.status_code == 200
    return response.content.decode()


def test_a_condition_is_cleaned_to_one_that_decides() -> None:
    form = RuleForm({"rule": "Vorgang.Summe > 3 und Plattform.ist_aktiv"})
    assert form.is_valid()
    assert form.cleaned_data["rule"] == parse("document.total > 3 and platform.is_active", ENTITIES)
    assert RuleForm({"rule": " "}).is_valid()
    empty = RuleForm({})
    assert empty.is_valid()
    assert empty.cleaned_data["rule"] is None


def test_what_is_wrong_is_said_and_marked_and_what_was_typed_is_kept() -> None:
    with override("de"):
        form = RuleForm({"rule": "Vorgang.Sume > 3 & <b>"})
        assert "Meinten Sie „and“?" in form.errors["rule"][0]
        html = form.as_p()
    assert "Vorgang.Sume &gt; 3 &amp; &lt;b&gt;</textarea>" in html
    assert "Vorgang.Sume &gt; 3 <mark>&amp;</mark> &lt;b&gt;</pre>" in html


@pytest.mark.parametrize(("language", "shown"), [("de", "Vorgang.Summe &gt; 3"), ("en", "document.total &gt; 3")])
def test_a_stored_condition_is_shown_in_the_readers_language(language: str, shown: str) -> None:
    with override(language):
        for initial in ("document.total > 3", parse("document.total > 3", ENTITIES)):
            assert f"\n{shown}</textarea>" in RuleForm(initial={"rule": initial}).as_p()
        assert "\nold.field &gt; 3</textarea>" in RuleForm(initial={"rule": "old.field > 3"}).as_p()


def test_the_same_condition_in_another_language_is_no_change() -> None:
    initial = {"rule": "document.total > 3"}
    assert not RuleForm({"rule": "Vorgang.Summe>3"}, initial=initial).has_changed()
    assert RuleForm({"rule": "Vorgang.Summe > 4"}, initial=initial).has_changed()
    assert RuleForm({"rule": ""}, initial=initial).has_changed()
    assert RuleForm({"rule": "Vorgang"}, initial=initial).has_changed()
    assert not RuleForm({"rule": ""}).has_changed()


def test_the_widget_says_where_to_check_and_lists_the_fields() -> None:
    with override("de"):
        html = str(RuleForm()["rule"])
    assert f'hx-post="{reverse("conditions:check")}"' in html
    assert 'aria-describedby="id_rule_check"' in html
    assert 'id="id_rule_check" aria-live="polite"></div>' in html
    assert 'data-insert="Vorgang.Summe"' in html
    assert 'data-insert="&quot;amazon&quot;"' in html
    assert "Kunde." not in html
    assert "style=" not in html
    assert "onclick" not in html


def test_typing_is_checked_in_the_readers_language(client: Client) -> None:
    valid = check(client, 'document.total > 3 and platform.kind == "amazon"')
    assert 'data-verdict="valid"' in valid
    assert "Vorgang.Summe &gt; 3 und Plattform.Art == &quot;amazon&quot;" in valid
    assert "<code>" not in check(client, "Vorgang.Summe > 3")
    wrong = check(client, "Vorgang.Summe = <script>")
    assert 'data-verdict="invalid"' in wrong
    assert "Schreiben Sie „==“" in wrong
    assert "Vorgang.Summe <mark>=</mark> &lt;script&gt;" in wrong
    assert "<mark>…</mark>" in check(client, "Vorgang.Summe >")
    assert check(client, "  ").strip() == ""
    assert "gibt es nicht" not in check(client, "Kunde.Land")


def test_the_check_takes_entities_by_name_and_wants_a_person(client: Client) -> None:
    assert "lässt sich hier nicht fragen" in check(client, "Kunde.Land == 'DE'")
    assert 'data-verdict="valid"' in check(client, "Kunde.Land == 'DE'", **{"condition-entities": "customer"})
    path = reverse("conditions:check")
    for entities in ("", "user", "document user"):
        assert client.post(path, CHECK | {"rule": "true", "condition-entities": entities}).status_code == 400
    assert client.get(path).status_code == 405
    assert Client().post(path, CHECK | {"rule": "true"}).status_code == 302
