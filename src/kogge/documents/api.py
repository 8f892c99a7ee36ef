"""Documents at the interface for programs: read them, and do with them what the screens do."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from ninja import Router, Schema
from pydantic import Field

from kogge.companies.permissions import Right
from kogge.documents import services
from kogge.documents.cancelling import cancel_documents
from kogge.documents.converting import convert, convert_documents
from kogge.documents.models import Document, DocumentLine, DocumentState, DocumentType
from kogge.documents.outcomes import Outcome
from kogge.documents.posting import post_documents
from kogge.kernel.errors import KoggeError
from kogge.kernel.money import to_major
from kogge.people.authentication import KeyWith
from kogge.web.access import OfficeRequest
from kogge.web.personal import hide, may_see_address
from kogge_contract.money import Amount, CurrencyCode

router = Router(tags=["documents"])

MOST_AT_ONCE = 1000

Ids = Annotated[list[int], Field(min_length=1, max_length=MOST_AT_ONCE)]


class TypeUnknown(KoggeError):
    """The company has no document type of that name."""

    code = "document_type_unknown"


class Line(Schema):
    """A line; amounts are major units of the document's currency. `open_quantity`: what is still to be converted."""

    id: int
    position: int
    kind: str
    article_number: str
    title: str
    sku: str
    quantity: int
    open_quantity: int
    total: Amount
    tax: Amount | None
    tax_percent: Decimal | None
    platform_reference: str


class DocumentHead(Schema):
    """A document without its lines; amounts are major units of `currency`, times UTC."""

    id: int
    number: str
    type: str
    kind: str
    state: str
    platform: str
    order_reference: str
    ordered_at: datetime
    ship_by_at: datetime | None
    currency: CurrencyCode
    total: Amount
    tax: Amount
    customer_number: str
    customer_name: str
    awaits_decision: bool
    is_locked: bool
    is_archived: bool
    posted_at: datetime | None
    cancels: int | None


class DocumentInFull(DocumentHead):
    """A document with its lines and addresses; what the account may not see of them is masked or left out."""

    invoice_address: dict[str, Any]
    delivery_address: dict[str, Any]
    lines: list[Line]


class DocumentPage(Schema):
    """Some documents in the order of their ids; the next ones come `after` the last id, None where there are none."""

    documents: list[DocumentHead]
    next_after: int | None


class Chosen(Schema):
    """The documents that something is to be done with, by their ids."""

    documents: Ids


class ChosenWithReason(Chosen):
    """Documents, and why."""

    reason: str = Field(min_length=1, max_length=500)


class Conversion(Chosen):
    """Documents, each of which is to be converted whole into one of the type with the name `into`."""

    into: str


class JointConversion(Conversion):
    """Documents of which one is to be made. `quantities`: how many pieces of each line, by its id; without, all.

    `request_key` is the caller's own name of the request: the same one again returns what was made before.
    """

    quantities: dict[int, int] | None = None
    request_key: str | None = Field(default=None, min_length=1, max_length=100)


class OutcomeOf(Schema):
    """What came of one document; `made` is the id of the document that came of it."""

    document: int
    result: Literal["done", "skipped", "failed"]
    code: str
    message: str
    made: int | None


@router.get("", response=DocumentPage, auth=KeyWith(Right.EXPORT))
def list_documents(
    request: OfficeRequest,
    *,
    number: str = "",
    order_reference: str = "",
    state: DocumentState | None = None,
    after: int = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 100,
) -> DocumentPage:
    """Return documents in the order of their ids, a page at a time; the filters are exact."""
    wanted = {"number": number, "order_reference": order_reference, "state": state}
    rows = _list_own(request).filter(pk__gt=after, **{name: value for name, value in wanted.items() if value})
    found = [_describe(each) for each in rows.order_by("pk")[: limit + 1]]
    page = found[:limit]
    return DocumentPage(documents=page, next_after=page[-1].id if len(found) > limit else None)


@router.get("/{int:document_id}", response=DocumentInFull, auth=KeyWith(Right.EXPORT))
def show_document(request: OfficeRequest, document_id: int) -> DocumentInFull:
    """Return one document with its lines."""
    document = _list_own(request).get(pk=document_id)
    return DocumentInFull(
        **_describe(document).dict(),
        invoice_address=document.invoice_address if may_see_address(is_delivery=False) else {},
        delivery_address=document.delivery_address if may_see_address(is_delivery=True) else {},
        lines=[_describe_line(each, document.currency) for each in document.lines.all()],
    )


@router.post("/convert", response=list[OutcomeOf], auth=KeyWith(Right.CONVERT_DOCUMENTS))
def convert_each(request: OfficeRequest, wish: Conversion) -> list[OutcomeOf]:
    """Convert each document into one of its own (wandeln); one that was converted before is skipped, not doubled."""
    target = _find_type(request, wish.into)
    return _do(request, wish, lambda ids, **who: convert_documents(ids, target.pk, **who))


