"""Gives the lines of a draft their tax: which supply each is, what the law says, and how the cents fall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kogge.documents.rules import DocumentTaxes, LineDraft, LineTax, MessageDraft
from kogge.orders.plans import DocumentPlan
from kogge.taxes.decisions import Place, Scheme, Supply
from kogge.taxes.rates import RateUnknown, TaxClass
from kogge.taxes.splitting import split_gross
from kogge.taxes.vat_ids import find_vat_country, is_plausible
from kogge_contract.orders import Order

WARNING = "warning"
TOLERANCE_MINOR = 1
"""The platform rounds each amount by itself: so much a line may differ without anybody being wrong."""


def tax_lines(
    order: Order, plan: DocumentPlan, lines: Sequence[LineDraft], messages: list[MessageDraft]
) -> DocumentTaxes:
    """Return the tax of an order's lines; what could not be decided, or differs from the platform's, is said.

    The day that decides about the rate is that of the order, as long as nothing is delivered: the invoice decides anew
    (§ 13 Abs. 1 Nr. 1a, § 27 Abs. 1 UStG: the day of the supply).
    """
    supplies = _Supplies(order, plan)
    groups: dict[tuple[TaxClass, bool], list[int]] = {}
    for index, line in enumerate(lines):
        groups.setdefault((line.tax_class, line.collected_by_platform), []).append(index)
    of_lines: list[LineTax | None] = [None] * len(lines)
    decisions: list[Mapping[str, Any]] = []
    for (tax_class, collected), members in groups.items():
        try:
            decided = plan.desk.decide(supplies.of(tax_class, collected=collected))
        except RateUnknown as error:
            messages.append(MessageDraft(WARNING, error.code, {"problem": str(error)}))
            continue
        decisions.append(decided.described)
        if decided.decision.scheme is Scheme.UNDECIDED:
            messages.append(MessageDraft(WARNING, "tax_undecided", {}))
            continue
        percent = decided.decision.percent
        taxes = split_gross([lines[index].total_minor for index in members], percent)
        for index, tax in zip(members, taxes, strict=True):
            of_lines[index] = LineTax(percent, tax, len(decisions) - 1)
    if order.buyer.vat_id and not is_plausible(order.buyer.vat_id):
        messages.append(MessageDraft(WARNING, "vat_id_implausible", {}))
    _compare(lines, of_lines, order.currency or "", messages)
    return DocumentTaxes(tuple(of_lines), tuple(decisions))


@dataclass(frozen=True, slots=True)
class _Supplies:
    """What an order's supplies have in common."""

    order: Order
    plan: DocumentPlan

    def of(self, tax_class: TaxClass, *, collected: bool) -> Supply:
        order = self.order
        address = order.delivery_address
        buyer = order.buyer.vat_id
        return Supply(
            origin=self.plan.target_of(order).origin,
            destination=Place(address.country, address.postal_code) if address else Place(""),
            on=order.placed_at.astimezone(self.plan.zone).date(),
            tax_class=tax_class,
            buyer_vat_country=find_vat_country(buyer) if buyer else "",
            collected_by_platform=collected,
        )


def _compare(
    lines: Sequence[LineDraft], taxes: Sequence[LineTax | None], currency: str, messages: list[MessageDraft]
) -> None:
    """Say where the platform's own tax figures are others than ours, by more than roundings explain."""
    ours = theirs = stated = 0
    for line, tax in zip(lines, taxes, strict=True):
        if line.platform_tax_minor is not None and tax is not None and not line.collected_by_platform:
            ours += tax.tax_minor
            theirs += line.platform_tax_minor
            stated += 1
    if stated and abs(ours - theirs) > TOLERANCE_MINOR * stated:
        values = {"ours_minor": str(ours), "theirs_minor": str(theirs), "currency": currency}
        messages.append(MessageDraft(WARNING, "tax_differs", values))
