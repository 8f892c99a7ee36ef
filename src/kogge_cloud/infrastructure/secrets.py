"""Encryption at rest: credentials and personal data, readable with any key of the list, written with the first."""

import zlib
from functools import lru_cache
from http import HTTPStatus

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from kogge_cloud.errors import CloudError
from kogge_cloud.infrastructure.settings import encryption_keys


class SecretUnreadable(CloudError):
    """Something was encrypted with a key that is gone."""

    code = "secret_unreadable"
    status = HTTPStatus.INTERNAL_SERVER_ERROR


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(plain: bytes) -> bytes:
    """Encrypt with the newest key."""
    return _cipher(encryption_keys()).encrypt(plain)


def decrypt(sealed: bytes | memoryview) -> bytes:
    """Decrypt with whichever key it was written with. Raises SecretUnreadable when none fits."""
    try:
        return _cipher(encryption_keys()).decrypt(bytes(sealed))
    except InvalidToken as error:
        message = "Stored data cannot be decrypted: none of the installation's keys fits. Restore the file keys.json."
        raise SecretUnreadable(message) from error


def encrypt_packed(plain: bytes) -> bytes:
    """Compress, then encrypt: orders are repetitive, and less to encrypt is faster to read, too."""
    return encrypt(zlib.compress(plain, 1))


def decrypt_packed(sealed: bytes | memoryview) -> bytes:
    """Undo `encrypt_packed`."""
    return zlib.decompress(decrypt(sealed))
