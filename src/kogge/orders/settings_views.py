"""A platform's register Document creation (Vorgangserzeugung), and the import of its initial settings."""

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
from kogge.kernel.errors import KoggeError
from kogge.orders.initial_settings import import_initial_settings, list_setting_changes
from kogge.orders.listing import find_stored_creation, list_seen_words
from kogge.orders.method_names import read_methods
from kogge.orders.models import DocumentCreation
from kogge.orders.settings_forms import DocumentCreationForm, PaymentMappings, ShippingMappings
from kogge.orders.wording import word_failure
from kogge.platforms.listing import list_platforms
from kogge.platforms.registers import go_on
from kogge.platforms.traits import find_traits
from kogge.web.access import OfficeRequest, action_needing, needs


@needs(Right.ADMINISTER_PARAMETERS)
def edit_creation(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Say how a platform's orders become documents: standard configuration, handling, mapping tables."""
    platform = get_object_or_404(list_platforms(request.company), pk=platform_id)
    if not platform.uses_cloud:
        messages.info(request, gettext("This register belongs to the Cloud: tick “Use the Cloud” and save first."))
        return redirect("platforms:edit", platform_id=platform.pk)
    creation = find_stored_creation(platform) or DocumentCreation(platform=platform)
    before = _describe(creation)
    posted = request.POST or None
    form = DocumentCreationForm(posted, instance=creation, platform=platform)
    tables = {
        "payment_methods": PaymentMappings(posted, platform=platform, prefix="payment"),
        "shipping_methods": ShippingMappings(posted, platform=platform, prefix="shipping"),
    }
    # Each is asked, so that every mistake is shown at once.
    if posted and all([form.is_valid(), *(table.is_valid() for table in tables.values())]):
        _save(request, form, tables, before)
        messages.success(request, gettext("Saved. It holds for orders from now on; documents can be mapped again."))
        return go_on(request, platform, "creation")
    context = {
        "platform": platform,
        "form": form,
        "words": list_seen_words(platform),
        "register": "creation",
        "names_methods": find_traits(platform.kind).names_methods,
        **tables,
    }
    return render(request, "orders/creation.html", context)


@action_needing(Right.ADMINISTER_PARAMETERS)
def read_names(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Read the platform's payment and shipping methods into empty rows of the mapping tables."""
    platform = get_object_or_404(list_platforms(request.company), pk=platform_id)
    try:
        added = read_methods(platform, actor=request.membership.user, now=datetime.now(UTC))
    except KoggeError as error:
        messages.error(request, str(word_failure(error.code) or error))
    else:
        words = gettext("Methods read from the platform: %(number)s new. What was mapped already stays as it is.")
        messages.success(request, words % {"number": added})
    return redirect("orders:creation", platform_id=platform.pk)


@needs(Right.ADMINISTER_PARAMETERS)
def import_settings(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Ask whether to load the initial settings; show what that would overwrite; load them when that is confirmed."""
    platform = get_object_or_404(list_platforms(request.company), pk=platform_id)
    answer = request.POST.get("answer", "")
    if answer == "no":
        messages.info(request, gettext("Nothing was changed: all settings of the platform stay as they are."))
        return redirect("platforms:list")
    if answer == "import":
        changes = import_initial_settings(platform, actor=request.membership.user, now=datetime.now(UTC))
        words = gettext("The initial settings have been loaded. Settings changed: %(number)s.")
        messages.success(request, words % {"number": len(changes)})
        return redirect("platforms:list")
    context: dict[str, Any] = {"platform": platform}
    if answer == "yes":
        context["changes"] = list_setting_changes(platform)
        return render(request, "orders/settings_preview.html", context)
    return render(request, "orders/settings_question.html", context)


def _save(request: OfficeRequest, form: DocumentCreationForm, tables: dict[str, Any], before: dict[str, Any]) -> None:
    with transaction.atomic():
        creation = form.save()
        for table in tables.values():
            table.save()
        record(
            company_id=request.company.pk,
            at=datetime.now(UTC),
            actor=request.membership.user,
            action="platforms.change_document_creation",
            subject_kind="platform",
            subject_id=creation.platform_id,
            before=before,
            after=_describe(creation)
            | {name: [str(each) for each in table.queryset] for name, table in tables.items()},
        )


def _describe(creation: DocumentCreation) -> dict[str, Any]:
    return model_to_dict(creation, exclude=["id", "platform"])
