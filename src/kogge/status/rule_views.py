"""Pages of rules for platforms (Regeln für Plattformen): the system's defaults to copy, and the company's own."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.status import queries
from kogge.status.forms import RuleFilters, RuleForm
from kogge.status.models import PlatformRule
from kogge.status.rules import SYSTEM_RULES, Rule
from kogge.status.services import RuleNameTaken, delete_rule, save_rule
from kogge.status.tables import RuleTable
from kogge.status.wording import name_rule, word_refusal, word_trigger
from kogge.web.access import OfficeRequest, action_needing, needs
from kogge.web.lists import ListPage


class RuleList(ListPage):
    """A company's own rules for platforms, below those that Kogge brings along."""

    title = _("Rules for platforms")
    introduction = _(
        "When a platform is told of a parcel, an order or an invoice. A default of the system counts wherever a "
        "platform has no rule of its own for the status; copy it to change it, or to switch it on."
    )
    table_class = RuleTable
    filters_class = RuleFilters
    template_name = "status/rules.html"
    empty_title = _("No rules of your own")
    empty_hint = _("The system's defaults count for all platforms. Copy one to have it otherwise.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's rules."""
        return queries.list_rules(self.request.company)

    def add_context(self) -> dict[str, object]:
        """Show the system's defaults above the list."""
        rules = [
            (rule, name_rule(rule), word_trigger(rule.trigger, rule.document_kind, rule.kind)) for rule in SYSTEM_RULES
        ]
        return {"system_rules": rules}


@needs(Right.ADMINISTER_PARAMETERS)
def add_rule(request: OfficeRequest) -> HttpResponse:
    """Enter a new rule; `copy` of the address names a default of the system to begin with."""
    rule = PlatformRule(company=request.company)
    key = request.GET.get("copy")
    if key:
        template = _find_system_rule(key)
        rule = _copy(template, request)
    return _edit(request, rule)


@needs(Right.ADMINISTER_PARAMETERS)
def edit_rule(request: OfficeRequest, rule_id: int) -> HttpResponse:
    """Change a rule."""
    return _edit(request, get_object_or_404(queries.list_rules(request.company), pk=rule_id))


@action_needing(Right.ADMINISTER_PARAMETERS)
def remove_rule(request: OfficeRequest, rule_id: int) -> HttpResponse:
    """Delete a rule."""
    rule = get_object_or_404(queries.list_rules(request.company), pk=rule_id)
    delete_rule(rule, actor=request.membership.user, at=datetime.now(UTC))
    messages.success(request, gettext("The rule was deleted; what it wrote stays."))
    return redirect("status:rules")


def _edit(request: OfficeRequest, rule: PlatformRule) -> HttpResponse:
    form = RuleForm(request.POST or None, instance=rule, company=request.company)
    if request.method == "POST" and form.is_valid():
        try:
            save_rule(form.save(commit=False), actor=request.membership.user, at=datetime.now(UTC))
        except RuleNameTaken as error:
            form.add_error("name", word_refusal(error.code, str(error)))
        else:
            messages.success(request, gettext("Saved. From now on the rule counts for new events."))
            return redirect("status:rules")
    return render(request, "status/rule.html", {"form": form, "rule": rule})


def _find_system_rule(key: str) -> Rule:
    for rule in SYSTEM_RULES:
        if rule.key == key:
            return rule
    raise Http404


def _copy(template: Rule, request: OfficeRequest) -> PlatformRule:
    rule = replace(template, name=gettext("%(rule)s (copy)") % {"rule": f"{template.kind} {template.value}"})
    return PlatformRule(
        company=request.company,
        name=rule.name,
        trigger=rule.trigger,
        document_kind=rule.document_kind,
        kind=rule.kind,
        value=rule.value,
    )
