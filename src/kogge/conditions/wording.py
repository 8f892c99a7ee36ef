"""Conditions in the reader's words: what each field means, and what is wrong with what was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kogge.conditions.errors import ConditionInvalid
from kogge.conditions.fields import ENTITIES, FIELDS, FieldType, list_fields

Text = str | Promise

TYPES: Mapping[str, Text] = {
    FieldType.TEXT: _("a text"),
    FieldType.NUMBER: _("a number"),
    FieldType.YES_NO: _("yes or no"),
    FieldType.DAY: _("a day"),
    FieldType.LIST: _("a list of texts"),
}

MEANINGS: Mapping[str, Text] = {
    "document.number": _("The document's own number"),
    "document.kind": _("Kind of the document"),
    "document.type": _("Name of the document type"),
    "document.state": _("Where the document stands"),
    "document.order_reference": _("The platform's order number"),
    "document.total": _("Total, in the document's currency"),
    "document.paid": _("What of it is paid, in the document's currency: 0 until an open item was posted"),
    "document.tax": _("Tax in the total by our own decision, in the document's currency"),
    "document.currency": _("Currency as three letters, such as EUR"),
    "document.has_difference": _("The platform's own amounts did not add up"),
    "document.marketplace": _("Name of the marketplace"),
    "document.sales_channel": _("Sales channel as the platform names it"),
    "document.ordered_on": _("Day of the order"),
    "document.age_days": _("Whole days since the day of the order; 0 is today"),
    "document.ship_by_on": _("Day by which it must be shipped"),
    "document.hours_to_ship_by": _("Hours left until it must be shipped; below 0 it is late"),
    "document.deliver_by_on": _("Day by which it must be delivered"),
    "document.is_business": _("Ordered by a business customer"),
    "document.is_prime": _("Prime order"),
    "document.is_premium": _("Premium order"),
    "document.fulfilled_by_platform": _("The platform ships it"),
    "document.ships_with_platform_label": _("Its label comes from the platform"),
    "document.cancellation_requested": _("The buyer asks to cancel"),
    "document.awaits_decision": _("A change waits for a decision"),
    "document.is_replacement": _("Replaces an earlier order"),
    "document.payment_method": _("Name of the payment method; empty where there is none"),
    "document.shipping_method": _("Name of the shipping method; empty where there is none"),
    "document.shipping_payment_term": _("Name of the shipping payment term; empty where there is none"),
    "document.warehouse": _("Name of the warehouse; empty where there is none"),
    "document.delivery_country": _("Country of the delivery address as two letters, such as DE"),
    "document.invoice_country": _("Country of the invoice address as two letters, such as DE"),
    "document.has_vat_id": _("The buyer's VAT id stands on it"),
    "document.lines": _("Number of lines, with freight and discounts"),
    "document.pieces": _("Pieces of all articles together, without freight and discounts"),
    "platform.name": _("Name of the platform"),
    "platform.kind": _("Kind of the platform"),
    "platform.region": _("Region of the platform"),
    "platform.marketplaces": _("Countries of its marketplaces; empty where it is all of the region"),
    "platform.is_active": _("The platform is in use"),
    "platform.uses_cloud": _("Its orders come from the Cloud"),
    "platform.is_authenticated": _("The Cloud may act for the seller"),
    "customer.number": _("Customer number"),
    "customer.status": _("Name of the address status"),
    "customer.country": _("Country of the delivery address, else of the invoice address, as two letters"),
    "customer.is_company": _("A company name is known"),
    "customer.is_guest": _("The platform gave no id for the buyer"),
    "customer.is_collective": _("Stands for many buyers of a platform"),
    "customer.has_email": _("An e-mail address is known"),
    "customer.has_vat_id": _("A VAT id is known"),
    "customer.vat_id_state": _("Check of the VAT id"),
    "article.number": _("Article number"),
    "article.name": _("Name of the article"),
    "article.kind": _("Kind of the article"),
    "article.ean": _("EAN; empty where there is none"),
    "article.price": _("Price of one piece, in the article's currency"),
    "article.currency": _("Currency of the price as three letters"),
    "article.stock": _("How many pieces of it there are to sell"),
    "article.tax_level": _("Which of a country's tax rates it bears"),
}
"""What each field means, by its full English name."""

VALUES: Mapping[str, Mapping[str, Text]] = {
    "document.kind": {
        "offer": _("Offer"),
        "order": _("Customer's order"),
        "confirmation": _("Order confirmation"),
        "delivery_note": _("Delivery note"),
        "invoice": _("Invoice"),
        "credit_note": _("Credit note"),
    },
    "document.state": {
        "open": _("open"),
        "posted": _("posted"),
        "partly_converted": _("partly converted"),
        "converted": _("converted"),
        "cancelled": _("cancelled"),
    },
    "platform.kind": {"amazon": "Amazon", "shopware": "Shopware 6"},
    "platform.region": {"EU": _("Europe"), "NA": _("North America"), "FE": _("Far East")},
    "customer.vat_id_state": {
        "unchecked": _("not checked"),
        "plausible": _("form and check digits are right"),
        "implausible": _("form or check digits are wrong"),
    },
    "article.kind": {
        "goods": _("Goods"),
        "freight": _("Freight"),
        "service": _("Service"),
        "discount": _("Discount"),
        "placeholder": _("Placeholder"),
    },
    "article.tax_level": {
        "standard": _("standard rate"),
        "reduced": _("reduced rate"),
        "second_reduced": _("second reduced rate"),
        "super_reduced": _("super-reduced rate"),
        "zero": _("zero rate"),
    },
}
"""What each value of a field means that has only these, by the field's full English name."""

