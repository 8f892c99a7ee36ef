"""The page of a preset (Schema): what it does, its versions, its batches, its name, and its end."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.automation import listing, presets
from kogge.automation.assistant_forms import NameForm
from kogge.automation.describing import word_range, word_rules
from kogge.automation.forms import BatchFilters
from kogge.automation.models import Preset
from kogge.automation.rules import Definition, DefinitionInvalid
from kogge.automation.subjects import get_subject
from kogge.automation.tables import BatchTable
from kogge.automation.wording import word_refusal
from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.web.access import OfficeRequest, needs
from kogge.web.lists import ListPage


class PresetPage(ListPage):
    """A preset with the batches that it was."""

    title = _("Preset")
    table_class = BatchTable
    filters_class = BatchFilters
    template_name = "automation/preset.html"
    shares_layout = True
    empty_title = _("It was not carried out yet")
    empty_hint = _("Open it in the assistant, or let a task carry it out.")

    @cached_property
    def preset(self) -> Preset:
        """Return the preset of the address."""
        return _get(self.request, self.kwargs["preset_id"])

    def list_rows(self) -> QuerySet[Any]:
        """Return the batches that the preset was."""
        return listing.list_batches(self.request.company).filter(preset=self.preset)

    def add_context(self) -> dict[str, object]:
        """Show what it does, what it was, and what uses it."""
        preset = self.preset
        return {
            "preset": preset,
            "does": describe(preset, preset.definition),
            "versions": [(each, describe(preset, each.definition)) for each in listing.list_versions(preset)],
            "uses": listing.list_uses(preset),
            "may_change": listing.may_change_preset(self.request.membership, preset),
        }


def describe(preset: Preset, stored: dict[str, Any]) -> dict[str, object]:
    """Return range and rules of a version in words; what cannot be read says so."""
    try:
        definition = Definition.read(stored)
        subject = get_subject(definition.subject)
    except DefinitionInvalid as error:
        return {"range": word_refusal(error), "rules": []}
    return {
        "range": word_range(subject, preset.company, definition.range),
        "rules": word_rules(preset.company, definition),
    }


@needs(Right.RUN_BATCHES)
def rename(request: OfficeRequest, preset_id: int) -> HttpResponse:
    """Give a preset another name."""
    preset = _get_own(request, preset_id)
    form = NameForm(request.POST or None, initial={"name": preset.name})
    if request.method == "POST" and form.is_valid():
        try:
            presets.rename_preset(preset, form.cleaned_data["name"], request.membership.user, datetime.now(UTC))
        except KoggeError as error:
            form.add_error("name", word_refusal(error))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("automation:preset", preset_id=preset.pk)
    return render(request, "automation/preset_rename.html", {"preset": preset, "form": form})


@needs(Right.RUN_BATCHES)
def delete(request: OfficeRequest, preset_id: int) -> HttpResponse:
    """Ask whether a preset is to go, and delete it; one that a task uses stays."""
    preset = _get_own(request, preset_id)
    if request.method == "POST":
        try:
            presets.delete_preset(preset, request.membership.user, datetime.now(UTC))
        except KoggeError as error:
            messages.error(request, word_refusal(error))
            return redirect("automation:preset", preset_id=preset.pk)
        messages.success(request, gettext("The preset “%(name)s” is deleted.") % {"name": preset.name})
        return redirect("automation:presets")
    return render(request, "automation/preset_delete.html", {"preset": preset, "uses": listing.list_uses(preset)})


def _get(request: OfficeRequest, preset_id: int) -> Preset:
    return get_object_or_404(Preset.objects.select_related("company", "owner"), company=request.company, pk=preset_id)


def _get_own(request: OfficeRequest, preset_id: int) -> Preset:
    """Return a preset that the person may change. Raises Http404 and PermissionDenied."""
    preset = _get(request, preset_id)
    if not listing.may_change_preset(request.membership, preset):
        raise PermissionDenied
    return preset
