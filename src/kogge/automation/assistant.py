"""The assistant of batch actions (Bereichs-Aktionen): range, rules, summary, and what is done with them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.automation import presets, services, starting
from kogge.automation.assistant_forms import NameForm, RangeForm, RuleForm
from kogge.automation.describing import word_condition, word_rule
from kogge.automation.drafts import Draft, DraftUnreadable
from kogge.automation.errors import NameTaken
from kogge.automation.listing import find_preset, may_change_preset
from kogge.automation.models import BatchRule, Preset
from kogge.automation.presets import OWN, Rule
from kogge.automation.rules import Definition, DefinitionInvalid
from kogge.automation.subjects import Subject, get_subject
from kogge.automation.summaries import summarise
from kogge.automation.wording import word_refusal
from kogge.companies.permissions import Right
from kogge.kernel.errors import KoggeError
from kogge.web.access import OfficeRequest, needs

STEPS = ("range", "rules", "summary")
LABELS = {"range": _("Range"), "rules": _("Rules"), "summary": _("Summary")}


@dataclass
class Assistant:
    """One request to the assistant: what was entered so far, and what the person wants now."""

    request: OfficeRequest
    subject: Subject
    draft: Draft

    def show(self, step: str, *, is_checked: bool = False, **more: object) -> HttpResponse:
        """Answer with a step; with `is_checked` with what is wrong in what was entered."""
        context: dict[str, object] = {
            "subject": self.subject,
            "step": step,
            "steps": [(LABELS[each], each == step) for each in STEPS],
            "sealed": self.draft.seal(),
            "preset": self.preset,
            "may_change_rules": Right.ADMINISTER_AUTOMATION in self.request.membership.rights,
        }
        context |= self._describe(step, is_checked=is_checked) | more
        return render(self.request, f"automation/assistant_{step}.html", context)

    def show_rule(self, form: RuleForm) -> HttpResponse:
        """Answer with the form of an own rule."""
        context = {"subject": self.subject, "step": "rule", "form": form, "rule": form.rule}
        context |= {"sealed": self.draft.seal()}
        return render(self.request, "automation/assistant_rule.html", context)

    @property
    def preset(self) -> Preset | None:
        """The preset that the assistant was opened from, or that was saved in it."""
        return find_preset(self.request.company, self.draft.preset_id)

    @property
    def range_form(self) -> RangeForm:
        """The range as it was entered, to be checked."""
        return RangeForm(self.subject, self.request.company, self.draft, is_checked=True)

    @property
    def rules(self) -> list[Rule]:
        """The rules that there are for these records."""
        return list(presets.list_rules(self.request.company, self.subject.key))

    def define(self) -> Definition:
        """Return what was put together. Raises DefinitionInvalid where a step is not complete."""
        form = self.range_form
        if not form.is_valid() or not self.draft.rules:
            message = "The range or the rules are not chosen yet."
            raise DefinitionInvalid(message)
        return Definition(self.subject.key, form.as_range(), self.draft.rules)

    def _describe(self, step: str, *, is_checked: bool) -> dict[str, object]:
        """Return what a step's page shows beside what all have."""
        if step == "range":
            return {"form": RangeForm(self.subject, self.request.company, self.draft, is_checked=is_checked)}
        if step == "rules":
            chosen = self.draft.rules
            rules = [
                (each, word_rule(each), word_condition(each.condition, self.subject), each.reference in chosen)
                for each in self.rules
            ]
            return {"rules": rules, "is_missing": is_checked and not chosen}
        preset = self.preset
        may_save = preset is not None and may_change_preset(self.request.membership, preset)
        return {"summary": summarise(self.request.membership, self.define()), "may_save": may_save}


@needs(Right.RUN_BATCHES)
def show_assistant(request: OfficeRequest, subject: str) -> HttpResponse:
    """Lead through a batch: begun with what a list has chosen, or with a preset; nothing is done before the end."""
    try:
        found = get_subject(subject)
    except DefinitionInvalid as error:
        raise Http404(str(error)) from error
    if request.method != "POST":
        return _open(request, found)
    if "draft" not in request.POST:
        begun = Draft.of_list(request.POST.getlist("chosen"), request.POST.get("query", ""))
        return Assistant(request, found, begun).show("range")
    try:
        assistant = Assistant(request, found, _read_entered(request))
    except DraftUnreadable:
        messages.error(request, gettext("What was entered cannot be read any more: begin anew."))
        return redirect(found.list_page)
    return _answer(assistant)


def _open(request: OfficeRequest, subject: Subject) -> HttpResponse:
    """Begin without a list: with a preset, where the address names one."""
    wanted = request.GET.get("preset", "")
    draft = Draft.of_list([], "")
    if wanted.isdecimal():
        preset = get_object_or_404(Preset, company=request.company, subject=subject.key, pk=int(wanted[:18]))
        draft = Draft.of_preset(preset)
    return Assistant(request, subject, draft).show("range")


def _read_entered(request: OfficeRequest) -> Draft:
    """Return the draft with what was entered on the page that was sent. Raises DraftUnreadable."""
    draft, entered = Draft.unseal(request.POST["draft"]), request.POST
    if entered.get("step") == "range":
        fields = ("kind", "platform", *RangeForm.free)
        return replace(draft, entered={name: entered.get(name, "") for name in fields})
    if entered.get("step") == "rules":
        return replace(draft, rules=tuple(entered.getlist("rules")))
    return draft


