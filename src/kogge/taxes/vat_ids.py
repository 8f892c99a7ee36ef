"""VAT identification numbers, as far as they can be checked without asking an authority."""

from stdnum.eu import vat
from stdnum.exceptions import ValidationError


def find_vat_country(vat_id: str) -> str:
    """Return the member state of a VAT id whose form and check digits are right, by its ISO code; else nothing.

    Whether the number is given out is another question (Art. 138 Abs. 1 lit. b of Directive 2006/112/EC; § 18e UStG):
    that one an authority answers.
    """
    try:
        number = vat.validate(vat_id)
    except ValidationError:
        return ""
    prefix = number[:2]
    return "GR" if prefix == "EL" else prefix
