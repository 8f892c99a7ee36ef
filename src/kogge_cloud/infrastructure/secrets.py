"""Encryption at rest: credentials and personal data, readable with any key of the list, written with the first."""

import zlib
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet

from kogge_cloud.infrastructure.settings import encryption_keys


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(plain: bytes) -> bytes:
    """Encrypt with the newest key."""
    return _cipher(encryption_keys()).encrypt(plain)


def decrypt(sealed: bytes | memoryview) -> bytes:
    """Decrypt with whichever key it was written with. Raises cryptography's InvalidToken when none fits."""
    return _cipher(encryption_keys()).decrypt(bytes(sealed))


def encrypt_packed(plain: bytes) -> bytes:
    """Compress, then encrypt: orders are repetitive, and less to encrypt is faster to read, too."""
    return encrypt(zlib.compress(plain, 1))


def decrypt_packed(sealed: bytes | memoryview) -> bytes:
    """Undo `encrypt_packed`."""
    return zlib.decompress(decrypt(sealed))
