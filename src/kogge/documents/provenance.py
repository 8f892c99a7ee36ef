"""Where each value of a document came from, in the reader's words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.documents.models import Document

Text = str | Promise

FROM_PLATFORM: dict[str, str] = {
    "order_reference": "reference",
    "purchase_order_number": "buyer.purchase_order_number",
    "marketplace": "marketplace",
    "sales_channel": "sales_channel",
    "ordered_at": "placed_at",
    "ship_by_at": "ship_by.latest_at",
    "deliver_by_at": "deliver_by.latest_at",
    "currency": "currency",
    "platform_total_minor": "total",
    "platform_tax_minor": "lines.charges.tax",
    "vat_id": "buyer.vat_id",
    "delivery_address": "delivery_address",
    "invoice_address": "invoice_address",
}
"""Fields of the canonical order (kogge_contract.orders.Order) that a document takes over as they are."""

BY_RULE: dict[str, Text] = {
    "number": _("next number of the document type's range"),
    "customer": _("customer matching: the platform's id of the buyer, else the company's rule"),
    "total_minor": _("sum of the lines; it equals the platform's total"),
    "tax_minor": _("decision about tax, see above"),
}

BY_SETTING: dict[str, Text] = {
    "document_type": _("document creation of the platform"),
    "warehouse": _("document creation of the platform"),
    "shipping_payment_term": _("document creation of the platform"),
}

LABELS: dict[str, Text] = {
    "delivery_address": _("Delivery address"),
    "invoice_address": _("Invoice address"),
}


@dataclass(frozen=True)
class Origin:
    """A field and what gave it its value."""

    label: Text
    source: Text


def list_origins(document: Document) -> Iterator[Origin]:
    """Yield for each value that an order brought, or that settings chose, where it came from."""
    for name, field in FROM_PLATFORM.items():
        if getattr(document, name):
            yield Origin(_label(name), gettext("platform: %(field)s") % {"field": field})
    for name in ("payment_method", "shipping_method"):
        yield Origin(_label(name), _word_choice(document.provenance.get(name, {})))
    for name, source in (BY_SETTING | BY_RULE).items():
        yield Origin(_label(name), source)


def _word_choice(choice: dict[str, str]) -> str:
    word = choice.get("word", "")
    if choice.get("source") == "mapping":
        return gettext("mapping table: “%(word)s”") % {"word": word}
    if word:
        return gettext("standard configuration: “%(word)s” is in no mapping") % {"word": word}
    return gettext("standard configuration")


def _label(name: str) -> Text:
    if name in LABELS:
        return LABELS[name]
    label = str(getattr(Document._meta.get_field(name), "verbose_name", name))  # noqa: SLF001 - Django's documented API
    return label[:1].upper() + label[1:]
