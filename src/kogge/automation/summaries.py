"""What a batch would do, before it is carried out: how many records, which are the first, and whether one may."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from kogge.automation.actions import Job, find_action
from kogge.automation.conditions import find_unmet, prepare
from kogge.automation.describing import word_condition, word_range, word_rule
from kogge.automation.presets import Rule, find_rule
from kogge.automation.rules import Definition
from kogge.automation.subjects import Subject, get_subject, select
from kogge.automation.wording import word_refusal
from kogge.companies.models import Membership
from kogge.kernel.errors import KoggeError
from kogge.web.formats import format_count

SHOWN = 20
JUDGED_AT_MOST = 1000
"""A condition is tried on so many records: it cannot be counted by the database."""


@dataclass(frozen=True)
class RuleSummary:
    """One of a batch's rules: for how many records it is, and why the person may not carry it out."""

    name: str
    condition: str
    records: str
    refusal: str


@dataclass(frozen=True)
class Summary:
    """A batch in words; `problem` says why it cannot be carried out at all."""

    range: str
    total: int = 0
    rules: Sequence[RuleSummary] = ()
    first: Sequence[tuple[str, str]] = ()
    problem: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether the person may carry it out now."""
        return not self.problem and not any(rule.refusal for rule in self.rules)


def summarise(membership: Membership, definition: Definition) -> Summary:
    """Return what a batch would do if this person carried it out. Raises DefinitionInvalid for an unknown subject."""
    company, subject = membership.company, get_subject(definition.subject)
    words = word_range(subject, company, definition.range)
    try:
        rows = select(subject, company, definition.range).order_by("pk")
        total = rows.order_by().count()
        rules = [_summarise(find_rule(company, each), subject, rows, membership) for each in definition.rules]
        first = [(subject.name(record), address_of(subject, record.pk)) for record in rows[:SHOWN]]
    except KoggeError as error:
        return Summary(words, problem=word_refusal(error))
    return Summary(words, total, rules, first)


def address_of(subject: Subject, pk: int) -> str:
    """Return the address of a record's page; of its list where it has none."""
    page, argument = subject.page
    return reverse(page, kwargs={argument: pk} if argument else {})


def _summarise(rule: Rule, subject: Subject, rows: QuerySet[Any], membership: Membership) -> RuleSummary:
    action = find_action(rule.action)
    rows = action.narrow(rows, Job(membership.company, membership.user, timezone.now(), rule.values))
    total = rows.order_by().count()
    may = action.right in membership.rights
    refusal = "" if may else gettext("You have no right to it: an administrator can carry it out.")
    records = _count_met(rule.condition, subject, rows, total) if rule.condition else format_count(total)
    condition = word_condition(rule.condition, subject)
    return RuleSummary(word_rule(rule), condition, records, refusal)


def _count_met(condition: str, subject: Subject, rows: QuerySet[Any], total: int) -> str:
    looked_at = list(prepare(rows, subject, condition)[:JUDGED_AT_MOST])
    met = len(looked_at) - len(find_unmet(condition, subject, looked_at, timezone.now()))
    if total <= JUDGED_AT_MOST:
        return format_count(met)
    return gettext("%(met)s of the first %(number)s") % {
        "met": format_count(met),
        "number": format_count(len(looked_at)),
    }
