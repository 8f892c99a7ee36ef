"""The command `kogge access-key`."""

import json
import sys
from datetime import UTC, datetime

from kogge.companies.models import Membership
from kogge.kernel.errors import KoggeError
from kogge.people.keys import create_key

DONE = 0


class AccountUnknown(KoggeError):
    """No account of that name works in the company, or several companies could be meant."""

    code = "account_unknown"


def make_key(username: str, name: str, *, company: str, as_json: bool) -> int:
    """Make an access key for a program's account and print it, this once. Raises AccountUnknown and what keys raise."""
    memberships = Membership.objects.filter(user__username=username).select_related("user", "company")
    if company:
        memberships = memberships.filter(company__name=company)
    found = list(memberships[:2])
    if len(found) != 1:
        why = (
            "There is no such account there" if not found else "It works in several companies: name one with --company"
        )
        message = f"No key for “{username}”: {why}."
        raise AccountUnknown(message)
    made = create_key(found[0], name, actor=None, at=datetime.now(UTC))
    told = {"name": made.key.name, "company": found[0].company.name, "key": made.secret}
    sys.stdout.write(f"{json.dumps(told, ensure_ascii=False) if as_json else made.secret}\n")
    return DONE
