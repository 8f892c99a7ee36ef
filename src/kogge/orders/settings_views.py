"""The page of a platform's document creation (Vorgangserzeugung)."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from kogge.audit.services import record
from kogge.companies.permissions import Right
from kogge.orders.listing import find_document_creation, list_seen_words
from kogge.orders.models import DocumentCreation
from kogge.orders.settings_forms import CustomerDefaultsForm, DocumentCreationForm, PaymentMappings, ShippingMappings
from kogge.platforms.listing import list_platforms
from kogge.web.access import OfficeRequest, needs


@needs(Right.ADMINISTER_PARAMETERS)
def edit_creation(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Say how a platform's orders become documents: standard configuration, handling, mapping tables."""
    platform = get_object_or_404(list_platforms(request.company), pk=platform_id)
    creation = find_document_creation(platform) or DocumentCreation(platform=platform)
    before = _describe(creation)
    posted = request.POST or None
    form = DocumentCreationForm(posted, instance=creation, platform=platform)
    defaults = CustomerDefaultsForm(posted, instance=platform)
    tables = {
        "payment_methods": PaymentMappings(posted, platform=platform, prefix="payment"),
        "shipping_methods": ShippingMappings(posted, platform=platform, prefix="shipping"),
    }
    # Each is asked, so that every mistake is shown at once.
    if posted and all([form.is_valid(), defaults.is_valid(), *(table.is_valid() for table in tables.values())]):
        _save(request, form, defaults, tables, before)
        messages.success(request, gettext("Saved. It holds for orders from now on; documents can be mapped again."))
        return redirect("orders:platform", platform_id=platform.pk)
    context = {"platform": platform, "form": form, "defaults": defaults, "words": list_seen_words(platform), **tables}
    return render(request, "orders/creation.html", context)


def _save(
    request: OfficeRequest,
    form: DocumentCreationForm,
    defaults: CustomerDefaultsForm,
    tables: dict[str, Any],
    before: dict[str, Any],
) -> None:
    with transaction.atomic():
        creation = form.save()
        platform = defaults.save()
        for table in tables.values():
            table.save()
        record(
            company_id=platform.company_id,
            at=datetime.now(UTC),
            actor=request.membership.user,
            action="platforms.change_document_creation",
            subject_kind="platform",
            subject_id=platform.pk,
            before=before,
            after=_describe(creation)
            | {name: [str(each) for each in table.queryset] for name, table in tables.items()},
        )


def _describe(creation: DocumentCreation) -> dict[str, Any]:
    of_customers = model_to_dict(creation.platform, ["customer_status", "guest_status", "uses_collective_customer"])
    return model_to_dict(creation, exclude=["id", "platform"]) | of_customers
