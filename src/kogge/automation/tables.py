"""The tables of tasks, services, presets, batches, runs and the event log."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import django_tables2 as tables
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.automation.actions.retrieving import FAILED, FINISHED
from kogge.automation.describing import word_duration, word_trigger
from kogge.automation.models import (
    ACTIVE_STATES,
    AutomationService,
    AutomationTask,
    BatchItem,
    BatchRun,
    LogEntry,
    Preset,
    RunState,
    TaskRun,
)
from kogge.automation.progress import word_step
from kogge.automation.standing import Standing, judge_service, judge_task
from kogge.automation.subjects import SUBJECTS, get_subject
from kogge.automation.summaries import address_of
from kogge.automation.wording import RESULTS, word_code, word_line, word_outcome, word_result
from kogge.web.columns import DASH, ListTable, StateColumn, TimeColumn, show_state, show_time

RESULT_COLOURS = {"failed": "failed", "skipped": "skipped", "pending": "running", "unchanged": "skipped"}
LEVEL_COLOURS = {"info": "secondary", "warning": "orange", "error": "red", "alarm": "red"}
LONGEST_NAME = 80
SUBJECT_BY_KIND = {each.kind: each for each in SUBJECTS.values()}


def show_standing(standing: Standing) -> SafeString:
    """Return a state as a badge, with what more there is to say below it."""
    more = format_html('<div class="text-secondary small">{}</div>', standing.detail) if standing.detail else ""
    return format_html('<span class="badge state bg-{}-lt">{}</span>{}', standing.colour, standing.words, more)


def show_precise_time(at: datetime) -> SafeString:
    """Return a point in time with its milliseconds."""
    local = timezone.localtime(at)
    point = get_format("DECIMAL_SEPARATOR")
    shown = f"{date_format(local, 'SHORT_DATE_FORMAT')} {local:%H:%M:%S}{point}{local.microsecond // 1000:03d}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), shown)


class PreciseTimeColumn(TimeColumn):
    """A point in time with its milliseconds."""

    def render(self, value: datetime) -> SafeString:
        """Show day, time and milliseconds."""
        return show_precise_time(value)


class NamedTable(ListTable):
    """A table whose rows are called by a name of a person's choice, which may be long."""

    def render_name(self, value: str) -> str:
        """Cut a name that would push everything else aside; the row's own page shows it whole."""
        return truncatechars(value, LONGEST_NAME)


class TaskTable(NamedTable):
    """Automation tasks, with how they stand now."""

    name = tables.Column(linkify=("automation:task", {"task_id": tables.A("pk")}))
    standing = tables.Column(empty_values=(), orderable=False, verbose_name=_("State"))
    when = tables.Column(empty_values=(), orderable=False, verbose_name=_("Trigger"))
    next_due_at = TimeColumn(orderable=False, default=DASH)
    last = tables.Column(empty_values=(), orderable=False, verbose_name=_("Last result"))
    service = tables.Column(orderable=False)
    succeeded_at = TimeColumn(orderable=False, default=DASH)

    optional = ("succeeded_at",)

    class Meta:
        """Columns in reading order."""

        model = AutomationTask
        order_by = "name"
        fields: ClassVar = ["name", "standing", "when", "next_due_at", "last", "service", "succeeded_at"]

    def render_standing(self, record: Any) -> SafeString:  # noqa: ANN401 - a task with its last run
        """Show whether it runs, waits, is late or locked."""
        return show_standing(judge_task(record, record.last_state, datetime.now(UTC)))

    def value_standing(self, record: Any) -> str:  # noqa: ANN401 - as above
        """Give files the word alone."""
        return str(judge_task(record, record.last_state, datetime.now(UTC)).words)

    def render_when(self, record: AutomationTask) -> str:
        """Say when it runs."""
        return word_trigger(record)

    def render_last(self, record: Any) -> SafeString | str:  # noqa: ANN401 - as above
        """Show what came of the last run, and lead there."""
        if record.last_id is None:
            return DASH
        return format_html(
            '<a href="{}">{}</a><div class="small">{}</div>',
            reverse("automation:run", args=[record.last_id]),
            show_time(record.last_at),
            self.value_last(record),
        )

    def value_last(self, record: Any) -> str:  # noqa: ANN401 - as above
        """Give files the words alone."""
        if record.last_id is None:
            return ""
        told = word_result(record.last_counts, is_active=record.last_state in ACTIVE_STATES)
        if record.last_state in {RunState.FAILED, RunState.CANCELLED}:
            told = str(RunState(record.last_state).label)
            told += f": {word_code(record.last_problem, {})}" if record.last_problem else ""
        return told


