"""What commands ask for that work on a file of a company's."""

import sys
from pathlib import Path

from kogge.companies.models import Company
from kogge.kernel.errors import KoggeError


class InputUnusable(KoggeError):
    """The file, or a word of the command, cannot be meant."""

    code = "input_unusable"


class CompanyUnknown(KoggeError):
    """There is no such company, or there are several."""

    code = "company_unknown"


def read_input(path: str) -> bytes:
    """Return what a file holds, or standard input for “-”. Raises InputUnusable."""
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise InputUnusable(message) from None


def find_company(name: str) -> Company:
    """Return the company of a name, or the only one. Raises CompanyUnknown."""
    found = list((Company.objects.filter(name=name) if name else Company.objects.all())[:2])
    if len(found) != 1:
        why = "name one of several with --company" if found else f"there is none called “{name}”"
        message = f"The file is of no company: {why}."
        raise CompanyUnknown(message)
    return found[0]
