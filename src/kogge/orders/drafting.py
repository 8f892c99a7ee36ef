"""Order → draft of a document: pure, exact, and never silent about what does not fit."""

from collections.abc import Mapping
from decimal import Decimal

from kogge.customers.rules import AddressDraft, CustomerDraft
from kogge.documents.rules import DocumentDraft, MessageDraft
from kogge.kernel.money import to_minor
from kogge.orders.drafting_lines import INFO, WARNING, LineDrafter
from kogge.orders.plans import SETTING, Chosen, DocumentPlan, choose_payment, choose_shipping
from kogge.orders.taxing import tax_lines
from kogge_contract.orders import Address, FulfilledBy, Order

_BY_SETTING = {"source": SETTING}


def draft_document(order: Order, plan: DocumentPlan) -> DocumentDraft:
    """Draft the document of an order that has a total. Raises AmountNotRepresentable and ArticleUnknown.

    The document costs what the platform states as the order's total: what its parts do not explain stands on a line of
    its own.
    """
    currency = order.currency or ""
    total = to_minor(order.total if order.total is not None else Decimal(0), currency)
    messages = [MessageDraft(INFO, each.code, each.values) for each in order.remarks]
    payment = choose_payment(order, plan, messages)
    shipping = choose_shipping(order, plan, messages)
    drafter = LineDrafter(plan, currency, payment.method, shipping.method, messages)
    lines = drafter.draft(order)
    difference = total - sum(line.total_minor for line in lines)
    if difference:
        lines.append(drafter.draft_difference(difference, order, lines))
        values = {"difference_minor": str(difference), "currency": currency}
        messages.append(MessageDraft(WARNING, "amounts_do_not_add_up", values))
    target = plan.target_of(order)
    taxes = tax_lines(order, plan, lines, messages)
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
        document_type_id=target.document_type_id,
        warehouse_id=target.warehouse_id,
        payment_method_id=payment.id,
        shipping_method_id=shipping.id,
        shipping_payment_term_id=plan.shipping_payment_term_id,
        provenance=_trace_choices(payment, shipping),
        lines=tuple(lines),
        taxes=taxes,
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
        invoice_address=draft_address(order.invoice_address),
    )


def draft_address(address: Address | None) -> AddressDraft | None:
    """Take an address over, line by line."""
    if address is None:
        return None
    return AddressDraft(
        address.name, address.company, address.line1, address.line2, address.line3, address.postal_code,
        address.city, address.district, address.region, address.country, address.phone,
    )  # fmt: skip


def _trace_choices(payment: Chosen, shipping: Chosen) -> Mapping[str, Mapping[str, str]]:
    """Say which setting, mapping row or default chose each value that the order itself does not have."""
    return {
        "document_type": _BY_SETTING,
        "warehouse": _BY_SETTING,
        "shipping_payment_term": _BY_SETTING,
        "payment_method": payment.describe(),
        "shipping_method": shipping.describe(),
    }