class ServiceTable(NamedTable):
    """Automation services, with how they stand now."""

    name = tables.Column(linkify=("automation:edit-service", {"service_id": tables.A("pk")}))
    standing = tables.Column(empty_values=(), orderable=False, verbose_name=_("State"))
    current = tables.Column(empty_values=(), orderable=False, verbose_name=_("Current task"))
    beat_at = TimeColumn(orderable=False, default=DASH)
    user = tables.Column(orderable=False)
    task_count = tables.Column(orderable=False, empty_values=(), verbose_name=_("Tasks"))

    class Meta:
        """Columns in reading order."""

        model = AutomationService
        order_by = "name"
        fields: ClassVar = ["name", "standing", "current", "beat_at", "user", "task_count"]

    def render_standing(self, record: Any) -> SafeString:  # noqa: ANN401 - a service with its run under way
        """Show whether a process carries it out."""
        return show_standing(_judge(record))

    def value_standing(self, record: Any) -> str:  # noqa: ANN401 - as above
        """Give files the word alone."""
        return str(_judge(record).words)

    def render_current(self, record: Any) -> SafeString | str:  # noqa: ANN401 - as above
        """Lead to the run under way."""
        if record.current_id is None:
            return DASH
        name = truncatechars(record.current_task, LONGEST_NAME)
        return format_html('<a href="{}">{}</a>', reverse("automation:run", args=[record.current_id]), name)

    def render_task_count(self, record: Any) -> int:  # noqa: ANN401 - as above
        """Show none as a number, too."""
        return record.task_count or 0


def _judge(service: Any) -> Standing:  # noqa: ANN401 - a service with its run under way
    return judge_service(service, is_busy=service.current_id is not None, now=datetime.now(UTC))


class PresetTable(NamedTable):
    """Presets, with what uses them and when they were carried out last."""

    name = tables.Column(linkify=("automation:preset", {"preset_id": tables.A("pk")}))
    subject = tables.Column(orderable=False, verbose_name=_("For"))
    version = tables.Column(orderable=False)
    task_count = tables.Column(orderable=False, empty_values=(), verbose_name=_("Used by tasks"))
    last = tables.Column(empty_values=(), orderable=False, verbose_name=_("Last batch"))
    owner = tables.Column(orderable=False, default=DASH)
    changed_at = TimeColumn(orderable=False)

    class Meta:
        """Columns in reading order."""

        model = Preset
        order_by = "name"
        fields: ClassVar = ["name", "subject", "version", "task_count", "last", "owner", "changed_at"]

    def render_subject(self, value: str) -> str:
        """Say which records it is for."""
        return str(SUBJECTS[value].label) if value in SUBJECTS else value

    def render_task_count(self, record: Any) -> int:  # noqa: ANN401 - a preset with its uses
        """Show none as a number, too."""
        return record.task_count or 0

    def render_last(self, record: Any) -> SafeString | str:  # noqa: ANN401 - a preset with its last batch
        """Lead to the last batch."""
        if record.last_id is None:
            return DASH
        state = show_state(record.last_state, str(RunState(record.last_state).label))
        url = reverse("automation:batch-run", args=[record.last_id])
        return format_html('<a href="{}">{}</a> {}', url, show_time(record.last_at), state)


class BatchTable(ListTable):
    """Batches, newest first."""

    created_at = TimeColumn(linkify=("automation:batch-run", {"batch_id": tables.A("pk")}), orderable=False)
    state = StateColumn(orderable=False)
    title = tables.Column(orderable=False, empty_values=(), verbose_name=_("What"))
    counts = tables.Column(orderable=False, empty_values=(), verbose_name=_("Result"))
    user = tables.Column(orderable=False, default=DASH, verbose_name=_("User"))
    total = tables.Column(orderable=False)

    class Meta:
        """Columns in reading order."""

        model = BatchRun
        fields: ClassVar = ["created_at", "state", "title", "counts", "user", "total"]

    def render_title(self, record: BatchRun) -> str:
        """Name the preset, else the first rule."""
        return truncatechars(record.title or word_step(record, 0), LONGEST_NAME)

    def render_counts(self, record: BatchRun | TaskRun) -> str:
        """Show the numbers in words."""
        return word_result(record.counts, is_active=record.is_active) or DASH


