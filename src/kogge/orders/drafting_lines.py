"""Order lines and charges → lines of a draft: pure, exact, nothing dropped without a note."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kogge.documents.rules import LineDraft, MessageDraft
from kogge.kernel.money import AmountNotRepresentable, to_minor
from kogge.orders.plans import ArticleChoice, ArticleUnknown, DocumentPlan, Method, Part
from kogge.taxes.rates import STANDARD_RATED, TaxClass
from kogge.taxes.splitting import split_by_weight
from kogge_contract.orders import Charge, ChargeKind, Order, OrderLine

ITEM, FREIGHT, SERVICE, DISCOUNT, DIFFERENCE = "item", "freight", "service", "discount", "difference"
INFO, WARNING = "info", "warning"
PLACEHOLDER = "placeholder"

_LINE_KINDS = {ChargeKind.ITEM: ITEM, ChargeKind.SHIPPING: FREIGHT, ChargeKind.DISCOUNT: DISCOUNT}
_TITLES = {
    ChargeKind.SHIPPING: "Versand",
    ChargeKind.GIFT_WRAP: "Geschenkverpackung",
    ChargeKind.COD_FEE: "Nachnahmegebühr",
    ChargeKind.TIP: "Trinkgeld",
    ChargeKind.OTHER: "Sonstiges",
    ChargeKind.DISCOUNT: "Rabatt",
    ChargeKind.ROUNDING: "Rundung",
}
_DIFFERENCE_TITLE = "Differenz zur Plattform"


@dataclass(frozen=True, slots=True)
class _Amounts:
    """What one charge comes to: minor units, a tax that stands apart included."""

    gross_minor: int
    tax_minor: int | None
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class LineDrafter:
    """Drafts the lines of one order by a plan; what is odd goes into `messages`."""

    plan: DocumentPlan
    currency: str
    payment: Method | None
    shipping: Method | None
    messages: list[MessageDraft]

    def draft(self, order: Order) -> list[LineDraft]:
        """Return the lines of all items with their charges, then those of the whole order's charges.

        A charge that belongs to no item is taxed as the item that costs most: ancillary supplies share the fate of the
        main one (Section 3.10 Abs. 5 UStAE). Raises AmountNotRepresentable and ArticleUnknown.
        """
        lines: list[LineDraft] = []
        for line in order.lines:
            lines.extend(self._draft_item_and_charges(line))
        of_all, collected = main_supply(lines), _is_collected(order)
        lines.extend(
            self._draft_charge(charge, _amounts_of([charge], self.currency), "", of_all, collected=collected)
            for charge in order.charges
        )
        return lines

    def draft_difference(self, difference_minor: int, order: Order, lines: Iterable[LineDraft]) -> LineDraft:
        """Return the line that closes the gap between the platform's total and its own parts; taxed as they are."""
        article = self.plan.articles.service
        return LineDraft(
            DIFFERENCE, article.id, article.number, article.source, _DIFFERENCE_TITLE, 1, difference_minor,
            tax_class=main_supply(lines), collected_by_platform=_is_collected(order),
        )  # fmt: skip

    def _draft_item_and_charges(self, line: OrderLine) -> Iterator[LineDraft]:
        parts = self._find_parts(line)
        tax_class = parts[0].article.tax_class
        discounts, others = self._divide_charges(line)
        if line.quantity == 0:
            values = {"line": line.reference, "sku": line.sku or ""}
            self.messages.append(MessageDraft(INFO, "line_without_quantity", values))
        else:
            of_item = [charge for charge in line.charges if charge.kind is ChargeKind.ITEM]
            yield from self._draft_item(line, parts, _amounts_of(of_item, self.currency, discounts.pop(ITEM, ())))
        for charge in others:
            amounts = _amounts_of([charge], self.currency, discounts.pop(str(charge.kind), ()))
            yield self._draft_charge(
                charge, amounts, line.reference, tax_class, collected=line.tax_collected_by_platform
            )
        for charge in (each for left in discounts.values() for each in left):
            amounts = _amounts_of([charge], self.currency)
            yield self._draft_charge(
                charge, amounts, line.reference, tax_class, collected=line.tax_collected_by_platform
            )

    def _divide_charges(self, line: OrderLine) -> tuple[dict[str, list[Charge]], list[Charge]]:
        """Return the discounts that lower other lines, by what they lower, and the charges with lines of their own."""
        lowering: dict[str, list[Charge]] = {}
        others = []
        for charge in line.charges:
            if charge.kind is ChargeKind.ITEM or not (charge.amount or charge.tax):
                continue
            if self.plan.discounts_lower_lines and charge.kind is ChargeKind.DISCOUNT:
                lowering.setdefault(str(charge.applies_to or ChargeKind.ITEM), []).append(charge)
            else:
                others.append(charge)
        return lowering, others

    def _find_parts(self, line: OrderLine) -> tuple[Part, ...]:
        sku = line.sku or ""
        parts = self.plan.articles.find(sku, line.ean or "")
        if parts or line.quantity == 0:
            return parts or (Part(self.plan.articles.placeholder),)
        if self.plan.parks_unknown_articles:
            raise ArticleUnknown(line.reference, sku, line.ean or "")
        self.messages.append(MessageDraft(WARNING, "unknown_article", {"line": line.reference, "sku": sku}))
        return (Part(self.plan.articles.placeholder),)

    def _draft_item(self, line: OrderLine, parts: tuple[Part, ...], amounts: _Amounts) -> Iterator[LineDraft]:
        """Yield a line for each article of the item; a bundle's amounts are divided by the weights of its parts."""
        if len(parts) == 1:
            shares = [amounts]
        else:
            weights = [part.weight for part in parts]
            shares = [
                _Amounts(gross, tax if amounts.tax_minor is not None else None, discount)
                for gross, tax, discount in zip(
                    split_by_weight(amounts.gross_minor, weights),
                    split_by_weight(amounts.tax_minor or 0, weights),
                    split_by_weight(amounts.discount_minor, weights),
                    strict=True,
                )
            ]
        is_whole = len(parts) == 1 and parts[0].quantity == 1
        for part, share in zip(parts, shares, strict=True):
            yield LineDraft(
                kind=ITEM,
                article_id=part.article.id,
                article_number=part.article.number,
                article_source=part.article.source,
                title=line.title,
                quantity=line.quantity * part.quantity,
                total_minor=share.gross_minor,
                platform_tax_minor=share.tax_minor,
                unit_price_minor=_whole_minor(line.unit_price, self.currency) if is_whole else None,
                discount_minor=share.discount_minor,
                sku=line.sku or "",
                ean=line.ean or "",
                platform_reference=line.reference,
                tax_class=part.article.tax_class,
                collected_by_platform=line.tax_collected_by_platform,
            )

    def _draft_charge(
        self, charge: Charge, amounts: _Amounts, reference: str, tax_class: TaxClass, *, collected: bool
    ) -> LineDraft:
        kind = _LINE_KINDS.get(charge.kind, SERVICE)
        article = self._article_of(charge.kind, kind)
        title = _TITLES.get(charge.kind, _TITLES[ChargeKind.OTHER])
        if charge.applies_to in {ChargeKind.SHIPPING, ChargeKind.GIFT_WRAP}:
            title = f"{title} ({_TITLES[charge.applies_to]})"
        return LineDraft(
            SERVICE if kind == ITEM else kind, article.id, article.number, article.source, title, 1,
            amounts.gross_minor, amounts.tax_minor, discount_minor=amounts.discount_minor,
            platform_reference=reference, tax_class=tax_class, collected_by_platform=collected,
        )  # fmt: skip

    def _article_of(self, charge: ChargeKind, kind: str) -> ArticleChoice:
        """Return the article of a charge: the method's own one first, else that of the standard configuration."""
        articles = self.plan.articles
        if charge is ChargeKind.COD_FEE:
            return (self.payment and self.payment.freight) or articles.service
        if kind == FREIGHT:
            return (self.shipping and self.shipping.freight) or articles.freight
        return articles.discount if kind == DISCOUNT else articles.service


def _is_collected(order: Order) -> bool:
    """Tell whether the platform owes the tax of the whole order."""
    return bool(order.lines) and all(line.tax_collected_by_platform for line in order.lines)


def main_supply(lines: Iterable[LineDraft]) -> TaxClass:
    """Return the tax class of the item that costs most (Section 3.10 Abs. 5 UStAE); standard where there is none."""
    items = [line for line in lines if line.kind == ITEM]
    return max(items, key=lambda line: line.total_minor).tax_class if items else STANDARD_RATED


def _amounts_of(charges: Iterable[Charge], currency: str, discounts: Iterable[Charge] = ()) -> _Amounts:
    """Add charges up, with the discounts that lower them."""
    held, lowering = list(charges), list(discounts)
    discount = sum(_gross(each, currency) for each in lowering)
    taxes = [to_minor(each.tax, currency) for each in (*held, *lowering) if each.tax is not None]
    gross = sum(_gross(each, currency) for each in held)
    return _Amounts(gross + discount, sum(taxes) if taxes else None, discount)


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
