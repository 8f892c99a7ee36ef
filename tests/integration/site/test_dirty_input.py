"""Whatever people paste into a form is stored, or refused beside its field: never an error page, never lost."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from kogge.companies.models import Role
from kogge.customers.models import Customer, CustomerStatus
from kogge.documents.parameters import PARAMETERS
from tests.integration.orders.shop import Shop, open_shop
from tests.integration.site.factory import AT, add_person

DIRT = {
    "long": "ä" * 10_000,
    "emoji": "🛳️ 👩‍👩‍👧 \U0001f1e9\U0001f1ea",
    "nul": "a\x00b",
    "right-to-left": "\u202eشحن\u202c עברית",
    "script": "</textarea><script>alert(1)</script>\"'",
    "number": "9" * 5_000,
    "exponent": "1e400",
}


def pages(shop: Shop) -> list[str]:
    status = CustomerStatus.objects.get(company=shop.company)
    customer = Customer.objects.create(
        company=shop.company, number="K1", name="Ömer", status=status, created_at=AT, changed_at=AT
    )
    platform = [shop.platform.pk]
    return [
        reverse("platforms:add"),
        reverse("platforms:edit", args=platform),
        reverse("platforms:access", args=platform),
        reverse("platforms:defaults", args=platform),
        reverse("orders:creation", args=platform),
        reverse("orders:import-settings", args=platform),
        reverse("platforms:add-credentials"),
        reverse("customers:add"),
        reverse("customers:edit", args=[customer.pk]),
        reverse("articles:add"),
        reverse("articles:add-alias"),
        reverse("documents:copy-status", args=[status.pk]),
        *(reverse("documents:add-parameter", args=[key]) for key in PARAMETERS),
        *(
            reverse("documents:edit-parameter", args=[key, row.pk])
            for key, parameter in PARAMETERS.items()
            if (row := parameter.model._default_manager.filter(company=shop.company).first())
        ),
    ]


def fields_of(page: str) -> dict[str, bool]:
    """Return the names of what people fill in on the page, and whether text is typed there."""
    main = page[page.index("<main") :]
    found = re.findall(r'<(?:input type="(\w+)"|select|textarea)[^>]*?\sname="([\w-]+)"', main)
    return {name: kind in {"text", "tel", "email"} for kind, name in found if not name.endswith("_FORMS")}


@pytest.fixture
def shop() -> Shop:
    return open_shop()


@pytest.fixture
def admin(shop: Shop) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(add_person("admin", shop.company, Role.ADMIN))
    return client


@pytest.mark.django_db
def test_dirty_input_is_stored_or_refused_but_never_fails(shop: Shop, admin: Client) -> None:
    counts = {f"{prefix}-{name}_FORMS": "1" for prefix in ("payment", "shipping") for name in ("TOTAL", "INITIAL")}
    counts |= {"payment-INITIAL_FORMS": "0", "shipping-INITIAL_FORMS": "0", "next": ""}
    for path in pages(shop):
        fields = fields_of(admin.get(path).content.decode())
        for name, dirt in DIRT.items():
            answer = admin.post(path, dict.fromkeys(fields, dirt) | counts)
            assert answer.status_code in {200, 302}, (path, name)
            page = answer.content.decode()
            assert "<script>alert" not in page, (path, name)
            if answer.status_code == 200 and name in {"emoji", "right-to-left"}:
                assert dirt in html.unescape(page) or not any(fields.values()), (path, name)


@pytest.mark.django_db(transaction=True, databases=["default", "cloud"])
def test_a_try_of_dirty_credentials_is_answered(admin: Client) -> None:
    for name, dirt in DIRT.items():
        form = dict.fromkeys(("credentials", "client_id", "client_secret", "name"), dirt)
        answer = admin.post(reverse("platforms:try-credentials"), form)
        assert answer.status_code == 200, name
        assert "alert-danger" in answer.content.decode(), name
