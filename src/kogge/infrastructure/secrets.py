"""Encryption at rest: readable with any of the installation's keys, written with the newest."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from kogge.kernel.errors import KoggeError


class SecretUnreadable(KoggeError):
    """A stored secret was written with a key that this installation no longer has."""

    code = "secret_unreadable"


def encrypt(text: str) -> bytes:
    """Encrypt a secret for storage."""
    return _cipher(tuple(settings.ENCRYPTION_KEYS)).encrypt(text.encode())


def decrypt(sealed: bytes | memoryview) -> str:
    """Return a stored secret in clear. Raises SecretUnreadable."""
    try:
        return _cipher(tuple(settings.ENCRYPTION_KEYS)).decrypt(bytes(sealed)).decode()
    except InvalidToken:
        message = "A stored secret cannot be read with the keys in keys.json: restore the keys file, or enter it again."
        raise SecretUnreadable(message) from None


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