@router.post("/convert-into-one", response=DocumentInFull, auth=KeyWith(Right.CONVERT_DOCUMENTS))
def convert_into_one(request: OfficeRequest, wish: JointConversion) -> DocumentInFull:
    """Make one document of one or several, whole or in part, and return it."""
    made = convert(
        _require_own(request, wish.documents),
        _find_type(request, wish.into).pk,
        quantities=wish.quantities,
        actor=request.membership.user,
        at=datetime.now(UTC),
        request_key=wish.request_key,
    )
    return show_document(request, made.pk)


@router.post("/post", response=list[OutcomeOf], auth=KeyWith(Right.POST_DOCUMENTS))
def post_each(request: OfficeRequest, wish: Chosen) -> list[OutcomeOf]:
    """Post documents (buchen)."""
    return _do(request, wish, post_documents)


@router.post("/cancel", response=list[OutcomeOf], auth=KeyWith(Right.CANCEL_DOCUMENTS))
def cancel_each(request: OfficeRequest, wish: ChosenWithReason) -> list[OutcomeOf]:
    """Cancel documents (stornieren); a posted one by a counter document, which is `made`."""
    return _do(request, wish, lambda ids, **who: cancel_documents(ids, reason=wish.reason, **who))


@router.post("/archive", response=list[OutcomeOf], auth=KeyWith(Right.ARCHIVE_DOCUMENTS))
def archive_each(request: OfficeRequest, wish: Chosen) -> list[OutcomeOf]:
    """Put documents into the archive."""
    return _do(request, wish, services.archive_documents)


@router.post("/restore", response=list[OutcomeOf], auth=KeyWith(Right.ARCHIVE_DOCUMENTS))
def restore_each(request: OfficeRequest, wish: Chosen) -> list[OutcomeOf]:
    """Bring documents back from the archive."""
    return _do(request, wish, services.restore_documents)


@router.post("/lock", response=list[OutcomeOf], auth=KeyWith(Right.CHANGE_DOCUMENTS))
def lock_each(request: OfficeRequest, wish: ChosenWithReason) -> list[OutcomeOf]:
    """Lock documents (sperren)."""
    return _do(request, wish, lambda ids, **who: services.lock_documents(ids, reason=wish.reason, **who))


@router.post("/unlock", response=list[OutcomeOf], auth=KeyWith(Right.CHANGE_DOCUMENTS))
def unlock_each(request: OfficeRequest, wish: Chosen) -> list[OutcomeOf]:
    """Let locked documents go on."""
    return _do(request, wish, services.unlock_documents)


def _do(request: OfficeRequest, wish: Chosen, action: Callable[..., list[Outcome]]) -> list[OutcomeOf]:
    ids = _require_own(request, wish.documents)
    outcomes = action(ids, actor=request.membership.user, at=datetime.now(UTC))
    return [
        OutcomeOf(
            document=each.document_id, result=each.result.value, code=each.code, message=each.message, made=each.made
        )
        for each in outcomes
    ]


def _require_own(request: OfficeRequest, ids: Sequence[int]) -> list[int]:
    """Return the ids, each once. Raises Document.DoesNotExist where one is not of the account's company."""
    wanted = list(dict.fromkeys(ids))
    if _list_own(request).filter(pk__in=wanted).count() != len(wanted):
        raise Document.DoesNotExist
    return wanted


def _list_own(request: OfficeRequest) -> QuerySet[Document]:
    return Document.objects.filter(company=request.company).select_related("customer", "document_type", "platform")


def _find_type(request: OfficeRequest, name: str) -> DocumentType:
    found = DocumentType.objects.filter(company=request.company, name=name).first()
    if found is None:
        message = f"There is no document type “{name}”."
        raise TypeUnknown(message)
    return found


def _describe(document: Document) -> DocumentHead:
    customer = document.customer
    return DocumentHead(
        id=document.pk,
        number=document.number,
        type=document.document_type.name,
        kind=document.document_type.kind,
        state=document.state,
        platform=document.platform.name if document.platform else "",
        order_reference=document.order_reference,
        ordered_at=document.ordered_at,
        ship_by_at=document.ship_by_at,
        currency=document.currency,
        total=to_major(document.total_minor, document.currency),
        tax=to_major(document.tax_minor, document.currency),
        customer_number=customer.number,
        customer_name=hide(customer.company_name or customer.name),
        awaits_decision=document.awaits_decision,
        is_locked=document.locked_at is not None,
        is_archived=document.archived_at is not None,
        posted_at=document.posted_at,
        cancels=document.cancels_id,
    )


def _describe_line(line: DocumentLine, currency: str) -> Line:
    return Line(
        id=line.pk,
        position=line.position,
        kind=line.kind,
        article_number=line.article_number,
        title=line.title,
        sku=line.sku,
        quantity=line.quantity,
        open_quantity=abs(line.quantity) - line.converted_quantity,
        total=to_major(line.total_minor, currency),
        tax=None if line.tax_minor is None else to_major(line.tax_minor, currency),
        tax_percent=line.tax_percent,
        platform_reference=line.platform_reference,
    )
