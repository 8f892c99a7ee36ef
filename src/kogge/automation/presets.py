"""Presets (Schemas) and the rules they name: kept in versions, so that a run can say what it did."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from kogge.audit.services import record
from kogge.automation.actions import ACTIONS, list_system_rules
from kogge.automation.actions.base import Text
from kogge.automation.errors import NameTaken, PresetNeeded, PresetUnknown, RuleUnknown
from kogge.automation.models import BatchRule, Preset, PresetVersion, TaskRun
from kogge.automation.rules import Definition
from kogge.companies.models import Company, User

OWN = "own:"
LONGEST_ID = 19


@dataclass(frozen=True)
class Rule:
    """A rule of a batch as it is carried out: brought along by Kogge (`is_system`), or the company's own."""

    reference: str
    name: Text
    action: str
    is_system: bool
    condition: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def describe(self) -> dict[str, Any]:
        """Return the rule as JSON, for the batch that carries it out."""
        return {
            "rule": self.reference,
            "name": "" if self.is_system else str(self.name),
            "action": self.action,
            "condition": self.condition,
            "values": dict(self.values),
        }


@dataclass(frozen=True)
class Cause:
    """What begins a batch beside a person: a preset, and the action of a task's run that names it."""

    preset: Preset | None = None
    task_run: TaskRun | None = None
    position: int | None = None


def list_rules(company: Company, subject: str) -> Iterator[Rule]:
    """Yield the rules for a kind of record: those that Kogge brings along, then the company's own by name."""
    for each in list_system_rules(company, subject):
        yield Rule(each.reference, each.label, each.action, is_system=True, values=each.values)
    actions = [key for key, action in ACTIONS.items() if action.subject.key == subject]
    for own in BatchRule.objects.filter(company=company, action__in=actions).order_by("name"):
        yield _as_rule(own)


def find_rule(company: Company, reference: str) -> Rule:
    """Return the rule of a reference. Raises RuleUnknown."""
    if reference.startswith(OWN):
        rule_id = reference.removeprefix(OWN)
        own = find_own_rule(company, int(rule_id)) if rule_id.isdecimal() and len(rule_id) < LONGEST_ID else None
        if own is not None:
            return _as_rule(own)
    else:
        for subject in {action.subject.key for action in ACTIONS.values()}:
            for rule in list_system_rules(company, subject):
                if rule.reference == reference:
                    return Rule(reference, rule.label, rule.action, is_system=True, values=rule.values)
    message = f"There is no rule “{reference}” (any more): choose the batch's rules anew."
    raise RuleUnknown(message)


def find_own_rule(company: Company, rule_id: int) -> BatchRule | None:
    """Return a company's own rule, or None."""
    return BatchRule.objects.filter(company=company, pk=rule_id).first()


def _as_rule(own: BatchRule) -> Rule:
    return Rule(f"{OWN}{own.pk}", own.name, own.action, is_system=False, condition=own.condition, values=own.values)


def save_preset(
    company: Company, name: str, definition: Definition, *, preset: Preset | None = None, actor: User, now: datetime
) -> Preset:
    """Store a batch under a name: as a new preset, or as the next version of one. Raises NameTaken."""
    described = definition.describe()
    try:
        with transaction.atomic():
            before: dict[str, Any] = {}
            if preset is None:
                preset = Preset(company=company, owner=actor, version=0)
            else:
                preset = Preset.objects.select_for_update().get(pk=preset.pk, company=company)
                before = {"name": preset.name, "version": preset.version}
            preset.name, preset.subject, preset.definition, preset.changed_at = name, definition.subject, described, now
            preset.version += 1
            preset.save()
            PresetVersion.objects.create(
                preset=preset, version=preset.version, definition=described, saved_by=actor, saved_at=now
            )
            record(
                company_id=company.pk,
                at=now,
                actor=actor,
                action="automation.change_preset" if before else "automation.add_preset",
                subject_kind="preset",
                subject_id=preset.pk,
                before=before,
                after={"name": name, "version": preset.version},
            )
    except IntegrityError as error:
        raise _name_taken(name) from error
    return preset


def rename_preset(preset: Preset, name: str, actor: User, now: datetime) -> Preset:
    """Give a preset another name; what it does, and so its version, stays. Raises NameTaken."""
    try:
        with transaction.atomic():
            current = Preset.objects.select_for_update().get(pk=preset.pk)
            before, current.name, current.changed_at = current.name, name, now
            current.save(update_fields=["name", "changed_at"])
            record(
                company_id=current.company_id,
                at=now,
                actor=actor,
                action="automation.change_preset",
                subject_kind="preset",
                subject_id=current.pk,
                before={"name": before},
                after={"name": name},
            )
    except IntegrityError as error:
        raise _name_taken(name) from error
    return current


def delete_preset(preset: Preset, actor: User, now: datetime) -> None:
    """Delete a preset with its versions; the batches it was stay. Raises PresetNeeded while a task uses it."""
    try:
        with transaction.atomic():
            record(
                company_id=preset.company_id,
                at=now,
                actor=actor,
                action="automation.delete_preset",
                subject_kind="preset",
                subject_id=preset.pk,
                before={"name": preset.name},
                after={},
            )
            Preset.objects.filter(pk=preset.pk).delete()
    except ProtectedError as error:
        message = f"A task uses the preset “{preset}”: take it out of the task first."
        raise PresetNeeded(message) from error


def _name_taken(name: str) -> NameTaken:
    message = f"There is another preset “{name}”: choose another name."
    return NameTaken(message)


def get_preset(company: Company, preset_id: int | None) -> Preset:
    """Return a preset of a company. Raises PresetUnknown."""
    preset = Preset.objects.filter(company=company, pk=preset_id or 0).first()
    if preset is None:
        message = "The preset is not there (any more)."
        raise PresetUnknown(message)
    return preset
