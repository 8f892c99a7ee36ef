"""The event log, results and numbers in the reader's words."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kogge.automation.actions import sending
from kogge.automation.actions.retrieving import FAILED, FINISHED
from kogge.automation.models import PENDING
from kogge.automation.rules import Result
from kogge.conditions.errors import ConditionInvalid
from kogge.conditions.wording import PROBLEMS, describe
from kogge.documents.wording import REFUSALS as DOCUMENT_REFUSALS
from kogge.kernel.errors import KoggeError
from kogge.orders.wording import word_failure, word_reason

Text = str | Promise

COUNTED: dict[str, Text] = {
    Result.CREATED.value: _("created"),
    Result.CHANGED.value: _("changed"),
    Result.UNCHANGED.value: _("unchanged"),
    Result.SKIPPED.value: _("skipped"),
    "parked": _("parked"),
    Result.FAILED.value: _("failed"),
}
"""What batches count, in the order in which it is read."""

REASONS: dict[str, Text] = {
    "no_platform": _("It came from no platform."),
    "not_open": _("It is not open any more, or its order has a newer version."),
    "change_proposed": _("Somebody has changed it, so the change is proposed on the document's page."),
    "every_record_failed": _("Every single record failed, and trying again without a change is useless."),
    "right_missing": _("The user under whose rights it runs may not do it."),
    "user_unfit": _("The user under whose rights it runs is not active, or does not belong to the company."),
    "rule_unknown": _("It names a rule that is not there any more."),
    "rule_unfit": _("It names a rule for other records."),
    "definition_invalid": _("What is stored of it cannot be read: save it anew."),
    "platform_not_ready": _("The platform cannot fetch orders: its settings are not complete."),
    "offers_not_ready": _("The platform cannot take offers: its settings are not complete."),
    "transfer_runs": _("Its offers are being transferred already."),
    "not_offered": _("It is offered on no platform."),
    "transfer_failed": _("The transfer broke off."),
    "offers_refused": _("The platform refused some of its offers: the list of offers tells why."),
    "internal": _("An unforeseen error; the server's log tells more."),
    "engine_unavailable": _("The engine's database could not be reached."),
    sending.REJECTED: _("The platform rejected status reports: Sales – Status reports shows which, and why."),
}


TOLD_WITH_PROBLEM = frozenset({"platform_not_ready", "offers_not_ready", "transfer_failed", "offers_refused"})
"""Reasons whose own words say only half of it."""
RESULTS: dict[str, Text] = {name: words for name, words in COUNTED.items() if name != "parked"} | {
    PENDING: _("under way"),
}
"""What came of a record."""

REFUSALS: dict[str, Text] = {
    "name_taken": _("This name is taken already: choose another one."),
    "preset_needed": _("A task uses this preset: take it out of the task first."),
    "preset_unknown": _("This preset is not there any more."),
    "service_needed": _("This service still has tasks: give them to another one first."),
    "task_locked": _("The task is locked: put right what is wrong, then unlock it."),
    "task_runs": _("The task is running: wait until it has ended, or stop it."),
    "definition_invalid": _("The range names something that is not there any more: choose it anew."),
    "right_missing": _("You have no right to one of these rules."),
}
"""Why something could not be done."""


def word_refusal(error: KoggeError) -> str:
    """Say why something could not be done, and what to do."""
    if isinstance(error, ConditionInvalid):
        return describe(error)
    return str(REFUSALS.get(error.code) or REASONS.get(error.code) or word_failure(error.code) or error)


def word_outcome(code: str, values: Mapping[str, Any], counts: Mapping[str, int] | None) -> str:
    """Return what there is to say about what came of one record; nothing where its result says it all."""
    if code in {FINISHED, sending.SENT}:
        return word_counts(counts or {})
    if code in {FAILED, sending.FAILED}:
        return _word_retrieval_problem(values)
    return word_code(code, values) if code else ""


def word_counts(counts: Mapping[str, int]) -> str:
    """Return numbers as people read them: what is zero is left out."""
    told = [f"{number} {COUNTED[name]}" for name in COUNTED if (number := counts.get(name, 0))]
    return ", ".join(told) or gettext("nothing to do")


def word_result(counts: Mapping[str, int] | None, *, is_active: bool) -> str:
    """Return the numbers of a run; one under way that has done nothing yet has not “nothing to do”."""
    return "" if is_active and not any((counts or {}).values()) else word_counts(counts or {})


def word_code(code: str, values: Mapping[str, Any]) -> str:
    """Return why a record was skipped or failed, or why something was locked."""
    if code in PROBLEMS:
        return gettext("The condition of a rule cannot be read any more: open the rule and mend it.")
    if code in REASONS:
        problem = values.get("problem") if code in TOLD_WITH_PROBLEM else ""
        return f"{REASONS[code]} {problem or ''}".strip()
    return str(DOCUMENT_REFUSALS.get(code) or word_failure(code) or values.get("problem") or code)


def _word_result(values: Mapping[str, Any]) -> str:
    told = word_counts({name: number for name, number in values.items() if name in COUNTED})
    return f"{values['title']}: {told}" if values.get("title") else told


def _word_retrieval_problem(values: Mapping[str, Any]) -> str:
    code = str(values.get("problem_code") or values.get("code") or "")
    return word_code(code, values)


def _word_failed_record(values: Mapping[str, Any]) -> str:
    return gettext("%(record)s failed: %(problem)s") % {
        "record": values.get("record", ""),
        "problem": _word_retrieval_problem(values),
    }


def _word_missed(values: Mapping[str, Any]) -> str:
    number = int(values["number"])
    return ngettext(
        "%(number)s run was left out because nothing could run it in time.",
        "%(number)s runs were left out because nothing could run them in time.",
        number,
    ) % {"number": number}


def _word_late(values: Mapping[str, Any]) -> str:
    since = timezone.localtime(datetime.fromisoformat(values["since"]))
    return gettext("No success since %(since)s.") % {"since": date_format(since, "SHORT_DATETIME_FORMAT")}


LINES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "batch_result": _word_result,
    "batch_cancelled": lambda values: gettext("Cancelled after %(seen)s records.") % {"seen": values.get("seen", 0)},
    "batch_failed": lambda values: gettext("Broken off: %(problem)s") % {"problem": _word_retrieval_problem(values)},
    "record_failed": _word_failed_record,
    "more_failed": lambda values: gettext("%(number)s more records failed.") % {"number": values["number"]},
    "run_failed": lambda values: gettext("Broken off: %(problem)s") % {"problem": _word_retrieval_problem(values)},
    "runs_missed": _word_missed,
    "task_locked": lambda values: (
        gettext("Locked until somebody unlocks it: %(problem)s") % {"problem": _word_retrieval_problem(values)}
    ),
    "task_late": _word_late,
    "task_unlocked": lambda values: gettext("Unlocked by %(user)s.") % {"user": values["by"]},
    "message_failed": lambda values: (
        gettext("The message “%(subject)s” could not be sent: %(problem)s")
        % {"subject": values["subject"], "problem": values["problem"]}
    ),
}


def word_line(code: str, values: Mapping[str, Any]) -> str:
    """Return a line of the event log."""
    word = LINES.get(code)
    return word(values) if word else code


def word_skipped(code: str) -> Text:
    """Return why orders were skipped in a retrieval."""
    return word_reason(code).label
