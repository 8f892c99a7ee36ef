"""How many orders a second the Shopware emulator makes, and serves over HTTP with everything that hangs on them.

python bench/shop.py [--orders N]
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent.parent)]

import httpx

from shopware_emulator.login.tokens import DEMO_KEY, DEMO_SECRET
from tests.emulators import running_shop

KEYS = {"grant_type": "client_credentials", "client_id": DEMO_KEY, "client_secret": DEMO_SECRET}
WHOLE: dict[str, Any] = {
    "stateMachineState": {},
    "currency": {},
    "language": {"associations": {"locale": {}}},
    "addresses": {"associations": {"country": {}, "countryState": {}, "salutation": {}}},
    "lineItems": {},
    "transactions": {"associations": {"stateMachineState": {}, "paymentMethod": {}}},
    "deliveries": {
        "associations": {"stateMachineState": {}, "shippingMethod": {}, "positions": {}, "shippingOrderAddress": {}}
    },
}


def main() -> int:
    """Make orders, read them all page by page, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=50_000)
    count = parser.parse_args().orders
    began = time.perf_counter()
    with running_shop("--orders", str(count)) as shop:
        made_s = time.perf_counter() - began
        print(f"made {count} orders in {made_s:.1f} s: {count / made_s:.0f} a second, the start included")
        token = httpx.post(f"{shop.api_url}/oauth/token", json=KEYS).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        with httpx.Client(base_url=shop.api_url, headers=headers, timeout=60) as client:
            for limit in (100, 500):
                read, size, taken_s = _read_all(client, limit)
                print(f"pages of {limit}: {read / taken_s:.0f} orders a second, {size / read / 1024:.0f} KB an order")
    return 0


def _read_all(client: httpx.Client, limit: int) -> tuple[int, int, float]:
    read = size = 0
    began = time.perf_counter()
    for page in range(1, 10_000):
        criteria = {"limit": limit, "page": page, "sort": "orderNumber", "associations": WHOLE}
        answer = client.post("/search/order", json=criteria)
        found = answer.content.count(b'"apiAlias":"order"}')
        read, size = read + found, size + len(answer.content)
        if found < limit:
            break
    return read, size, time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
