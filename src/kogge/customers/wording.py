"""What was found about customers and addresses, in the reader's words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.customers.likeness import Clue
from kogge.customers.proposals import Finding

Text = str | Promise

CLUES: dict[str, Text] = {
    Clue.SAME_VAT_ID: _("same VAT id"),
    Clue.SAME_EMAIL: _("same e-mail address"),
    Clue.SAME_NAME: _("same name"),
    Clue.SIMILAR_NAME: _("similar name"),
    Clue.NAME_TURNED_ROUND: _("same name, turned round"),
    Clue.SAME_COMPANY: _("same company"),
    Clue.SAME_STREET: _("same street"),
    Clue.SIMILAR_STREET: _("similar street"),
    Clue.SAME_POSTAL_CODE: _("same postal code"),
    Clue.SAME_PHONE: _("same phone"),
    Clue.OTHER_VAT_ID: _("another VAT id"),
}

FINDINGS: dict[str, Text] = {
    Finding.COMPANY_IN_LINE: _("A company stands in a line of the street."),
    Finding.COMPANY_IN_NAME: _("The name is a company's."),
    Finding.PACKING_STATION: _("A packing station and its post number stand in the wrong lines."),
    Finding.HOUSE_NUMBER_APART: _("The house number stands apart from its street."),
}
