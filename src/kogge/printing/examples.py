"""An invoice that nobody was sent: it shows what the letterhead looks like."""

from datetime import date, timedelta
from decimal import Decimal

from kogge.printing.rules import INVOICE, Mark, Paper, PaperLine
from kogge.taxes.decisions import Scheme
from kogge.taxes.splitting import tax_in

_GOODS = (
    ("A-1001", "Rope, 12 mm, 10 m", 2, 5398, -600, Decimal(19)),
    ("A-1002", "The Book of Knots", 1, 2490, 0, Decimal(7)),
    ("A-1003", "Ship's bell, brass", 1, 12900, 0, Decimal(19)),
)
_RECIPIENTS = {
    "de": ("Erika Mustermann", "Heidestraße 17", "51147", "Köln", "DE"),
    "en": ("Jane Doe", "1 Harbour Street", "D01 F5P2", "Dublin", "IE"),
    "fr": ("Jeanne Dupont", "12 rue du Port", "44000", "Nantes", "FR"),
    "it": ("Maria Rossi", "Via del Porto 12", "16121", "Genova", "IT"),
    "es": ("María García", "Calle del Puerto 12", "46024", "Valencia", "ES"),
    "pl": ("Maria Kowalska", "ul. Portowa 12", "80-001", "Gdańsk", "PL"),
    "nl": ("Maria de Vries", "Havenstraat 12", "3011 AB", "Rotterdam", "NL"),
}


def make_example(language: str, on: date) -> Paper:
    """Return an example of an invoice for a buyer who speaks one of the languages of papers."""
    names = ("name", "line1", "postal_code", "city", "country")
    address = dict(zip(names, _RECIPIENTS[language], strict=True))
    lines = tuple(
        PaperLine(
            position=place,
            article_number=number,
            title=title,
            is_goods=True,
            quantity=pieces,
            total_minor=total,
            discount_minor=discount,
            tax_minor=tax_in(total, percent),
            percent=percent,
            scheme=Scheme.DOMESTIC.value,
            place="DE",
        )
        for place, (number, title, pieces, total, discount, percent) in enumerate(_GOODS, start=1)
    )
    return Paper(
        kind=INVOICE,
        number="RE012345",
        made_on=on,
        currency="EUR",
        total_minor=sum(line.total_minor for line in lines),
        lines=lines,
        mark=Mark.EXAMPLE,
        supplied_on=on,
        due_on=on + timedelta(days=14),
        customer_number="K10023",
        ordered_on=on - timedelta(days=2),
        invoice_address=address,
        delivery_address=address,
    )
