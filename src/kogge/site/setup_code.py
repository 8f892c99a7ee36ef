"""The one-time code with which the very first administrator is set up in the browser."""

import base64

from django.utils.crypto import constant_time_compare, salted_hmac

from kogge.companies.models import User

SALT = "kogge.site.setup_code"
BYTES = 10
GROUP = 4


def is_setup_open() -> bool:
    """Tell whether nobody can sign in yet; with the first account the code is worth nothing, for ever."""
    return not User.objects.exists()


def read_setup_code() -> str:
    """Return the code of this installation: derived from its signing key, so that every terminal shows the same."""
    digest = salted_hmac(SALT, "first administrator", algorithm="sha256").digest()[:BYTES]
    code = base64.b32encode(digest).decode()
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def is_setup_code(typed: str) -> bool:
    """Tell whether somebody typed the code, with or without dashes, in capitals or not."""
    plain = "".join(typed.split()).replace("-", "").upper()
    return constant_time_compare(plain, read_setup_code().replace("-", ""))
