"""The door of the interface for programs: an access key, and the right that each operation needs."""

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer

from kogge.companies.models import Membership
from kogge.companies.permissions import Right
from kogge.people.keys import find_holder
from kogge.web.personal import activate_rights


class KeyWith(HttpBearer):
    """Lets a program in whose access key is valid and whose account has the right; others are refused (401, 403)."""

    def __init__(self, right: Right) -> None:
        """Take the right that the operation needs."""
        super().__init__()
        self.right = right

    def authenticate(self, request: HttpRequest, token: str) -> Membership | None:
        """Return whose key it is, and let the request act as that account. Raises PermissionDenied."""
        holder = find_holder(token, datetime.now(UTC))
        if holder is None:
            return None
        if self.right not in holder.rights:
            message = f"The account has not the right “{self.right.value}”."
            raise PermissionDenied(message)
        request.membership = holder  # type: ignore[attr-defined]  # see kogge.web.access.OfficeRequest
        request.company = holder.company  # type: ignore[attr-defined]  # see kogge.web.access.OfficeRequest
        activate_rights(holder.rights)
        return holder
