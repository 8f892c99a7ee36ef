"""The functions of a document's life as actions: convert, post, archive."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kogge.automation.actions.base import Action, Job, SystemRule
from kogge.automation.rules import Outcome, Result
from kogge.automation.subjects import DOCUMENTS
from kogge.companies.models import Company
from kogge.companies.permissions import Right
from kogge.documents import outcomes
from kogge.documents.converting import convert_documents
from kogge.documents.models import Document, DocumentKind, DocumentState, DocumentType
from kogge.documents.posting import post_documents
from kogge.documents.services import archive_documents

FINISHED = (DocumentState.POSTED, DocumentState.CONVERTED, DocumentState.CANCELLED)
CONVERTIBLE = (DocumentState.OPEN, DocumentState.POSTED, DocumentState.PARTLY_CONVERTED)


class _OfLife(Action):
    """Does something to documents that the documents' own functions answer for, one outcome each."""

    subject = DOCUMENTS
    portion = 500


class ConvertDocuments(_OfLife):
    """Makes of each document one of another type (wandeln): a rule for each type that others convert into.

    Credit notes are left out: what is taken back is decided case by case.
    """

    key = "documents.convert"
    label = _("Convert documents")
    right = Right.CONVERT_DOCUMENTS

    def list_rules(self, company: Company) -> list[SystemRule]:
        """Return a rule for each target."""
        sources = DocumentType.objects.filter(company=company)
        targets = DocumentType.objects.filter(company=company, pk__in=sources.values("converts_into"))
        order = list(DocumentKind.values)
        found = sorted(targets.exclude(kind=DocumentKind.CREDIT_NOTE), key=lambda each: order.index(each.kind))
        label = _("Convert documents into {target}")
        return [
            SystemRule(f"{self.key}:{each.pk}", format_lazy(label, target=each.name), self.key, {"type": each.pk})
            for each in found
        ]

    def narrow(self, rows: QuerySet[Any], job: Job) -> QuerySet[Any]:
        """Leave out what is converted or cancelled, and what does not convert into the type."""
        sources = DocumentType.objects.filter(company=job.company, converts_into=job.values["type"])
        open_rows = rows.filter(state__in=CONVERTIBLE, archived_at=None, cancels=None)
        return open_rows.filter(document_type__in=list(sources.values_list("pk", flat=True)))

    def run(self, records: Sequence[Document], job: Job) -> list[Outcome]:
        """Convert what is open of each."""
        ids = [each.pk for each in records]
        done = convert_documents(ids, job.values["type"], actor=job.user, at=job.now)
        return [_tell(each, Result.CREATED) for each in done]


class PostDocuments(_OfLife):
    """Posts documents (buchen)."""

    key = "documents.post"
    label = _("Post documents")
    right = Right.POST_DOCUMENTS

    def narrow(self, rows: QuerySet[Any], job: Job) -> QuerySet[Any]:  # noqa: ARG002 - the same for all
        """Leave out what is posted or closed, and what has nothing to post."""
        return rows.filter(state=DocumentState.OPEN, archived_at=None).exclude(postings=[])

    def run(self, records: Sequence[Document], job: Job) -> list[Outcome]:
        """Post each, in the order of their ids."""
        return _run(post_documents, records, job)


class ArchiveDocuments(_OfLife):
    """Puts finished documents into the archive (archivieren)."""

    key = "documents.archive"
    label = _("Archive documents")
    right = Right.ARCHIVE_DOCUMENTS

    def narrow(self, rows: QuerySet[Any], job: Job) -> QuerySet[Any]:  # noqa: ARG002 - the same for all
        """Leave out what is not finished, and what is there already."""
        return rows.filter(state__in=FINISHED, archived_at=None)

    def run(self, records: Sequence[Document], job: Job) -> list[Outcome]:
        """Archive each."""
        return _run(archive_documents, records, job)


def _run(function: Callable[..., list[outcomes.Outcome]], records: Sequence[Document], job: Job) -> list[Outcome]:
    done = function([each.pk for each in records], actor=job.user, at=job.now)
    return [_tell(each, Result.CHANGED) for each in done]


def _tell(outcome: outcomes.Outcome, done: Result) -> Outcome:
    result = {outcomes.Result.DONE: done, outcomes.Result.SKIPPED: Result.SKIPPED}.get(outcome.result, Result.FAILED)
    values = {"problem": outcome.message} if outcome.message else {}
    return Outcome(result, outcome.code, values | ({"made": str(outcome.made)} if outcome.made else {}))
