"""Changes of orders in the reader's words: what was, and what becomes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext

from kogge.documents.models import PaymentMethod, ShippingMethod, ShippingPaymentTerm, Warehouse
from kogge.documents.wording import name_field
from kogge.web.columns import DASH, show_time
from kogge.web.formats import format_country, format_money
from kogge.web.personal import MASK, hide, may_see_address

_NAMED: dict[str, type[Model]] = {
    "payment_method_id": PaymentMethod,
    "shipping_method_id": ShippingMethod,
    "shipping_payment_term_id": ShippingPaymentTerm,
    "warehouse_id": Warehouse,
}
_ADDRESS_LINES = "company_name name line1 line2 line3".split()


@dataclass(frozen=True)
class WordedDifference:
    """A field, of a line where `line` names one, before and after."""

    label: str
    line: str
    before: str
    after: str


def word_difference(difference: Mapping[str, Any], currency: str) -> WordedDifference:
    """Return a stored difference (kogge.orders.differences.Difference) in the active language."""
    name = difference["field"]
    label = gettext("line") if name == "line" else name_field(name)
    return WordedDifference(
        label[:1].upper() + label[1:],
        str(difference.get("line") or ""),
        _show(name, difference["before"], currency),
        _show(name, difference["after"], currency),
    )


def _show(name: str, value: Any, currency: str) -> str:  # noqa: ANN401 - any JSON value
    if value is None or value in ("", {}):
        return DASH
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name in _NAMED:
        return str(_NAMED[name]._default_manager.filter(pk=value).first() or value)  # noqa: SLF001 - Django's documented API
    show = next((each for suffix, each in _BY_SUFFIX.items() if name.endswith(suffix)), None)
    return show(value, currency) if show else str(value)


def _show_address(address: Mapping[str, str], *, is_delivery: bool) -> str:
    if not may_see_address(is_delivery=is_delivery):
        return MASK
    parts = [address.get(name, "") for name in _ADDRESS_LINES]
    parts.append(f"{address.get('postal_code', '')} {address.get('city', '')}".strip())
    if address.get("country"):
        parts.append(format_country(address["country"]))
    return ", ".join(part for part in parts if part)


def _show_line(line: Mapping[str, Any], currency: str) -> str:
    return f"{line['quantity']} × {line['title']}: {format_money(line['total_minor'], currency)}"


_BY_SUFFIX: dict[str, Callable[[Any, str], str]] = {
    "_minor": format_money,
    "_at": lambda value, _: show_time(datetime.fromisoformat(value)),
    "delivery_address": lambda value, _: _show_address(value, is_delivery=True),
    "_address": lambda value, _: _show_address(value, is_delivery=False),
    "vat_id": lambda value, _: str(hide(value)),
    "purchase_order_number": lambda value, _: str(hide(value)),
    "line": _show_line,
}
