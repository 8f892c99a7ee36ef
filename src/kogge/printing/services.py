"""Makes papers and keeps those of posted documents; writes the letterhead."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from kogge.audit.services import record
from kogge.companies.models import Company, User
from kogge.documents.models import Document
from kogge.printing.describing import describe_paper
from kogge.printing.einvoice import has_data, write_data
from kogge.printing.embedding import declare_data
from kogge.printing.errors import BuyerUnknown, LetterheadIncomplete, PaperDamaged, TaxUndecided
from kogge.printing.models import KeptPaper, Letterhead
from kogge.printing.queries import find_kept, find_letterhead, read_paper
from kogge.printing.rules import Lack, Paper, choose_language, list_lacks
from kogge.printing.setting import set_paper


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper as it was made. `has_data`: the invoice is inside as data, too."""

    content: bytes
    language: str
    is_archivable: bool
    has_data: bool


_OF_LETTERHEAD = {Lack.NAME: "the legal name", Lack.ADDRESS: "the address", Lack.TAX_NUMBER: "a tax number or VAT id"}
_OF_LETTERHEAD |= {Lack.VAT_ID: "the VAT id, which tax-free supplies to other member states ask for"}


def print_document(document: Document, *, actor: User | None, at: datetime) -> bytes:
    """Return a document's paper as PDF: of a posted one always the same bytes, made and kept when first asked for.

    Raises LetterheadIncomplete, TaxUndecided, BuyerUnknown, PaperNotSet and PaperDamaged.
    """
    if document.posted_at is None:
        return make_paper(read_paper(document), find_letterhead(document.company), document.company.name, at).content
    kept = find_kept(document) or _keep(document, actor, at)
    content = bytes(kept.content)
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        message = f"The paper that was kept of document {document.number} was changed: restore it from a backup."
        raise PaperDamaged(message)
    return content


def _keep(document: Document, actor: User | None, at: datetime) -> KeptPaper:
    """Make the paper of a posted document and keep it; two who ask at once get the one that came first."""
    made = make_paper(read_paper(document), find_letterhead(document.company), document.company.name, at)
    digest = hashlib.sha256(made.content).hexdigest()
    with transaction.atomic():
        kept, is_new = KeptPaper.objects.get_or_create(
            document=document,
            defaults={
                "language": made.language,
                "content": made.content,
                "sha256": digest,
                "is_archivable": made.is_archivable,
                "has_data": made.has_data,
                "made_at": at,
            },
        )
        if is_new:
            record(
                company_id=document.company_id,
                at=at,
                actor=actor,
                action="printing.keep_paper",
                subject_kind="document",
                subject_id=document.pk,
                before={},
                after={"language": made.language, "sha256": digest},
            )
    return kept


def make_paper(paper: Paper, letterhead: Letterhead | None, company_name: str, at: datetime) -> Printed:
    """Return a paper as PDF/A-3, with the invoice as data where it is one. Raises what `print_document` does."""
    _require_complete(paper, letterhead)
    language = choose_language([paper.invoice_address, paper.delivery_address], paper.marketplace)
    return _set(paper, letterhead, company_name, language, at)


def make_example_paper(paper: Paper, letterhead: Letterhead | None, company: Company, at: datetime) -> bytes:
    """Return an example as PDF, whatever the letterhead still lacks. Raises PaperNotSet."""
    language = choose_language([paper.invoice_address], "")
    return _set(paper, letterhead, company.name, language, at).content


def _set(paper: Paper, letterhead: Letterhead | None, company_name: str, language: str, at: datetime) -> Printed:
    described = describe_paper(paper, letterhead, company_name, language)
    data = write_data(paper, letterhead, described) if letterhead and has_data(paper) else None
    logo = bytes(letterhead.logo) if letterhead and letterhead.logo else None
    made = set_paper(described, logo, data, at)
    content = declare_data(made.content) if data and made.is_archivable else made.content
    return Printed(content, language, made.is_archivable, has_data=data is not None)


def _require_complete(paper: Paper, letterhead: Letterhead | None) -> None:
    """Refuse to print an invoice that lacks what the law asks of it."""
    lacks = list_lacks(paper, letterhead)
    missing = [words for lack, words in _OF_LETTERHEAD.items() if lack in lacks]
    if missing:
        message = (
            f"Document {paper.number} cannot be printed: the letterhead lacks {', '.join(missing)}. "
            "Complete it under Parameters – Letterhead."
        )
        raise LetterheadIncomplete(message)
    if Lack.TAX in lacks:
        message = (
            f"Document {paper.number} cannot be printed: the tax of a line is not decided. "
            "Its page says why; map the order again before it is invoiced."
        )
        raise TaxUndecided(message)
    if lacks:
        message = (
            f"Document {paper.number} cannot be printed: an invoice names its recipient, and without tax to another "
            "member state the recipient's VAT id too; the document does not say them."
        )
        raise BuyerUnknown(message)


def save_letterhead(letterhead: Letterhead, before: Mapping[str, Any], *, actor: User, at: datetime) -> None:
    """Write a company's letterhead; papers that are kept stay as they are."""
    with transaction.atomic():
        letterhead.save()
        after = describe_letterhead(letterhead)
        changed = sorted(name for name, value in after.items() if before.get(name) != value)
        record(
            company_id=letterhead.company_id,
            at=at,
            actor=actor,
            action="printing.change_letterhead",
            subject_kind="letterhead",
            subject_id=letterhead.pk,
            before={name: before[name] for name in changed if name in before},
            after={name: after[name] for name in changed},
        )


def describe_letterhead(letterhead: Letterhead) -> dict[str, Any]:
    """Return a letterhead as the journal keeps it: the logo by its digest."""
    skipped = {"id", "company", "logo", "texts"}
    fields = [each.name for each in Letterhead._meta.concrete_fields if each.name not in skipped]  # noqa: SLF001
    described = {name: str(getattr(letterhead, name)) for name in fields}
    logo = hashlib.sha256(bytes(letterhead.logo)).hexdigest()[:12] if letterhead.logo else ""
    texts = {f"{name}_{language}": text for language, of in letterhead.texts.items() for name, text in of.items()}
    return described | {"logo": logo} | texts
