"""Why a paper cannot be printed."""

from enum import StrEnum

from kogge.kernel.errors import KoggeError


class LetterheadIncomplete(KoggeError):
    """The letterhead lacks what the law asks of an invoice."""

    code = "letterhead_incomplete"


class TaxUndecided(KoggeError):
    """Nobody has decided which tax a line of an invoice bears."""

    code = "tax_of_invoice_undecided"


class BuyerUnknown(KoggeError):
    """An invoice has to name its recipient, or the recipient's VAT id, and the document does not."""

    code = "buyer_of_invoice_unknown"


class PaperDamaged(KoggeError):
    """What was kept of a document is not what was once kept."""

    code = "paper_damaged"


class PaperNotSet(KoggeError):
    """The typesetter refused a paper."""

    code = "paper_not_set"


class LogoProblem(StrEnum):
    """What is wrong with a logo."""

    TOO_LARGE = "logo_too_large"
    TOO_MANY_PIXELS = "logo_too_many_pixels"
    NO_PICTURE = "logo_no_picture"
    NOT_PLAIN = "logo_not_plain"


class LogoUnusable(KoggeError):
    """A file is no picture that can stand on a letterhead; `code` is the problem."""

    def __init__(self, problem: LogoProblem, message: str) -> None:
        """Take the problem for the code."""
        super().__init__(message)
        self.code = problem.value
