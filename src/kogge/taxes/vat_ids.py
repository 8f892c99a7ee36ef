"""VAT identification numbers, as far as they can be checked without asking an authority."""

from stdnum.ch import uid as swiss
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.gb import vat as british
from stdnum.no import mva as norwegian

_NEIGHBOURS = {"GB": british, "CH": swiss, "NO": norwegian}


def is_plausible(vat_id: str) -> bool:
    """Tell whether form and check digits of a VAT id are right: the Union's, or one of GB, CH or NO."""
    if find_vat_country(vat_id):
        return True
    module = _NEIGHBOURS.get(vat_id.strip()[:2].upper())
    return module is not None and bool(module.is_valid(vat_id))


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
