"""The words of papers, in each language that papers are written in: they are not those of the screens."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("de", "en", "fr", "it", "es", "pl", "nl")
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """All that a paper says by itself. What stands in braces is filled in."""

    offer: str
    order: str
    confirmation: str
    delivery_note: str
    invoice: str
    credit_note: str
    cancellation: str
    reversal: str
    draft: str
    cancelled: str
    example: str
    number: str
    date: str
    supply_date: str
    supply_is_date: str
    due_date: str
    customer_number: str
    order_number: str
    purchase_order: str
    order_date: str
    corrects: str
    cancels: str
    of_date: str
    payment_method: str
    shipping_method: str
    buyer_vat_id: str
    seller_vat_id: str
    deliver_to: str
    position: str
    description: str
    quantity: str
    unit_price: str
    unit_price_net: str
    tax_rate: str
    net: str
    gross: str
    article: str
    line_discount: str
    carried_forward: str
    sum_net: str
    sum_tax: str
    total: str
    collected: str
    breakdown: str
    taxable: str
    tax: str
    exempt: str
    by_platform: str
    note_oss: str
    note_local: str
    note_reverse_charge: str
    note_export: str
    note_marketplace: str
    note_small_business: str
    page: str
    phone: str
    email: str
    website: str
    tax_number: str
    vat_id: str
    directors: str
    bank: str
    shipping: str
    gift_wrap: str
    cod_fee: str
    tip: str
    other: str
    discount: str
    difference: str


@cache
def read_words(language: str) -> Words:
    """Return the words of one of the languages; a table that lacks one, or has one too many, does not load."""
    return Words(**tomllib.loads(files("kogge.printing").joinpath(f"languages/{language}.toml").read_text("utf-8")))
