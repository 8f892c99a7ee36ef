"""What can go wrong with the guard."""

from kogge.kernel.errors import KoggeError


class OwnershipChanged(KoggeError):
    """Somebody else changed meanwhile which way owns a platform's orders."""

    code = "ownership_changed"


class WitnessUnwritable(KoggeError):
    """The data folder cannot be written to, so that the change was not made."""

    code = "witness_unwritable"
    permanent = False