def _answer(assistant: Assistant) -> HttpResponse:
    wish, _colon, name = assistant.request.POST.get("do", "").partition(":")
    answers: dict[str, Callable[[Assistant, str], HttpResponse]] = {
        "to": _go,
        "run": _run,
        "ask-name": lambda assistant, _name: assistant.show("summary", name_form=NameForm()),
        "save": _save,
        "save-as": _save_as,
        "edit-rule": _edit_rule,
        "copy-rule": _copy_rule,
        "save-rule": _save_rule,
        "ask-delete-rule": _ask_delete_rule,
        "delete-rule": _delete_rule,
    }
    if wish.endswith("-rule") and Right.ADMINISTER_AUTOMATION not in assistant.request.membership.rights:
        raise PermissionDenied
    try:
        return answers.get(wish, _go)(assistant, name)
    except DefinitionInvalid:
        return _go(assistant, "summary")


def _go(assistant: Assistant, step: str) -> HttpResponse:
    """Go to a step, or stay at the first one before it that is not complete."""
    wanted = STEPS.index(step) if step in STEPS else 0
    if wanted > 0 and not assistant.range_form.is_valid():
        return assistant.show("range", is_checked=True)
    known = {rule.reference for rule in assistant.rules}
    assistant.draft = replace(assistant.draft, rules=tuple(each for each in assistant.draft.rules if each in known))
    if wanted > 1 and not assistant.draft.rules:
        return assistant.show("rules", is_checked=True)
    return assistant.show(STEPS[wanted])


def _run(assistant: Assistant, _name: str) -> HttpResponse:
    request = assistant.request
    actor, company = request.membership.user, request.company
    try:
        batch = starting.run_batch(
            company, assistant.define(), preset=assistant.preset, actor=actor, now=datetime.now(UTC)
        )
    except DefinitionInvalid:
        raise
    except KoggeError as error:
        messages.error(request, word_refusal(error))
        return _go(assistant, "summary")
    return redirect("automation:batch-run", batch_id=batch.pk)


def _save(assistant: Assistant, _name: str) -> HttpResponse:
    """Store what was put together as the next version of the preset that it was opened from."""
    preset = assistant.preset
    if preset is None or not may_change_preset(assistant.request.membership, preset):
        raise PermissionDenied
    return _store(assistant, preset.name, preset)


def _save_as(assistant: Assistant, _name: str) -> HttpResponse:
    form = NameForm(assistant.request.POST)
    if not form.is_valid():
        return assistant.show("summary", name_form=form)
    try:
        return _store(assistant, form.cleaned_data["name"], None)
    except NameTaken as error:
        form.add_error("name", word_refusal(error))
        return assistant.show("summary", name_form=form)


def _store(assistant: Assistant, name: str, preset: Preset | None) -> HttpResponse:
    request = assistant.request
    saved = presets.save_preset(
        request.company,
        name,
        assistant.define(),
        preset=preset,
        actor=request.membership.user,
        now=datetime.now(UTC),
    )
    messages.success(request, gettext("The preset “%(name)s” is saved.") % {"name": saved.name})
    assistant.draft = replace(assistant.draft, preset_id=saved.pk)
    return assistant.show("summary")


def _edit_rule(assistant: Assistant, rule_id: str) -> HttpResponse:
    return assistant.show_rule(RuleForm(rule=_get_rule(assistant, rule_id), subject=assistant.subject))


def _copy_rule(assistant: Assistant, reference: str) -> HttpResponse:
    """Offer a new rule that says what another one says; one that Kogge brings along can be copied, too."""
    rule = next((each for each in assistant.rules if each.reference == reference), None)
    if rule is None:
        return _go(assistant, "rules")
    name = gettext("Copy of %(rule)s") % {"rule": rule.name}
    copy = BatchRule(
        company=assistant.request.company, name=name, action=rule.action, condition=rule.condition, values=rule.values
    )
    return assistant.show_rule(RuleForm(rule=copy, subject=assistant.subject))


def _save_rule(assistant: Assistant, rule_id: str) -> HttpResponse:
    request = assistant.request
    rule = _get_rule(assistant, rule_id)
    form = RuleForm(request.POST, rule=rule, subject=assistant.subject)
    if not form.is_valid():
        return assistant.show_rule(form)
    is_new = rule.pk is None
    try:
        saved = services.save_rule(form.apply(), request.membership.user, datetime.now(UTC))
    except NameTaken as error:
        form.add_error("name", word_refusal(error))
        return assistant.show_rule(form)
    messages.success(request, gettext("The rule “%(name)s” is saved.") % {"name": saved.name})
    if is_new:
        assistant.draft = replace(assistant.draft, rules=(*assistant.draft.rules, f"{OWN}{saved.pk}"))
    return assistant.show("rules")


def _ask_delete_rule(assistant: Assistant, rule_id: str) -> HttpResponse:
    return assistant.show("rules", to_delete=_get_rule(assistant, rule_id))


def _delete_rule(assistant: Assistant, rule_id: str) -> HttpResponse:
    rule = _get_rule(assistant, rule_id)
    if rule.pk:
        reference = f"{OWN}{rule.pk}"
        services.delete_rule(rule, assistant.request.membership.user, datetime.now(UTC))
        assistant.draft = replace(
            assistant.draft, rules=tuple(each for each in assistant.draft.rules if each != reference)
        )
    return assistant.show("rules")


def _get_rule(assistant: Assistant, rule_id: str) -> BatchRule:
    """Return a rule of the company, or a new one where no id is named. Raises Http404."""
    company = assistant.request.company
    if not rule_id:
        return BatchRule(company=company)
    rule = presets.find_own_rule(company, int(rule_id)) if rule_id.isdecimal() and len(rule_id) < 19 else None  # noqa: PLR2004
    if rule is None:
        raise Http404(rule_id)
    return rule
