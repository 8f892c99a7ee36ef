"""Why a transfer cannot begin, or cannot go on."""

from kogge.kernel.errors import KoggeError


class OffersNotReady(KoggeError):
    """A platform cannot take offers; the message says what is missing."""

    code = "offers_not_ready"


class TransferRuns(KoggeError):
    """The platform's offers are being transferred already."""

    code = "transfer_runs"
    permanent = False
