"""Drafts an old document: its lines with their articles, their cost to the cent, the tax by our own decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kogge.articles.models import Article, ArticleKind
from kogge.customers.rules import AddressDraft
from kogge.data_imports.importing.buyers import Buyer
from kogge.data_imports.importing.context import Context
from kogge.data_imports.rules import DocumentRecord, LineRecord, Reason, price_lines
from kogge.documents.models import ArticleSource, LineKind
from kogge.documents.rules import DocumentDraft, DocumentTaxes, LineDraft, LineTax, MessageDraft
from kogge.kernel.errors import KoggeError
from kogge.kernel.money import AmountNotRepresentable, Money, to_minor
from kogge.taxes.decisions import Place, Scheme, Supply
from kogge.taxes.desk import Decided, TaxDesk
from kogge.taxes.rates import RateUnknown, TaxClass
from kogge.taxes.splitting import split_gross
from kogge.taxes.vat_ids import find_vat_country

INFO, WARNING = "info", "warning"
KINDS = {
    ArticleKind.FREIGHT: LineKind.FREIGHT,
    ArticleKind.SERVICE: LineKind.SERVICE,
    ArticleKind.DISCOUNT: LineKind.DISCOUNT,
}
_DIFFERENCE_TITLE = "Rundungsdifferenz"


class DocumentRefused(KoggeError):
    """An old document cannot be drafted; `reason` says why."""

    code = "old_document_refused"

    def __init__(self, reason: Reason, **values: str) -> None:
        """Keep why."""
        super().__init__(f"The document is not taken over: {reason}.")
        self.reason = reason
        self.values = values


@dataclass(frozen=True, slots=True)
class Choice:
    """The article of a line, and how it was found."""

    article: Article
    source: ArticleSource


@dataclass(frozen=True, slots=True)
class Shelf:
    """The company's articles that lines may mean, and those for what has none of its own."""

    by_number: Mapping[str, Choice]
    by_ean: Mapping[str, Choice]
    special: Mapping[str, Article]

    def find(self, line: LineRecord) -> Choice:
        """Return a line's article, else the placeholder. Raises DocumentRefused."""
        found = self.by_number.get(line.article_number) or self.by_ean.get(line.ean)
        if found:
            return found
        if ArticleKind.PLACEHOLDER not in self.special:
            raise DocumentRefused(Reason.ARTICLE_UNKNOWN, article=line.article_number or line.ean)
        return Choice(self.special[ArticleKind.PLACEHOLDER], ArticleSource.PLACEHOLDER)

    def get_special(self, kind: ArticleKind, reason: Reason) -> Choice:
        """Return the company's article of a kind. Raises DocumentRefused."""
        if kind not in self.special:
            raise DocumentRefused(reason)
        return Choice(self.special[kind], ArticleSource.SETTING)


def draft_document(
    record: DocumentRecord, buyer: Buyer, context: Context, shelf: Shelf, desk: TaxDesk
) -> DocumentDraft:
    """Return the document as it is to be. Raises DocumentRefused."""
    lines, choices = list(record.lines), [shelf.find(line) for line in record.lines]
    if record.freight:
        choices.append(shelf.get_special(ArticleKind.FREIGHT, Reason.FREIGHT_UNKNOWN))
        lines.append(LineRecord("", "", choices[-1].article.name, 1, record.freight, None, None))
    address = record.delivery_address or buyer.address
    decided = _decide(record, buyer, address, context, desk, {each.article.tax_class for each in choices})
    percents = [_percent(line, decided[each.article.tax_class]) for line, each in zip(lines, choices, strict=True)]
    gross = context.choices.prices_include_tax
    totals = price_lines(lines, percents, record.currency, prices_include_tax=gross)
    drafts = [_draft_line(*each, record.currency, gross) for each in zip(lines, choices, totals, strict=True)]
    messages = [MessageDraft(INFO, "imported_document", {"number": record.number})]
    difference = _find_difference(record, totals)
    if difference:
        service = shelf.get_special(ArticleKind.SERVICE, Reason.SERVICE_UNKNOWN)
        drafts.append(_draft_difference(difference, service, drafts[0].tax_class))
        values = {"difference_minor": str(difference), "currency": record.currency}
        messages.append(MessageDraft(WARNING, "imported_total_differs", values))
    messages += [
        MessageDraft(WARNING, "unknown_article", {"sku": line.article_number or line.title})
        for line, each in zip(lines, choices, strict=True)
        if each.source is ArticleSource.PLACEHOLDER
    ]
    taxes = _tax_lines(drafts, decided, messages)
    return _assemble(record, buyer, address, context, tuple(drafts), difference, taxes, tuple(messages))


