"""Tables of imports of old data, and of what became of each record."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kogge.companies.models import Company
from kogge.data_imports.fields import Kind
from kogge.data_imports.rules import Choices, Verdict, choices_of

KINDS = [
    (Kind.CUSTOMERS.value, _("Customers")),
    (Kind.ARTICLES.value, _("Articles")),
    (Kind.DOCUMENTS.value, _("Open documents")),
]
VERDICTS = [
    (Verdict.FAILED.value, pgettext_lazy("record of an import", "not taken over")),
    (Verdict.CREATED.value, pgettext_lazy("record of an import", "created")),
    (Verdict.UNCHANGED.value, pgettext_lazy("record of an import", "unchanged")),
]


class ImportState(models.TextChoices):
    """How far an import is."""

    DRAFT = "draft", pgettext_lazy("import", "to be looked at")
    RUNNING = "running", pgettext_lazy("import", "running")
    DONE = "done", pgettext_lazy("import", "done")
    FAILED = "failed", pgettext_lazy("import", "failed")


class ImportSource(models.TextChoices):
    """Where the data was read."""

    FILE = "file", _("file")
    DATABASE = "database", _("database")


class DataImport(models.Model):
    """A file of another program's data, and how far it is taken over; a worker does it, some records at a time.

    `content` is the file, or the snapshot of what a database answered, packed and encrypted, until it is taken over;
    then it is forgotten. `choices` is a rules.Choices, `headings` names the columns, `position` counts the records
    that are done.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    name = models.CharField(_("file"), max_length=200)
    source = models.CharField(
        pgettext_lazy("import", "from"), max_length=10, choices=ImportSource.choices, default=ImportSource.FILE
    )
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.DRAFT)
    content = models.BinaryField(null=True)
    headings = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    records = models.PositiveIntegerField(_("records"), default=0)
    counts = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        """Newest first."""

        verbose_name = _("import of old data")
        verbose_name_plural = _("imports of old data")
        indexes: ClassVar = [
            models.Index(fields=["company", "-uploaded_at", "-id"], name="data_import_newest"),
            models.Index(fields=["state"], condition=models.Q(state="running"), name="data_import_running"),
        ]

    def __str__(self) -> str:
        """Show the file's name."""
        return self.name

    @property
    def chosen(self) -> Choices:
        """What was chosen for the file."""
        return choices_of(self.choices)


class ImportResult(models.Model):
    """What became of a record of a file: `key` is its number, `row` its first line, `subject_id` what it is here."""

    data_import = models.ForeignKey(DataImport, on_delete=models.CASCADE, related_name="results", db_index=False)
    position = models.PositiveIntegerField()
    row = models.PositiveIntegerField(_("row"))
    key = models.CharField(_("number"), max_length=200, blank=True)
    verdict = models.CharField(_("result"), max_length=10, choices=VERDICTS)
    reason = models.CharField(pgettext_lazy("record of an import", "reason"), max_length=40, blank=True)
    values = models.JSONField(default=dict)
    subject_id = models.BigIntegerField(null=True)

    class Meta:
        """A record once; in the order of the file."""

        verbose_name = _("record")
        verbose_name_plural = _("records")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["data_import", "position"], name="import_result_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["data_import", "verdict", "position"], name="import_result_by_verdict"),
            models.Index(fields=["data_import", "key"], name="import_result_by_key"),
        ]

    def __str__(self) -> str:
        """Show the record's number."""
        return self.key
