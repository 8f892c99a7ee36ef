"""Orders the way Shopware 6 writes them, computed by its own rules (Checkout/Cart/Price), made for tests."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
GROSS, NET, FREE = "gross", "net", "tax-free"


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def tax_of(amount: Decimal, rate: Decimal, status: str) -> Decimal:
    """TaxCalculator: from a gross or a net price, unrounded."""
    return amount * rate / (100 + rate) if status == GROSS else amount * rate / 100


def number(amount: Decimal) -> Decimal:
    """An amount as PHP's JSON has it, read without loss."""
    return Decimal(repr(float(amount)))


def price_of(total: Decimal, taxes: list[tuple[Decimal, Decimal, Decimal]], quantity: int = 1) -> dict[str, Any]:
    """A CalculatedPrice; taxes are (rate, price, tax)."""
    return {
        "unitPrice": number(total / quantity if quantity else total),
        "quantity": quantity,
        "totalPrice": number(total),
        "calculatedTaxes": [
            {"tax": number(tax), "taxRate": number(rate), "price": number(price), "apiAlias": "cart_tax_calculated"}
            for rate, price, tax in taxes
        ],
        "taxRules": [{"taxRate": number(rate), "percentage": 100} for rate, _price, _tax in taxes],
        "apiAlias": "calculated_price",
    }


def item(identity: str, total: Decimal, rate: Decimal, status: str = GROSS, quantity: int = 1, **fields: Any) -> Any:
    """A product's line item."""
    taxes = [] if status == FREE else [(rate, total, cents(tax_of(total, rate, status)))]
    return {
        "id": identity,
        "parentId": None,
        "type": "product",
        "label": f"Artikel {identity}",
        "quantity": quantity,
        "position": 1,
        "price": price_of(total, taxes, quantity),
        "payload": {"productNumber": f"SW-{identity}", "options": []},
    } | fields


def address(name: str = "Ute", country: str = "DE", **fields: Any) -> dict[str, Any]:
    return {
        "id": f"address-{name}",
        "company": None,
        "department": None,
        "title": None,
        "firstName": name,
        "lastName": "Möller",
        "street": "Am Kai 3",
        "additionalAddressLine1": None,
        "additionalAddressLine2": None,
        "zipcode": "20457",
        "city": "Hamburg",
        "phoneNumber": None,
        "country": {"iso": country},
        "countryState": None,
    } | fields


def state(name: str) -> dict[str, Any]:
    return {"technicalName": name, "name": name.title(), "translated": {"name": name.title()}}


@dataclass
class Cart:
    """What stands in an order, and how its sales channel computes."""

    items: list[dict[str, Any]]
    shipping: list[tuple[Decimal, Decimal]] = field(default_factory=list)
    status: str = GROSS
    is_horizontal: bool = True
    interval: Decimal = CENT

    def order(self, **fields: Any) -> dict[str, Any]:
        """The order as `search/order` gives it with its associations."""
        roots = [each for each in self.items if not each.get("parentId")]
        total = sum((each["price"]["totalPrice"] for each in roots), Decimal(0))
        shipping = sum((amount for amount, _rate in self.shipping), Decimal(0))
        raw = total + shipping + (self._taxes(roots) if self.status == NET else 0)
        rounded = (raw / self.interval).quantize(Decimal(1), ROUND_HALF_UP) * self.interval
        delivery = {
            "id": "delivery-1",
            "shippingCosts": self._shipping_price(),
            "shippingMethod": {"name": "Standard", "translated": {"name": "Standard"}},
            "shippingOrderAddress": address(),
            "stateMachineState": state("open"),
            "trackingCodes": [],
            "positions": [{"orderLineItemId": each["id"], "quantity": each["quantity"]} for each in roots],
            "createdAt": "2026-11-20T10:00:00.000+00:00",
            "updatedAt": None,
        }
        return {
            "id": "0190aabbccddeeff0011223344556677",
            "orderNumber": "10023",
            "autoIncrement": 23,
            "orderDateTime": "2026-11-20T09:59:58.000+00:00",
            "createdAt": "2026-11-20T10:00:00.000+00:00",
            "updatedAt": None,
            "price": {
                "netPrice": number(rounded),
                "totalPrice": number(rounded),
                "rawTotal": number(raw),
                "taxStatus": self.status,
                "positionPrice": number(total),
                "calculatedTaxes": [],
                "taxRules": [],
            },
            "amountTotal": number(rounded),
            "taxStatus": self.status,
            "shippingTotal": number(shipping),
            "shippingCosts": self._shipping_price(),
            "currency": {"isoCode": "EUR"},
            "totalRounding": {"decimals": 2, "interval": number(self.interval), "roundForNet": True},
            "salesChannelId": "channel-1",
            "salesChannel": {"name": None, "translated": {"name": "Laden"}},
            "stateMachineState": state("open"),
            "orderCustomer": {
                "customerId": "customer-1",
                "customerNumber": "K1000",
                "email": "ute@example.de",
                "firstName": "Ute",
                "lastName": "Möller",
                "vatIds": None,
                "customer": {"guest": False, "accountType": "private"},
            },
            "billingAddress": address(),
            "lineItems": self.items,
            "deliveries": [delivery],
            "transactions": [
                {
                    "id": "transaction-1",
                    "paymentMethod": {"name": "Rechnung", "technicalName": "payment_invoicepayment"},
                    "stateMachineState": state("open"),
                    "createdAt": "2026-11-20T10:00:00.000+00:00",
                    "updatedAt": None,
                }
            ],
        } | fields

    def _taxes(self, roots: list[dict[str, Any]]) -> Decimal:
        """AmountCalculator: the sum of rounded taxes, or taxes of the sums by rate, rounded then."""
        taxes = [tax for each in roots for tax in each["price"]["calculatedTaxes"]]
        taxes += self._shipping_price()["calculatedTaxes"]
        if self.is_horizontal:
            return sum((each["tax"] for each in taxes), Decimal(0))
        by_rate: dict[Decimal, Decimal] = {}
        for each in taxes:
            by_rate[each["taxRate"]] = by_rate.get(each["taxRate"], Decimal(0)) + each["price"]
        return sum((cents(tax_of(price, rate, NET)) for rate, price in by_rate.items()), Decimal(0))

    def _shipping_price(self) -> dict[str, Any]:
        taxed = [] if self.status == FREE else self.shipping
        taxes = [(rate, amount, cents(tax_of(amount, rate, self.status))) for amount, rate in taxed]
        return price_of(sum((amount for amount, _rate in self.shipping), Decimal(0)), taxes)
