"""Order → draft of a document: pure, exact, and never silent about what does not fit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kogge.customers.rules import AddressDraft, CustomerDraft
from kogge.documents.rules import DocumentDraft, LineDraft, MessageDraft
from kogge.kernel.money import AmountNotRepresentable, to_minor
from kogge_contract.orders import Address, Charge, ChargeKind, FulfilledBy, Order, OrderLine

ITEM, FREIGHT, SERVICE, DISCOUNT, DIFFERENCE = "item", "freight", "service", "discount", "difference"
INFO, WARNING = "info", "warning"

_LINE_KINDS = {ChargeKind.ITEM: ITEM, ChargeKind.SHIPPING: FREIGHT, ChargeKind.DISCOUNT: DISCOUNT}
_TITLES = {
    ChargeKind.SHIPPING: "Versand",
    ChargeKind.GIFT_WRAP: "Geschenkverpackung",
    ChargeKind.COD_FEE: "Nachnahmegebühr",
    ChargeKind.TIP: "Trinkgeld",
    ChargeKind.OTHER: "Sonstiges",
    ChargeKind.DISCOUNT: "Rabatt",
}
_DIFFERENCE_TITLE = "Differenz zur Plattform"


@dataclass(frozen=True, slots=True)
class ArticleChoice:
    """An article as a line needs it."""

    id: int
    number: str


@dataclass(frozen=True, slots=True)
class Articles:
    """The company's articles: by SKU, and those that the settings name."""

    by_sku: Mapping[str, ArticleChoice]
    freight: ArticleChoice
    service: ArticleChoice
    discount: ArticleChoice
    placeholder: ArticleChoice


def draft_document(order: Order, articles: Articles) -> DocumentDraft:
    """Draft the document of an order that has a total. Raises AmountNotRepresentable."""
    currency = order.currency or ""
    total = to_minor(order.total if order.total is not None else Decimal(0), currency)
    lines: list[LineDraft] = []
    messages = [MessageDraft(INFO, each.code, each.values) for each in order.remarks]
    for line in order.lines:
        lines.extend(_draft_lines(line, articles, currency, messages))
    lines.extend(_draft_charge(charge, "", articles, currency) for charge in order.charges)
    difference = total - sum(line.total_minor for line in lines)
    if difference:
        article = articles.service
        lines.append(LineDraft(DIFFERENCE, article.id, article.number, _DIFFERENCE_TITLE, 1, difference))
        messages.append(
            MessageDraft(WARNING, "amounts_do_not_add_up", {"difference_minor": str(difference), "currency": currency})
        )
    return DocumentDraft(
        platform_reference=order.reference,
        order_reference=order.reference,
        purchase_order_number=order.buyer.purchase_order_number,
        marketplace=order.marketplace.name or order.marketplace.reference,
        sales_channel=order.sales_channel,
        ordered_at=order.placed_at,
        ship_by_at=order.ship_by.latest_at,
        deliver_by_at=order.deliver_by.latest_at,
        currency=currency,
        platform_total_minor=total,
        difference_minor=difference,
        prices_include_tax=order.prices_include_tax,
        fulfilled_by_platform=order.fulfilled_by is FulfilledBy.PLATFORM,
        ships_with_platform_label=order.ships_with_platform_label,
        is_business=order.is_business,
        is_prime=order.is_prime,
        is_premium=order.is_premium,
        cancellation_requested=any(line.cancellation_requested for line in order.lines),
        replaces_order=order.replaces_order,
        vat_id=order.buyer.vat_id,
        delivery_address=draft_address(order.delivery_address),
        invoice_address=draft_address(order.invoice_address),
        lines=tuple(lines),
        messages=tuple(messages),
    )


def draft_customer(order: Order) -> CustomerDraft:
    """Return who bought, as far as the order says."""
    address = draft_address(order.delivery_address)
    buyer = order.buyer
    return CustomerDraft(
        reference=buyer.reference,
        name=buyer.name or (address.name if address else ""),
        company_name=buyer.company or (address.company_name if address else ""),
        email=buyer.email,
        email_is_relay=buyer.email_is_relay,
        phone=address.phone if address else "",
        vat_id=buyer.vat_id,
        address=address,
    )


def draft_address(address: Address | None) -> AddressDraft | None:
    """Take an address over, line by line."""
    if address is None:
        return None
    return AddressDraft(
        address.name, address.company, address.line1, address.line2, address.line3, address.postal_code,
        address.city, address.district, address.region, address.country, address.phone,
    )  # fmt: skip


def _draft_lines(
    line: OrderLine, articles: Articles, currency: str, messages: list[MessageDraft]
) -> Iterator[LineDraft]:
    if line.quantity == 0:
        messages.append(MessageDraft(INFO, "line_without_quantity", {"line": line.reference, "sku": line.sku or ""}))
    else:
        yield _draft_item(line, articles, currency, messages)
    for charge in line.charges:
        if charge.kind is not ChargeKind.ITEM and (charge.amount or charge.tax):
            yield _draft_charge(charge, line.reference, articles, currency)


def _draft_item(line: OrderLine, articles: Articles, currency: str, messages: list[MessageDraft]) -> LineDraft:
    article = articles.by_sku.get(line.sku or "")
    if article is None:
        article = articles.placeholder
        messages.append(MessageDraft(WARNING, "unknown_article", {"line": line.reference, "sku": line.sku or ""}))
    of_item = [charge for charge in line.charges if charge.kind is ChargeKind.ITEM]
    taxes = [to_minor(charge.tax, currency) for charge in of_item if charge.tax is not None]
    return LineDraft(
        kind=ITEM,
        article_id=article.id,
        article_number=article.number,
        title=line.title,
        quantity=line.quantity,
        total_minor=sum(_gross(charge, currency) for charge in of_item),
        tax_minor=sum(taxes) if taxes else None,
        unit_price_minor=_whole_minor(line.unit_price, currency),
        sku=line.sku or "",
        platform_reference=line.reference,
    )


def _draft_charge(charge: Charge, reference: str, articles: Articles, currency: str) -> LineDraft:
    kind = _LINE_KINDS.get(charge.kind, SERVICE)
    article = {FREIGHT: articles.freight, DISCOUNT: articles.discount}.get(kind, articles.service)
    title = _TITLES.get(charge.kind, _TITLES[ChargeKind.OTHER])
    if charge.applies_to in {ChargeKind.SHIPPING, ChargeKind.GIFT_WRAP}:
        title = f"{title} ({_TITLES[charge.applies_to]})"
    tax = None if charge.tax is None else to_minor(charge.tax, currency)
    return LineDraft(
        SERVICE if kind == ITEM else kind, article.id, article.number, title, 1, _gross(charge, currency), tax,
        platform_reference=reference,
    )  # fmt: skip


def _gross(charge: Charge, currency: str) -> int:
    gross = to_minor(charge.amount, currency)
    return gross if charge.tax_included or charge.tax is None else gross + to_minor(charge.tax, currency)


def _whole_minor(price: Decimal | None, currency: str) -> int | None:
    """Return the price, or None for one finer than the currency: it is information, and not to be rounded."""
    if price is None:
        return None
    try:
        return to_minor(price, currency)
    except AmountNotRepresentable:
        return None
