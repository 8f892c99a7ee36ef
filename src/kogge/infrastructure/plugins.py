"""What other distributions add: the Cloud that an Office can embed, found by its entry point and not by name."""

from importlib.metadata import entry_points
from typing import Any


def load_embedded_cloud() -> Any:  # noqa: ANN401 - the Office knows the Cloud's plug-in by its methods only
    """Return the Cloud to embed. Raises StopIteration where none is installed."""
    return next(iter(entry_points(group="kogge.clouds"))).load()
