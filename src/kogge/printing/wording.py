"""Why a paper is refused, in the reader's language; and the languages of papers."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.kernel.errors import KoggeError
from kogge.printing import errors

Text = str | Promise

LANGUAGE_NAMES: dict[str, Text] = {
    "de": _("German"),
    "en": _("English"),
    "fr": _("French"),
    "it": _("Italian"),
    "es": _("Spanish"),
    "pl": _("Polish"),
    "nl": _("Dutch"),
}

REFUSALS: dict[str, Text] = {
    errors.LetterheadIncomplete.code: _(
        "The invoice cannot be printed: the letterhead lacks what the law asks of an invoice (legal name, address, tax "
        "number or VAT id). Complete it under Parameters – Letterhead."
    ),
    errors.TaxUndecided.code: _(
        "The invoice cannot be printed: the tax of a line is not decided. The document's messages say why."
    ),
    errors.BuyerUnknown.code: _(
        "The invoice cannot be printed: it has to name its recipient and, without tax to another member state, the "
        "recipient's VAT id too."
    ),
    errors.PaperDamaged.code: _("The paper that was kept of the document was changed: restore it from a backup."),
    errors.PaperNotSet.code: _("The paper could not be set. Try it with another logo."),
    errors.LogoProblem.TOO_LARGE: _("The logo is larger than 500 kB."),
    errors.LogoProblem.TOO_MANY_PIXELS: _("The logo has more than 4000 pixels a side, or none."),
    errors.LogoProblem.NO_PICTURE: _("The file is no picture that can be used: take a PNG, JPEG or SVG."),
    errors.LogoProblem.NOT_PLAIN: _(
        "The SVG holds something that a logo may not have, such as programs, pictures or links: save it as plain paths."
    ),
}


def word_refusal(error: KoggeError) -> str:
    """Return why a paper cannot be printed, or a logo not be taken."""
    return str(REFUSALS.get(error.code, error))
