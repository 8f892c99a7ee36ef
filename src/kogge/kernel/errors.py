"""The root of every error that Kogge raises on purpose."""


class KoggeError(Exception):
    """Something went wrong that a person or a caller can act on.

    `code` is stable and may be matched by programs; `permanent` says that trying again without a change is useless.
    The message tells what happened, to what, and what to do; it never holds secrets or personal data.
    """

    code: str = "error"
    permanent: bool = True
