"""A listing's next page, asked for while the one before is mapped and written.

A shop takes its time for a page, and so does what is done with it. What was read ahead is as old as the moment it was
asked for: a change after that lies behind the fetch's beginning, so that the next window has it. A refusal is dropped:
the page is then asked for again in the ordinary way, which knows what to do about it.
"""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.services import read_authorization
from kogge_cloud.errors import CloudError
from kogge_cloud.shopware.client import read_rows, send
from kogge_cloud.shopware.login import get_access_token

MOST_PAGES = 4
"""A page of parsed orders takes some megabytes: only so many are kept in a process, whoever they are for."""
GOOD_FOR_S = 60.0

Key = tuple[int, str]
"""A fetch and its cursor."""


@dataclass(slots=True)
class _Page:
    asked_at_s: float
    rows: list[Any] | None = field(default=None, repr=False)
    arrived: threading.Event = field(default_factory=threading.Event)


_lock = threading.Lock()
_pages: dict[Key, _Page] = {}


def ask_ahead(key: Key, registration: Registration, path: str, criteria: dict[str, Any]) -> None:
    """Have a page asked for in a thread of its own, unless too many are waiting already."""
    # The database is the caller's: the thread knows nothing but an address and a token.
    try:
        authorization = read_authorization(registration)
        token = get_access_token(authorization)
    except CloudError:
        return
    page = _open_place(key, time.monotonic())
    if page is not None:
        ask = (page, authorization.seller_reference, token, path, criteria)
        threading.Thread(target=_ask, args=ask, name="shopware-ahead", daemon=True).start()


def _open_place(key: Key, now_s: float) -> _Page | None:
    with _lock:
        for old in [each for each, page in _pages.items() if now_s - page.asked_at_s > GOOD_FOR_S]:
            del _pages[old]
        if key in _pages or len(_pages) >= MOST_PAGES:
            return None
        return _pages.setdefault(key, _Page(now_s))


def take_ahead(key: Key) -> list[Any] | None:
    """Return the rows that were asked for ahead, waiting for those that are under way; None where there are none."""
    with _lock:
        page = _pages.pop(key, None)
    if page is None or time.monotonic() - page.asked_at_s > GOOD_FOR_S:
        return None
    page.arrived.wait(GOOD_FOR_S)
    return page.rows


def _ask(page: _Page, address: str, token: str, path: str, criteria: dict[str, Any]) -> None:
    try:
        page.rows = read_rows(send(address, token, "POST", path, criteria))
    except CloudError:
        page.rows = None
    finally:
        page.arrived.set()