PROBLEMS: Mapping[str, Text] = {
    "empty": _("There is no condition yet."),
    "too_long": _("The condition has %(length)s characters; more than %(limit)s cannot be read."),
    "too_many_operators": _(
        "The condition compares and calculates more than %(limit)s times: make several rules of it."
    ),
    "too_nested": _("More than %(limit)s brackets stand inside one another: make several rules of it."),
    "unfinished": _("The condition is not finished: something is missing at its end."),
    "unexpected": _("“%(token)s” cannot stand here. Is an operator such as “and” or “==” missing before it?"),
    "chained": _("Only two things can be compared at once. Write “1 < a and a < 3” instead of “1 < a < 3”."),
    "bracket_not_closed": _("The bracket “%(token)s” is never closed."),
    "bracket_not_opened": _("The bracket “%(token)s” was never opened."),
    "text_not_closed": _("The text that begins here has no closing quotation mark."),
    "single_equals": _("“=” compares nothing. Write “==” to ask whether two things are equal."),
    "unknown_sign": _("“%(token)s” means nothing in a condition."),
    "bad_number": _("“%(token)s” is no number. Write digits and a point, such as 19.99."),
    "grouped_number": _("“%(token)s” can be read in two ways. Write thousands without a point."),
    "decimal_comma": _("Write numbers with a point instead of a comma."),
    "unknown_field": _("There is no field “%(token)s”."),
    "other_entity": _("The field “%(token)s” cannot be asked for here."),
    "list_of_values_only": _('A list in brackets holds texts or numbers, such as ["DE", "AT"], and nothing else.'),
    "list_of_one_kind_only": _("A list holds either texts or numbers, not both."),
    "list_is_empty": _("The list is empty: nothing is ever in it."),
    "list_compared": _('A list cannot be compared as a whole. Ask whether something is in it, such as "DE" in a list.'),
    "types_differ": _("“%(token)s” compares what cannot be compared: %(left)s with %(right)s."),
    "not_ordered": _("“%(token)s”: only numbers and days can be smaller or greater, not what is %(type)s."),
    "not_yes_no": _("“%(token)s” is neither true nor false, but %(type)s. Compare it with something."),
    "not_a_number": _("Only numbers can be calculated with; “%(token)s” is %(type)s."),
    "not_a_list": _("“in” asks for a list or a text after it; “%(token)s” is %(type)s."),
    "not_a_day": _('“%(token)s” is no day. Write a day such as "2026-10-31" or "31.10.2026".'),
    "unknown_value": _("“%(field)s” is never “%(value)s”."),
}
"""What is wrong with a condition, by the code of ConditionInvalid."""


MOST_NAMED = 12
"""How many names of what there is are told in a sentence; the help lists all."""


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """A field as the help shows it: its name in the reader's language and in the other one, and what it means."""

    entity: str
    name: str
    other_name: str
    type: Text
    meaning: Text
    values: tuple[tuple[str, Text], ...]


def list_field_help(entities: tuple[str, ...], language: str) -> Iterator[FieldHelp]:
    """Yield the help of every field of the entities for readers of a language."""
    for each in list_fields(entities):
        values = tuple(VALUES[each.key].items()) if each.key in VALUES else ()
        other = "en" if language == "de" else "de"
        yield FieldHelp(
            each.entity.name,
            each.show(language),
            each.show(other),
            TYPES[each.field.type],
            MEANINGS[each.key],
            values,
        )


def describe(problem: ConditionInvalid) -> str:
    """Say in the reader's language what is wrong, what was meant, and what there is instead if that is not too much."""
    named = {key: str(_name(key, value)) for key, value in problem.values.items()}
    sentences = [str(PROBLEMS[problem.code]) % {"token": problem.token, **named}]
    if problem.suggestion:
        sentences.append(gettext("Did you mean “%(suggestion)s”?") % {"suggestion": problem.suggestion})
    if problem.known and (len(problem.known) <= MOST_NAMED or not problem.suggestion):
        known = problem.known if problem.code == "unknown_value" else tuple(map(_show, problem.known))
        sentence = (
            gettext("There are: %(known)s.") if len(known) <= MOST_NAMED else gettext("There are %(known)s and more.")
        )
        sentences.append(sentence % {"known": ", ".join(known[:MOST_NAMED])})
    return " ".join(sentences)


def _name(key: str, value: str) -> Text:
    """Return a value of a problem in words: a type, a field or what was typed."""
    return TYPES.get(value, value) if key in {"left", "right", "type"} else _show(value) if key == "field" else value


def _show(name: str) -> str:
    """Return the name of an entity, or the full name of a field, in the reader's language."""
    language = get_language() or ""
    return FIELDS[name].show(language) if name in FIELDS else ENTITIES[name].show(language)
