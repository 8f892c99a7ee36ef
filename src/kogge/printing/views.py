"""The letterhead's page, its example, and papers of documents as PDF."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext

from kogge.companies.permissions import Right
from kogge.documents.listing import list_for_page
from kogge.kernel.errors import KoggeError
from kogge.printing.embedding import join
from kogge.printing.examples import make_example
from kogge.printing.forms import LetterheadForm
from kogge.printing.models import Letterhead
from kogge.printing.queries import find_letterhead, list_chosen
from kogge.printing.services import describe_letterhead, make_example_paper, print_document, save_letterhead
from kogge.printing.wording import LANGUAGE_NAMES, word_refusal
from kogge.web.access import OfficeRequest, action_needing, needs

MOST_AT_ONCE = 200
"""So many papers are one file: setting them takes some seconds."""


@needs(Right.ADMINISTER_PARAMETERS)
def edit_letterhead(request: OfficeRequest) -> HttpResponse:
    """Show and change what the company's papers say of it (Briefkopf)."""
    letterhead = find_letterhead(request.company)
    before = describe_letterhead(letterhead) if letterhead else {}
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    instance = letterhead or Letterhead(company=request.company, legal_name=request.company.name)
    form = LetterheadForm(*posted, instance=instance)
    if form.is_valid():
        save_letterhead(form.save(commit=False), before, actor=request.membership.user, at=_now())
        messages.success(request, gettext("Saved."))
        return redirect("printing:letterhead")
    context = {"form": form, "letterhead": letterhead, "languages": LANGUAGE_NAMES.items()}
    return render(request, "printing/letterhead.html", context)


@needs(Right.ADMINISTER_PARAMETERS)
def show_example(request: OfficeRequest, language: str) -> HttpResponse:
    """Answer with an example of an invoice on the letterhead as it is saved."""
    if language not in LANGUAGE_NAMES:
        raise Http404
    now = _now()
    made = make_example_paper(
        make_example(language, timezone.localdate(now)), find_letterhead(request.company), request.company, now
    )
    return answer_with_pdf(made, gettext("Example"))


@action_needing(Right.SEE_PERSONAL_DATA)
def print_one(request: OfficeRequest, document_id: int) -> HttpResponse:
    """Answer with a document's paper (Drucken)."""
    document = get_object_or_404(list_for_page(request.company), pk=document_id)
    try:
        made = print_document(document, actor=request.membership.user, at=_now())
    except KoggeError as error:
        messages.error(request, word_refusal(error))
        return redirect("documents:detail", document_id=document.pk)
    return answer_with_pdf(made, f"{document.document_type}-{document.number}")


@action_needing(Right.SEE_PERSONAL_DATA)
def print_several(request: OfficeRequest) -> HttpResponse:
    """Answer with the papers of the documents that were chosen in the list, as one file."""
    ids = [int(each) for each in request.POST.getlist("chosen") if each.isdecimal()][:MOST_AT_ONCE]
    documents = list_chosen(request.company, ids)
    try:
        papers = [print_document(each, actor=request.membership.user, at=_now()) for each in documents]
    except KoggeError as error:
        messages.error(request, f"{word_refusal(error)} ({error})")
        return redirect("documents:list")
    if not papers:
        messages.error(request, gettext("Choose at least one row."))
        return redirect("documents:list")
    return answer_with_pdf(join(papers), gettext("Documents"))


def answer_with_pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF that the browser shows, or saves under a name."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slugify(name) or "document"}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _now() -> datetime:
    return datetime.now(UTC)