def _assemble(  # noqa: PLR0913 - one parameter a part
    record: DocumentRecord,
    buyer: Buyer,
    address: AddressDraft | None,
    context: Context,
    lines: tuple[LineDraft, ...],
    difference: int,
    taxes: DocumentTaxes,
    messages: tuple[MessageDraft, ...],
) -> DocumentDraft:
    person = buyer.record.draft
    named = address and not (address.name or address.company_name)
    delivered = replace(address, name=person.name, company_name=person.company_name) if named and address else address
    return DocumentDraft(
        platform_reference="",
        order_reference=record.order_reference,
        purchase_order_number="",
        marketplace="",
        sales_channel="",
        ordered_at=record.ordered_at,
        ship_by_at=None,
        deliver_by_at=None,
        currency=record.currency,
        platform_total_minor=sum(line.total_minor for line in lines),
        difference_minor=difference,
        prices_include_tax=context.choices.prices_include_tax,
        fulfilled_by_platform=False,
        ships_with_platform_label=False,
        is_business=bool(person.vat_id),
        is_prime=False,
        is_premium=False,
        cancellation_requested=False,
        replaces_order="",
        vat_id=person.vat_id,
        delivery_address=delivered,
        invoice_address=buyer.address or delivered,
        document_type_id=context.choices.document_type_id or 0,
        warehouse_id=None,
        payment_method_id=None,
        shipping_method_id=None,
        shipping_payment_term_id=None,
        provenance={},
        lines=lines,
        taxes=taxes,
        messages=messages,
    )


def _decide(
    record: DocumentRecord,
    buyer: Buyer,
    address: AddressDraft | None,
    context: Context,
    desk: TaxDesk,
    classes: set[TaxClass],
) -> dict[TaxClass, Decided | None]:
    """Return the decision about each tax class; None where no rate is known."""
    vat_id = buyer.record.draft.vat_id
    found: dict[TaxClass, Decided | None] = {}
    for tax_class in classes:
        supply = Supply(
            origin=Place(context.company.country),
            destination=Place(address.country, address.postal_code) if address else Place(""),
            on=record.ordered_at.astimezone(context.zone).date(),
            tax_class=tax_class,
            buyer_vat_country=find_vat_country(vat_id) if vat_id else "",
        )
        try:
            found[tax_class] = desk.decide(supply)
        except RateUnknown:
            found[tax_class] = None
    return found


def _percent(line: LineRecord, decided: Decided | None) -> Decimal | None:
    if line.tax_percent is not None:
        return line.tax_percent
    return decided.decision.percent if decided else None


def _draft_line(line: LineRecord, choice: Choice, total_minor: int, currency: str, is_gross: bool) -> LineDraft:  # noqa: FBT001 - of a zip
    return LineDraft(
        kind=KINDS.get(ArticleKind(choice.article.kind), LineKind.ITEM).value,
        article_id=choice.article.pk,
        article_number=choice.article.number,
        article_source=choice.source.value,
        title=line.title or choice.article.name,
        quantity=line.quantity,
        total_minor=total_minor,
        unit_price_minor=_whole(line.unit_price, currency) if is_gross else None,
        sku=line.article_number,
        ean=line.ean,
        tax_class=choice.article.tax_class,
    )


def _whole(amount: Decimal | None, currency: str) -> int | None:
    """Return an amount in minor units where it is whole ones."""
    try:
        return None if amount is None else to_minor(amount, currency)
    except AmountNotRepresentable:
        return None


def _draft_difference(difference: int, service: Choice, tax_class: TaxClass) -> LineDraft:
    return LineDraft(
        LineKind.DIFFERENCE.value, service.article.pk, service.article.number, service.source.value,
        _DIFFERENCE_TITLE, 1, difference, tax_class=tax_class,
    )  # fmt: skip


def _find_difference(record: DocumentRecord, totals: Sequence[int]) -> int:
    """Return by how much the lines miss the stated total, as far as roundings explain it. Raises DocumentRefused."""
    if record.total is None:
        return 0
    stated, computed = to_minor(record.total, record.currency), sum(totals)
    if abs(stated - computed) > len(totals):
        values = {"stated": Money(stated, record.currency), "computed": Money(computed, record.currency)}
        raise DocumentRefused(Reason.TOTAL_DIFFERS, **{name: str(each) for name, each in values.items()})
    return stated - computed


def _tax_lines(
    lines: Sequence[LineDraft], decided: Mapping[TaxClass, Decided | None], messages: list[MessageDraft]
) -> DocumentTaxes:
    """Return the tax in each line; what could not be decided is said."""
    of_lines: list[LineTax | None] = [None] * len(lines)
    decisions: list[Mapping[str, Any]] = []
    for tax_class, each in decided.items():
        places = [place for place, line in enumerate(lines) if line.tax_class == tax_class]
        if each is not None:
            decisions.append(each.described)
        if each is None or each.decision.scheme is Scheme.UNDECIDED:
            messages.append(MessageDraft(WARNING, "tax_undecided", {}))
            continue
        percent = each.decision.percent
        for place, tax in zip(places, split_gross([lines[at].total_minor for at in places], percent), strict=True):
            of_lines[place] = LineTax(percent, tax, len(decisions) - 1)
    return DocumentTaxes(tuple(of_lines), tuple(decisions))
