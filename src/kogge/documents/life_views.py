"""Pages and actions of a document's life: convert, post, cancel, archive, restore, lock, unlock."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right
from kogge.documents import services
from kogge.documents.actions import Action
from kogge.documents.bulk_actions import ask_how_to_convert, list_all_targets, tell_outcomes
from kogge.documents.cancelling import cancel_by_hand
from kogge.documents.converting import convert, convert_documents
from kogge.documents.life_forms import EACH, ConvertForm, ConvertSeveralForm, ReasonForm
from kogge.documents.listing import list_for_company, list_targets
from kogge.documents.models import Document
from kogge.documents.posting import post
from kogge.documents.services import require
from kogge.documents.wording import REFUSALS
from kogge.kernel.errors import KoggeError
from kogge.web.access import OfficeRequest, action_needing, needs

Text = str | Promise

MOST_AT_ONCE = 1000


@needs(Right.CONVERT_DOCUMENTS)
def convert_one(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Ask into what, and how much of it, a document is to be converted, and convert it (Wandeln)."""
    document = _get(request, document_id)
    try:
        require(document, Action.CONVERT)
    except KoggeError as error:
        return _refuse(request, document, error)
    targets = list_targets(document)
    initial = {"request_key": str(uuid.uuid4())}
    form = ConvertForm(request.POST or None, targets=targets, lines=list(document.lines.all()), initial=initial)
    if not form.is_valid():
        return render(request, "documents/convert.html", {"document": document, "form": form, "targets": targets})
    try:
        made = convert(
            [document.pk],
            form.cleaned_data["document_type"],
            quantities=form.quantities,
            actor=request.membership.user,
            at=_now(),
            request_key=form.cleaned_data["request_key"],
        )
    except KoggeError as error:
        return _refuse(request, document, error)
    messages.success(request, gettext("The document was converted into %(number)s.") % {"number": made.number})
    return redirect("documents:detail", document_id=made.pk)


@action_needing(Right.CONVERT_DOCUMENTS)
def convert_several(request: OfficeRequest) -> HttpResponse:
    """Convert the documents that were chosen in the list: each into its own, or all into one."""
    ids = [int(each) for each in request.POST.getlist("chosen") if each.isdecimal()][:MOST_AT_ONCE]
    documents = list(list_for_company(request.company).filter(pk__in=ids).order_by("ordered_at", "pk"))
    form = ConvertSeveralForm(request.POST, targets=list_all_targets(request.company, documents))
    if not documents or not form.is_valid():
        return ask_how_to_convert(request, documents, form) if documents else redirect("documents:list")
    chosen, type_id, user = [each.pk for each in documents], form.cleaned_data["document_type"], request.membership.user
    if form.cleaned_data["way"] == EACH:
        tell_outcomes(request, convert_documents(chosen, type_id, actor=user, at=_now()))
        return redirect("documents:list")
    try:
        made = convert(chosen, type_id, actor=user, at=_now())
    except KoggeError as error:
        messages.error(request, str(REFUSALS.get(error.code, error)))
        return redirect("documents:list")
    messages.success(request, gettext("The documents were converted into %(number)s.") % {"number": made.number})
    return redirect("documents:detail", document_id=made.pk)


@action_needing(Right.POST_DOCUMENTS)
def post_one(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Post a document (Buchen)."""
    return _act(request, document_id, _("The document was posted."), post)


@needs(Right.CANCEL_DOCUMENTS)
def cancel_one(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Ask why a document is to be cancelled, and cancel it (Stornieren)."""
    document, form = _get(request, document_id), ReasonForm(request.POST or None)
    if not form.is_valid():
        return render(request, "documents/cancel.html", {"document": document, "form": form})
    try:
        reason, user = form.cleaned_data["reason"], request.membership.user
        counterpart = cancel_by_hand(document.pk, reason=reason, actor=user, at=_now())
    except KoggeError as error:
        return _refuse(request, document, error)
    messages.success(request, gettext("The document was cancelled."))
    return redirect("documents:detail", document_id=(counterpart or document).pk)


@action_needing(Right.ARCHIVE_DOCUMENTS)
def archive_one(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Put a document into the archive (Archivieren)."""
    return _act(request, document_id, _("The document is in the archive now."), services.archive)


@action_needing(Right.ARCHIVE_DOCUMENTS)
def restore_one(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Bring a document back from the archive (Wiederherstellen)."""
    return _act(request, document_id, _("The document is in the list again."), services.restore)


@needs(Right.CHANGE_DOCUMENTS)
def lock_one(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Ask why a document is to be locked, and lock it (Sperren)."""
    document, form = _get(request, document_id), ReasonForm(request.POST or None)
    if not form.is_valid():
        return render(request, "documents/lock.html", {"document": document, "form": form})
    try:
        services.lock(document.pk, reason=form.cleaned_data["reason"], actor=request.membership.user, at=_now())
    except KoggeError as error:
        return _refuse(request, document, error)
    messages.success(request, gettext("The document is locked now."))
    return redirect("documents:detail", document_id=document.pk)


@action_needing(Right.CHANGE_DOCUMENTS)
def unlock_one(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Let a locked document go on (Entsperren)."""
    return _act(request, document_id, _("The document goes on."), services.unlock)


def _act(request: OfficeRequest, document_id: int, done: Text, action: Callable[..., object]) -> HttpResponse:
    document = _get(request, document_id)
    try:
        action(document.pk, actor=request.membership.user, at=_now())
    except KoggeError as error:
        return _refuse(request, document, error)
    messages.success(request, str(done))
    return redirect("documents:detail", document_id=document.pk)


def _refuse(request: OfficeRequest, document: Document, error: KoggeError) -> HttpResponse:
    """Say why not, and show the document."""
    messages.error(request, str(REFUSALS.get(error.code, error)))
    return redirect("documents:detail", document_id=document.pk)


def _get(request: OfficeRequest, document_id: int) -> Document:
    return get_object_or_404(list_for_company(request.company), pk=document_id)


def _now() -> datetime:
    return datetime.now(UTC)
