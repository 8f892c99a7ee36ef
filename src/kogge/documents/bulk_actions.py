"""What is done to several documents of a list at once, and how people are told what came of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company
from kogge.companies.permissions import Right
from kogge.documents import services
from kogge.documents.actions import Action
from kogge.documents.cancelling import cancel_documents
from kogge.documents.life_forms import ConvertSeveralForm
from kogge.documents.models import Document, DocumentKind, DocumentType
from kogge.documents.outcomes import Outcome, Result
from kogge.documents.posting import post_documents
from kogge.documents.wording import ACTIONS, REFUSALS
from kogge.kernel.errors import KoggeError
from kogge.web.access import OfficeRequest
from kogge.web.actions import BulkAction
from kogge.web.formats import format_count

Run = Callable[[OfficeRequest, QuerySet[Any]], None]


def tell_outcomes(request: OfficeRequest, outcomes: Sequence[Outcome]) -> None:
    """Tell the person how many documents were done, and of the others how many were left for which reason."""
    done = sum(each.result is Result.DONE for each in outcomes)
    if done:
        messages.success(request, gettext("Done with documents: %(number)s.") % {"number": format_count(done)})
    for code, number in Counter(each.code for each in outcomes if each.result is not Result.DONE).items():
        words = gettext("Left as they are: %(number)s. %(reason)s")
        messages.warning(request, words % {"number": format_count(number), "reason": REFUSALS.get(code, code)})


def list_ids(rows: QuerySet[Any]) -> list[int]:
    """Return the chosen documents in the order in which they are to be dealt with: oldest order first."""
    return list(rows.order_by("ordered_at", "pk").values_list("pk", flat=True))


def list_all_targets(company: Company, documents: Sequence[Document]) -> list[DocumentType]:
    """Return the types that some of the documents convert into, in the order of their life."""
    types = {document.document_type_id for document in documents}
    found = DocumentType.objects.filter(
        company=company, pk__in=DocumentType.objects.filter(pk__in=types).values("converts_into")
    )
    return sorted(found, key=lambda each: (DocumentKind.values.index(each.kind), each.name))


def ask_how_to_convert(
    request: OfficeRequest, documents: Sequence[Document], form: ConvertSeveralForm | None = None
) -> HttpResponse:
    """Show the page that asks into what, and how, several documents are to be converted."""
    targets = list_all_targets(request.company, documents)
    context = {"documents": documents, "targets": targets, "form": form or ConvertSeveralForm(targets=targets)}
    return render(request, "documents/convert_several.html", context)


def ask_how_to_print(request: OfficeRequest, documents: Sequence[Document]) -> HttpResponse:
    """Show the page that leads from several chosen documents to their papers."""
    return render(request, "documents/print_several.html", {"documents": documents})


def _post(request: OfficeRequest, rows: QuerySet[Any]) -> None:
    tell_outcomes(request, post_documents(list_ids(rows), actor=request.membership.user, at=datetime.now(UTC)))


def _cancel(request: OfficeRequest, rows: QuerySet[Any]) -> None:
    reason, user = request.POST.get("reason", ""), request.membership.user
    try:
        tell_outcomes(request, cancel_documents(list_ids(rows), reason=reason, actor=user, at=datetime.now(UTC)))
    except KoggeError as error:
        messages.error(request, str(REFUSALS.get(error.code, error)))


def _archive(request: OfficeRequest, rows: QuerySet[Any]) -> None:
    user = request.membership.user
    tell_outcomes(request, services.archive_documents(list_ids(rows), actor=user, at=datetime.now(UTC)))


def _restore(request: OfficeRequest, rows: QuerySet[Any]) -> None:
    user = request.membership.user
    tell_outcomes(request, services.restore_documents(list_ids(rows), actor=user, at=datetime.now(UTC)))


def _leave_to_dialog(request: OfficeRequest, rows: QuerySet[Any]) -> None:
    """Do nothing: a page of its own goes on (see DIALOGS)."""


CONVERTING = BulkAction("convert", ACTIONS[Action.CONVERT], "refresh", Right.CONVERT_DOCUMENTS, _leave_to_dialog)

PRINTING = BulkAction("print", _("Print"), "printer", Right.SEE_PERSONAL_DATA, _leave_to_dialog)

OF_CURRENT = (
    CONVERTING,
    PRINTING,
    BulkAction("post", ACTIONS[Action.POST], "check", Right.POST_DOCUMENTS, _post),
    BulkAction("archive", ACTIONS[Action.ARCHIVE], "package", Right.ARCHIVE_DOCUMENTS, _archive),
    BulkAction("cancel", ACTIONS[Action.CANCEL], "x", Right.CANCEL_DOCUMENTS, _cancel, asks=_("Reason for cancelling")),
)
"""What is done to documents of the list."""

ARCHIVING = (
    PRINTING,
    BulkAction("restore", ACTIONS[Action.RESTORE], "history", Right.ARCHIVE_DOCUMENTS, _restore),
)
"""What is done to documents of the archive."""

DIALOGS: dict[str, Callable[[OfficeRequest, Sequence[Document]], HttpResponse]] = {
    CONVERTING.name: ask_how_to_convert,
    PRINTING.name: ask_how_to_print,
}
"""Actions with chosen documents that go on on a page of their own, by name."""
