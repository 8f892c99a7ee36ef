"""Messages on documents in the reader's words: what happened, and what to do about it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kogge.documents.actions import Action, Obstacle
from kogge.documents.models import Document, DocumentLine
from kogge.documents.rules import Posting
from kogge.web.formats import format_major, format_money

Text = str | Promise

WORDS: dict[str, Text] = {
    "amounts_do_not_add_up": _(
        "The platform's own amounts do not add up. A line of %(difference)s closes the gap, so that the document "
        "has exactly the platform's total."
    ),
    "imported_document": _("Imported from an old installation, where its number was %(number)s."),
    "imported_total_differs": _(
        "The lines of the old document miss its total by roundings. A line of %(difference)s closes the gap, so that "
        "the document has exactly the old total."
    ),
    "line_does_not_add_up": _(
        "The platform's amounts of item %(line)s do not add up: it states %(stated)s, its parts come to %(computed)s."
    ),
    "order_does_not_add_up": _(
        "The platform's amounts of the order do not add up: it states %(stated)s, its parts come to %(computed)s."
    ),
    "unknown_article": _(
        "The SKU “%(sku)s” is not among your articles. The line is booked on the placeholder article."
    ),
    "unknown_payment_method": _(
        "The platform's payment method “%(word)s” is not in the mapping table; the standard configuration's is used: "
        "%(used)s."
    ),
    "unknown_shipping_method": _(
        "The platform's shipping service “%(word)s” is not in the mapping table; the standard configuration's shipping "
        "method is used: %(used)s."
    ),
    "no_payment_method": _(
        "The platform's payment method “%(word)s” is not in the mapping table, and the standard configuration has no "
        "payment method: the document has none."
    ),
    "no_shipping_method": _(
        "The platform's shipping service “%(word)s” is not in the mapping table, and the standard configuration has no "
        "shipping method: the document has none."
    ),
    "vat_id_implausible": _(
        "The buyer's VAT id is none: its form or its check digits are wrong. For the tax, the buyer counts as private."
    ),
    "tax_differs": _(
        "The platform states %(theirs)s as tax; by our own decision it is %(ours)s. The amounts of the document are "
        "the platform's, the tax is ours: check which is right before you write the invoice."
    ),
    "tax_undecided": _(
        "No tax could be decided: the order does not say where the goods go, or they do not leave from the Union."
    ),
    "tax_rate_unknown": _("No tax could be decided: %(problem)s"),
    "change_to_decide": _(
        "The order was changed at the platform. The document was left as it is: accept or refuse the change."
    ),
    "cancellation_to_decide": _(
        "The order was cancelled at the platform, but its document has gone further already: decide what to do with it."
    ),
    "cancellation_request_to_decide": _(
        "The buyer asks to cancel the order. The document goes no further until somebody has decided about it."
    ),
    "line_without_quantity": _("Item %(line)s (SKU “%(sku)s”) has the quantity 0 and is not on the document."),
    "order_changed": _("The order was changed at the platform, and the document with it: %(fields)s."),
    "change_not_taken": _("The order was changed at the platform, but the document was left as it is: %(problem)s"),
    "document_cancelled": _("The document was cancelled: %(reason)s."),
    "optional_data_not_available": _("The platform left out a part of the order's optional data."),
    "unit_price_too_fine": _(
        "The unit price of item %(line)s is finer than the currency allows (%(unit_price)s) and is not shown."
    ),
    "country_unknown": _("The platform names a country that is unknown here: “%(country)s”."),
    "tip_not_in_total": _("The platform shows a tip that is not part of its total yet; it is not on the document."),
    "charges_without_item": _("The platform asks for charges that belong to no item; they have lines of their own."),
    "discount_already_deducted": _(
        "The discount of %(discount)s on item %(line)s is already deducted in the platform's prices."
    ),
    "discount_raises_price": _("The platform states a discount on item %(line)s that raises the price: %(discount)s."),
    "bundle_kept_whole": _(
        "Item %(line)s is a bundle with a number of its own; its %(parts)s parts are not on the document."
    ),
    "bundle_price_divided": _("The price of bundle %(line)s is divided among its parts: theirs do not come to it."),
    "unknown_charge_type": _("The platform asks for a charge of an unknown kind on item %(line)s: “%(type)s”."),
}

REASONS: dict[str, Text] = {
    "cancelled_at_platform": _("it was cancelled at the platform"),
    "cancellation": _("it was cancelled at the platform"),
    "duplicate": _("the order has another document"),
    "cancellation_request": _("the buyer asked for it"),
}

ACTIONS: dict[Action, Text] = {
    Action.CONVERT: pgettext_lazy("action", "Convert"),
    Action.POST: pgettext_lazy("action", "Post"),
    Action.CANCEL: _("Cancel the document"),
    Action.ARCHIVE: pgettext_lazy("action", "Archive"),
    Action.RESTORE: _("Restore from the archive"),
    Action.LOCK: pgettext_lazy("action", "Lock"),
    Action.UNLOCK: pgettext_lazy("action", "Unlock"),
    Action.ADOPT_ADDRESS: _("Adopt the proposed address"),
    Action.REMAP: _("Map again"),
    Action.READ_RAW: _("What the platform sent"),
}

OBSTACLES: dict[Obstacle, Text] = {
    Obstacle.NO_RIGHT: _("You may look at documents, but not act. Ask an administrator for the right."),
    Obstacle.POSTED: _("The document is posted: it stays as it is. Convert it, or cancel it."),
    Obstacle.PARTLY_CONVERTED: _(
        "A part of the document has been converted: go on with what came of it, or cancel that first."
    ),
    Obstacle.CONVERTED: _("The document has been converted: go on with the one that came of it."),
    Obstacle.CANCELLED: _("The document is cancelled."),
    Obstacle.COUNTERPART: _("The document cancels another one and goes no further."),
    Obstacle.ARCHIVED: _("The document is in the archive: restore it first."),
    Obstacle.LOCKED: _("The document is locked: unlock it first."),
    Obstacle.AWAITS_DECISION: _("Decide about the change of its order first."),
}

REFUSALS: dict[str, Text] = {
    **{obstacle.value: words for obstacle, words in OBSTACLES.items()},
    Obstacle.STILL_OPEN.value: _("The document is not finished: post, convert or cancel it first."),
    Obstacle.NO_TARGET.value: _("The document's type does not convert into that type; the type's parameters say so."),
    Obstacle.NOTHING_TO_POST.value: _(
        "There is nothing to post: the document's type posts nothing, or all was posted before."
    ),
    Obstacle.ALREADY_ARCHIVED.value: _("The document is in the archive already."),
    Obstacle.NOT_ARCHIVED.value: _("The document is not in the archive."),
    Obstacle.ALREADY_LOCKED.value: _("The document is locked already."),
    Obstacle.NOT_LOCKED.value: _("The document is not locked."),
    "document_unknown": _("The document is not there any more."),
    "rejected_by_database": _("The database refused the document. The log tells more."),
    "nothing_to_convert": _("Nothing of the document is open, or no quantity was chosen."),
    "quantity_not_open": _("More was chosen than is open: somebody has converted a part meanwhile."),
    "line_unknown": _("A line was chosen that the document does not have any more."),
    "sources_differ": _(
        "The documents cannot become one: they differ in customer, platform, currency, country or in what was posted."
    ),
    "document_not_open": _("The document is no longer open: it was cancelled or converted meanwhile."),
    "document_waits": _("The document waits for a decision about a change of its order: accept or refuse that first."),
    "nothing_proposed": _("Nothing is proposed for the address any more."),
    "reason_missing": _("Say why: others will want to know."),
}
"""What people are told when something cannot be done after all, by the error's code."""

