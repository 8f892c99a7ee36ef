"""Ids: 32 hexadecimal digits, without dashes."""

import random
import re
import uuid
from datetime import datetime
from functools import lru_cache

_NAMESPACE = uuid.UUID("5a0c1c4e-5b0e-4e0f-8d63-6b6f67676521")
MANY = 8192
_VALID = re.compile("[0-9a-f]{32}")


@lru_cache(MANY)
def named_id(kind: str, name: str) -> str:
    """Return the id of a piece of master data: always the same."""
    return uuid.uuid5(_NAMESPACE, f"{kind}:{name}").hex


def state_id(machine: str, state: str) -> str:
    """Return the id of a state."""
    return named_id("state_machine_state", f"{machine}:{state}")


def timed_id(moment: datetime, rng: random.Random) -> str:
    """Return an id of the seventh version, as Shopware makes them: it begins with the moment."""
    bits = rng.getrandbits(74)
    return f"{int(moment.timestamp() * 1000):012x}7{bits & 0xFFF:03x}{0x8 | bits >> 12 & 3:x}{bits >> 14:015x}"


def is_valid_id(text: str) -> bool:
    """Tell whether a text may be an id."""
    return _VALID.fullmatch(text) is not None
