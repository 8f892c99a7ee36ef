"""What can go wrong with a changeover."""

from collections.abc import Sequence

from kogge.changeover.rules import Check
from kogge.kernel.errors import KoggeError


class PrerequisitesMissing(KoggeError):
    """Something has to be put right before the orders can come by the Cloud."""

    code = "prerequisites_missing"

    def __init__(self, platform: str, obstacles: Sequence[Check]) -> None:
        """Name the platform and what is missing."""
        names = ", ".join(obstacles)
        super().__init__(f"The orders of platform “{platform}” were not given to the Cloud: {names} first.")
        self.obstacles = tuple(obstacles)