POSTINGS: dict[str, Text] = {
    Posting.JOURNAL: _("journal entry"),
    Posting.STOCK: _("stock"),
    Posting.ITEM: _("open item"),
    Posting.ARCHIVE: _("archive"),
}
"""What posting does, in a word each."""

FIELDS: dict[str, Text] = {
    "delivery_address": _("delivery address"),
    "invoice_address": _("invoice address"),
    "prices_include_tax": _("prices include tax"),
    "lines": _("lines"),
    "warehouse_id": _("warehouse"),
    "payment_method_id": _("payment method"),
    "shipping_method_id": _("shipping method"),
    "shipping_payment_term_id": _("shipping payment term"),
}

MAJOR_AMOUNTS = frozenset({"stated", "computed", "discount", "unit_price"})
"""Values that are amounts in major units; those in minor units end in `_minor`."""


class _Values(dict[str, str]):
    """Values of a message; one that was not given shows as an ellipsis instead of failing the page."""

    def __missing__(self, key: str) -> str:
        return "…"


def word_message(code: str, values: Mapping[str, Any], currency: str) -> str:
    """Return the message in the active language; amounts without a currency of their own are of `currency`."""
    words = WORDS.get(code)
    if words is None:
        return code
    currency = str(values.get("currency") or currency)
    shown = _Values({key.removesuffix("_minor"): _show(key, value, currency) or "–" for key, value in values.items()})
    return str(words) % shown


def _show(key: str, value: object, currency: str) -> str:
    """Return one value as people read it; what cannot be read as an amount is shown as it is."""
    text = str(value)
    if key == "reason":
        return word_reason(text)
    if key == "fields":
        return ", ".join(name_field(name) for name in text.split(", ") if name) or str(FIELDS["lines"])
    try:
        if key.endswith("_minor"):
            return format_money(int(text), currency)
        if key in MAJOR_AMOUNTS:
            return format_major(Decimal(text), currency)
    except (ValueError, InvalidOperation):
        return text
    return text


def word_reason(reason: str) -> str:
    """Return why a document was cancelled: a code in words, a person's own words without their full stop."""
    return str(REASONS.get(reason, reason.rstrip(".")))


def word_postings(postings: Iterable[str], done: Iterable[str]) -> list[tuple[Text, bool]]:
    """Return what posting a document does, and what was done before, each with whether it is done."""
    finished = set(done)
    wanted = [each for each in POSTINGS if each in finished | set(postings)]
    return [(POSTINGS[each], each in finished) for each in wanted]


def name_field(name: str) -> str:
    """Return a field of documents or lines in the active language; one without words as it is."""
    if name in FIELDS:
        return str(FIELDS[name])
    for model in (Document, DocumentLine):
        try:
            return str(getattr(model._meta.get_field(name), "verbose_name", name))  # noqa: SLF001 - Django's documented API
        except FieldDoesNotExist:
            continue
    return name
