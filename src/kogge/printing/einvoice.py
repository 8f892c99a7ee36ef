"""The invoice as data: Cross Industry Invoice of UN/CEFACT, profile EN 16931 (ZUGFeRD, Factur-X)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document as Invoice
from drafthorse.models.note import IncludedNote
from drafthorse.models.party import TaxRegistration
from drafthorse.models.payment import PaymentMeans, PaymentTerms
from drafthorse.models.tradelines import LineItem

from kogge.kernel.money import to_major
from kogge.printing.models import Letterhead
from kogge.printing.rules import CREDIT_NOTE, OF_LAW, Mark, Paper, PaperLine, TaxGroup, clean, sum_taxes
from kogge.taxes.decisions import Scheme

PROFILE = "urn:cen.eu:en16931:2017"
SCHEMA = "FACTUR-X_EN16931"
COMMERCIAL_INVOICE, CREDIT = "380", "381"
"""UNTDID 1001, as far as EN 16931 (BT-3) has both: what takes back is a credit note with its signs turned."""

PIECE = "C62"
SEPA_TRANSFER, NOT_DEFINED = "58", "1"
"""UNTDID 4461 (BT-81): paid to our account, or otherwise: at the platform."""

CATEGORIES: Mapping[str, tuple[str, str]] = {
    Scheme.REVERSE_CHARGE.value: ("K", "VATEX-EU-IC"),
    Scheme.EXPORT.value: ("G", "VATEX-EU-G"),
    Scheme.SMALL_BUSINESS.value: ("E", ""),
}
"""Category of what bears no tax, and the code of the reason (UNTDID 5305, VATEX): EN 16931, BT-118 and BT-121."""

STANDARD, ZERO = "S", "Z"
_UNIT_PRICE = Decimal("0.000001")


def has_data(paper: Paper) -> bool:
    """Tell whether a paper is an invoice that EN 16931 knows.

    It knows nothing of what a platform taxes in its own name, and asks for the buyer's country (BR-11).
    """
    schemes = {line.scheme for line in paper.lines}
    is_final = paper.kind in OF_LAW and paper.mark is Mark.NONE
    is_whole = bool(paper.lines) and bool(paper.recipient.get("country"))
    return is_final and is_whole and not schemes & {Scheme.MARKETPLACE, Scheme.UNDECIDED}


def write_data(paper: Paper, letterhead: Letterhead, described: Mapping[str, Any]) -> bytes:
    """Return the invoice as XML, valid by the schema of the profile; `described` is the paper in words.

    Its notes and the reasons of its schemes (BT-22, BT-120) are the same as on the paper.
    """
    invoice: Any = Invoice()
    sign = -1 if _is_credit(paper) else 1
    groups = sum_taxes(paper.lines)
    invoice.context.guideline_parameter.id = PROFILE
    invoice.header.id = paper.number
    invoice.header.type_code = CREDIT if sign < 0 else COMMERCIAL_INVOICE
    invoice.header.issue_date_time = paper.made_on
    for text in described["notes"]:
        note = IncludedNote()
        note.content = clean(text)
        invoice.header.notes.add(note)
    trade = invoice.trade
    _write_parties(trade, paper, letterhead)
    for line in paper.lines:
        trade.items.add(_make_line(line, paper.currency, sign))
    settlement = trade.settlement
    settlement.currency_code = paper.currency
    _write_payment(settlement, paper, letterhead)
    for group in groups:
        settlement.trade_tax.add(_make_tax(group, paper.currency, sign, described["reasons"].get(group.scheme, "")))
    for number, day in paper.corrects[:1]:
        settlement.invoice_referenced_document.issuer_assigned_id = number
        settlement.invoice_referenced_document.issue_date_time = _moment(day)
    _write_sums(settlement.monetary_summation, paper, groups, sign)
    written: bytes = invoice.serialize(schema=SCHEMA)
    return written


def _is_credit(paper: Paper) -> bool:
    return paper.kind == CREDIT_NOTE or paper.total_minor < 0


def _write_parties(trade: Any, paper: Paper, letterhead: Letterhead) -> None:  # noqa: ANN401 - the library has no types
    seller, buyer = trade.agreement.seller, trade.agreement.buyer
    seller.name = clean(letterhead.legal_name)
    _write_address(seller.address, letterhead.address)
    if letterhead.email:
        seller.electronic_address.uri_ID = ("EM", letterhead.email)
    if not letterhead.vat_id:
        # Something has to identify the seller: BR-CO-26.
        seller.id = letterhead.tax_number
    for scheme, number in (("VA", letterhead.vat_id), ("FC", letterhead.tax_number)):
        if number:
            seller.tax_registrations.add(TaxRegistration(id=(scheme, number)))
    recipient = paper.recipient
    buyer.id = paper.customer_number
    buyer.name = _name(recipient) or paper.customer_number
    _write_address(buyer.address, recipient)
    if paper.vat_id:
        buyer.tax_registrations.add(TaxRegistration(id=("VA", paper.vat_id)))
    if paper.purchase_order_number or paper.order_reference:
        trade.agreement.buyer_order.issuer_assigned_id = clean(paper.purchase_order_number or paper.order_reference)
    delivered = paper.delivery_address if paper.delivery_address.get("country") else recipient
    if delivered.get("country"):
        ship_to = trade.delivery.ship_to
        ship_to.name = _name(delivered) or _name(recipient) or paper.customer_number
        _write_address(ship_to.address, delivered)
    trade.delivery.event.occurrence = _moment(paper.supplied_on or paper.made_on)


def _name(address: Mapping[str, Any]) -> str:
    return clean(str(address.get("company_name") or address.get("name") or ""))


def _write_address(address: Any, written: Mapping[str, Any]) -> None:  # noqa: ANN401 - the library has no types
    address.postcode = clean(str(written.get("postal_code") or ""))
    address.line_one = clean(str(written.get("line1") or ""))
    address.line_two = clean(str(written.get("line2") or ""))
    address.line_three = clean(str(written.get("line3") or ""))
    address.city_name = clean(str(written.get("city") or ""))
    address.country_id = str(written.get("country") or "")


def _make_line(line: PaperLine, currency: str, sign: int) -> LineItem:
    """Return a line: what takes something off an invoice has a negative quantity, for prices are not (BR-27)."""
    net = to_major(line.net_minor, currency) * sign
    quantity = Decimal(abs(line.quantity) or 1)
    if net < 0:
        quantity = -quantity
    item: Any = LineItem()
    item.document.line_id = str(line.position)
    item.product.seller_assigned_id = clean(line.article_number)
    item.product.name = clean(line.title)
    price = (net / quantity).quantize(_UNIT_PRICE, ROUND_HALF_UP)
    item.agreement.net.amount = price
    item.agreement.net.basis_quantity = (Decimal(1), PIECE)
    item.delivery.billed_quantity = (quantity, PIECE)
    category, _reason = _categorise(line.scheme, line.percent)
    item.settlement.trade_tax.type_code = "VAT"
    item.settlement.trade_tax.category_code = category
    item.settlement.trade_tax.rate_applicable_percent = line.percent or Decimal(0)
    item.settlement.monetary_summation.total_amount = net
    return item


def _write_payment(settlement: Any, paper: Paper, letterhead: Letterhead) -> None:  # noqa: ANN401 - as above
    means: Any = PaymentMeans()
    is_transfer = bool(letterhead.iban) and not paper.platform and not _is_credit(paper)
    means.type_code = SEPA_TRANSFER if is_transfer else NOT_DEFINED
    if paper.payment_method:
        means.information.add(clean(paper.payment_method))
    if is_transfer:
        means.payee_account.iban = letterhead.iban
    settlement.payment_means.add(means)
    terms: Any = PaymentTerms()
    terms.due = _moment(paper.due_on or paper.made_on)
    settlement.terms.add(terms)


def _make_tax(group: TaxGroup, currency: str, sign: int, reason: str) -> ApplicableTradeTax:
    tax: Any = ApplicableTradeTax()
    category, code = _categorise(group.scheme, group.percent)
    tax.calculated_amount = to_major(group.tax_minor, currency) * sign
    tax.type_code = "VAT"
    tax.basis_amount = to_major(group.net_minor, currency) * sign
    tax.category_code = category
    if category not in {STANDARD, ZERO}:
        tax.exemption_reason = reason
    if code:
        tax.exemption_reason_code = code
    tax.rate_applicable_percent = group.percent or Decimal(0)
    return tax


def _categorise(scheme: str, percent: Decimal | None) -> tuple[str, str]:
    return CATEGORIES.get(scheme) or (STANDARD if percent else ZERO, "")


def _write_sums(sums: Any, paper: Paper, groups: Sequence[TaxGroup], sign: int) -> None:  # noqa: ANN401 - as above
    currency = paper.currency
    net = to_major(sum(each.net_minor for each in groups), currency) * sign
    total = to_major(paper.total_minor, currency) * sign
    sums.line_total = net
    sums.charge_total = sums.allowance_total = Decimal(0)
    sums.tax_basis_total = net
    sums.tax_total = (to_major(sum(each.tax_minor for each in groups), currency) * sign, currency)
    sums.grand_total = total
    sums.prepaid_total = Decimal(0)
    sums.due_amount = total


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
