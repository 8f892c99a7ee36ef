"""What can be done to several rows of a list at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from kogge.web.access import OfficeRequest


@dataclass(frozen=True)
class BulkAction:
    """A button above a list. `run` does it to the chosen rows and tells the person what came of it, by messages.

    With `asks` the person is asked for a text of that meaning; it is in the request as `reason`.
    """

    name: str
    label: str | Promise
    icon: str
    run: Callable[[OfficeRequest, QuerySet[Any]], None]
    asks: str | Promise = ""
