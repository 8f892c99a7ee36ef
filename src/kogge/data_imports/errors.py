"""What can go wrong with an import as a whole."""

from collections.abc import Sequence

from kogge.kernel.errors import KoggeError


class ChoicesIncomplete(KoggeError):
    """Something must be chosen before a file can be taken over."""

    code = "choices_incomplete"

    def __init__(self, missing: Sequence[str]) -> None:
        """Name what is missing."""
        super().__init__(f"Nothing was taken over. First choose: {', '.join(missing)}.")
        self.missing = tuple(missing)


class ImportBegun(KoggeError):
    """An import was started already, or is done."""

    code = "import_begun"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("This file is being taken over already, or was. Upload it again to repeat it.")
