"""Until when the law wants a document kept: pure."""

from collections.abc import Mapping
from datetime import date

LETTER_YEARS = 6
RECORD_YEARS = 8

YEARS: Mapping[str, int] = {
    "offer": LETTER_YEARS,
    "order": LETTER_YEARS,
    "confirmation": LETTER_YEARS,
    "delivery_note": RECORD_YEARS,
    "invoice": RECORD_YEARS,
    "credit_note": RECORD_YEARS,
}


def find_last_day(kind: str, made_on: date) -> date:
    """Return the last day on which a document of a kind has to be kept.

    Invoices and other records that are booked (Buchungsbelege): eight years since the Fourth Bureaucracy Relief Act,
    in force since 1 January 2025, for all that had to be kept until then (§ 147 Abs. 1 Nr. 4 and Abs. 3 AO, § 257
    Abs. 4 HGB, § 14b Abs. 1 and § 27 Abs. 40 UStG). Delivery notes move the stock, so they count among them. Letters of
    business: six years (§ 147 Abs. 1 Nr. 2, 3 and Abs. 3 AO). Ten years hold for the books themselves (Nr. 1). The term
    begins with the end of the calendar year in which the document was made (§ 147 Abs. 4 AO), and lasts longer
    while an assessment of tax is open (Abs. 3 sentence 5), which is not known here.
    """
    return date(made_on.year + YEARS[kind], 12, 31)
