"""Papers and a letterhead to print in tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from kogge.printing.models import Letterhead
from kogge.printing.rules import INVOICE, Paper, PaperLine
from kogge.taxes.splitting import tax_in

ON = date(2026, 11, 26)
BREMEN = {"name": "Ömer Özgür", "line1": "Große Straße 5", "postal_code": "28195", "city": "Bremen", "country": "DE"}


def make_letterhead(**changes: Any) -> Letterhead:
    facts = {
        "legal_name": "Nordstern GmbH", "line1": "Speicherstraße 12", "postal_code": "20457", "city": "Hamburg",
        "country": "DE", "vat_id": "DE136695976", "tax_number": "22/123/45678", "iban": "DE02200505501015871393",
    }  # fmt: skip
    return Letterhead(**facts | changes)


def make_line(total: int = 1190, percent: int | None = 19, **changes: Any) -> PaperLine:
    rate = None if percent is None else Decimal(percent)
    facts: dict[str, Any] = {
        "position": 1, "article_number": "A-1", "title": "Tau", "is_goods": True, "quantity": 1, "total_minor": total,
        "tax_minor": None if rate is None else tax_in(total, rate), "percent": rate,
        "scheme": "domestic", "place": "DE",
    }  # fmt: skip
    return PaperLine(**facts | changes)


def make_paper(*lines: PaperLine, **changes: Any) -> Paper:
    wanted = lines or (make_line(),)
    facts: dict[str, Any] = {
        "kind": INVOICE, "number": "RE000123", "made_on": ON, "currency": "EUR", "lines": wanted,
        "total_minor": sum(line.total_minor for line in wanted), "invoice_address": BREMEN,
    }  # fmt: skip
    return Paper(**facts | changes)