class ItemTable(ListTable):
    """What a batch did to records."""

    label = tables.Column(orderable=False, empty_values=(), verbose_name=_("Record"))
    result = tables.Column(orderable=False)
    outcome = tables.Column(orderable=False, empty_values=(), verbose_name=_("Explanation"))
    rule = tables.Column(orderable=False, empty_values=(), verbose_name=_("Rule"))
    at = PreciseTimeColumn(orderable=False, verbose_name=_("Time"))

    class Meta:
        """Columns in reading order."""

        model = BatchItem
        fields: ClassVar = ["label", "result", "outcome", "rule", "at"]

    def render_label(self, record: BatchItem) -> SafeString:
        """Lead to the record's page."""
        subject = get_subject(record.batch.definition["subject"])
        return format_html('<a href="{}">{}</a>', address_of(subject, record.subject_id), record.label or "–")

    def render_result(self, value: str) -> SafeString:
        """Show the result as a badge."""
        return show_state(RESULT_COLOURS.get(value, "created"), str(RESULTS.get(value, value)))

    def render_outcome(self, record: BatchItem) -> SafeString | str:
        """Say why, and lead to the retrieval that it was."""
        words = word_outcome(record.code, record.values, record.counts)
        run = str(record.values.get("run", ""))
        if record.code in {FINISHED, FAILED} and run.isdecimal():
            return format_html(
                '<span class="linked">{} <a href="{}">{}</a></span>',
                words,
                reverse("orders:run", args=[int(run)]),
                gettext("Retrieval"),
            )
        return words

    def value_outcome(self, record: BatchItem) -> str:
        """Give files the words alone."""
        return word_outcome(record.code, record.values, record.counts)

    def render_rule(self, record: BatchItem) -> str:
        """Name the rule."""
        return word_step(record.batch, record.step)


class RunTable(ListTable):
    """Runs of tasks, newest first."""

    created_at = PreciseTimeColumn(linkify=("automation:run", {"run_id": tables.A("pk")}), orderable=False)
    state = StateColumn(orderable=False)
    cause = tables.Column(orderable=False)
    duration = tables.Column(empty_values=(), orderable=False, verbose_name=_("Duration"))
    counts = tables.Column(orderable=False, empty_values=(), verbose_name=_("Result"))
    warnings = tables.Column(orderable=False)
    errors = tables.Column(orderable=False)

    class Meta:
        """Columns in reading order."""

        model = TaskRun
        fields: ClassVar = ["created_at", "state", "cause", "duration", "counts", "warnings", "errors"]

    def render_counts(self, record: BatchRun | TaskRun) -> str:
        """Show the numbers in words."""
        return word_result(record.counts, is_active=record.is_active) or DASH

    def render_duration(self, record: TaskRun) -> str:
        """Say how long it took, or has taken so far."""
        return word_duration(find_duration(record, datetime.now(UTC)))


def find_duration(run: TaskRun, now: datetime) -> timedelta:
    """Return how long a run took, or has taken so far."""
    return (run.finished_at or now) - (run.started_at or run.created_at)


class LogTable(ListTable):
    """Lines of the event log."""

    at = PreciseTimeColumn(orderable=False)
    level = tables.Column(orderable=False)
    text = tables.Column(empty_values=(), orderable=False, verbose_name=_("Text"))
    task = tables.Column(orderable=False, default=DASH, verbose_name=_("Task"))
    run = tables.Column(empty_values=(), orderable=False, verbose_name=_("Run"))

    class Meta:
        """Columns in reading order."""

        model = LogEntry
        fields: ClassVar = ["at", "level", "text", "task", "run"]

    def render_level(self, value: str, record: LogEntry) -> SafeString:  # noqa: ARG002 - called so
        """Show the level as a badge."""
        colour = LEVEL_COLOURS.get(record.level, "secondary")
        return format_html('<span class="badge state bg-{}-lt">{}</span>', colour, record.get_level_display())

    def render_text(self, record: LogEntry) -> SafeString:
        """Show the line, with links to what it touched."""
        links = format_html_join(" ", '<a href="{}">{}</a>', _list_touched(record))
        return format_html('<span class="linked">{} {}</span>', word_line(record.code, record.values), links)

    def value_text(self, record: LogEntry) -> str:
        """Give files the words alone."""
        return word_line(record.code, record.values)

    def render_task(self, value: AutomationTask) -> SafeString:
        """Lead to the task."""
        name = truncatechars(value.name, LONGEST_NAME)
        return format_html('<a href="{}">{}</a>', reverse("automation:task", args=[value.pk]), name)

    def value_task(self, value: AutomationTask) -> str:
        """Give files the name alone."""
        return value.name

    def render_run(self, record: LogEntry) -> SafeString | str:
        """Lead to the run, or to the batch that a person began."""
        if record.task_run_id:
            return format_html(
                '<a href="{}">{}</a>', reverse("automation:run", args=[record.task_run_id]), f"#{record.task_run_id}"
            )
        return DASH


def _list_touched(entry: LogEntry) -> list[tuple[str, str]]:
    """Return address and name of what a line is about: its record, its batch, its retrieval."""
    touched = []
    subject = SUBJECT_BY_KIND.get(entry.subject_kind)
    if subject is not None and entry.subject_id is not None:
        name = str(entry.values.get("record") or subject.label)
        touched.append((address_of(subject, entry.subject_id), name))
    run = str(entry.values.get("run", ""))
    if run.isdecimal():
        touched.append((reverse("orders:run", args=[int(run)]), gettext("Retrieval")))
    if entry.batch_id:
        touched.append((reverse("automation:batch-run", args=[entry.batch_id]), gettext("Batch")))
    return touched
