"""The root of every refusal that the Cloud gives on purpose."""

from http import HTTPStatus
from typing import ClassVar


class CloudError(Exception):
    """Something that a caller can act on; the API answers it as the contract's `Problem`.

    `code` is stable; `permanent` says that the same request cannot succeed without a change. The message is for people
    and holds neither secrets nor personal data.
    """

    code: ClassVar[str] = "error"
    permanent: ClassVar[bool] = True
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, message: str, **details: str) -> None:
        """Keep the message, and details that a program may read."""
        super().__init__(message)
        self.message = message
        self.details = details
