"""How long an order takes from Amazon to its document while Amazon notifies, in real time and Amazon's own quotas.

    python bench/notifications.py [--orders N] [--over SECONDS] [--quota FACTOR] [--json]

An Emulator, a local SQS (moto) and a real worker process; orders appear at the Emulator one by one. The time of each is
from its creation at Amazon to the moment its document was written.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]

from tests.emulators import running_emulator
from tests.queues import running_queue

WAIT_AT_MOST_S = 120
ENABLE = """
from kogge.platforms.models import Platform
from kogge_contract.notifications import NotificationWish
platform = Platform.objects.get()
state = connect_platform(platform).set_notifications(platform.cloud_reference, NotificationWish(enabled=True))
assert state.progress == "on", state
"""
READ = """
import json
from kogge.orders.models import PlatformOrder
from kogge.platforms.services import connect_platform
rows = PlatformOrder.objects.select_related("document")
print(json.dumps({row.platform_reference: row.first_seen_at.isoformat() for row in rows}))
"""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=60)
    parser.add_argument("--over", type=float, default=120)
    parser.add_argument("--quota", default="1")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure(options.orders, options.over, options.quota)
    print(json.dumps(result) if options.json else describe(result))
    return 0 if result["missing"] == 0 else 1


def measure(orders: int, over_s: float, quota: str) -> dict[str, Any]:
    """Let orders appear and see when they are there."""
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory())
        queue = stack.enter_context(running_queue())
        emulator = stack.enter_context(
            running_emulator("--orders", "0", "--quota", quota, "--sqs-endpoint", queue.endpoint_url)
        )
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
            **queue.environment,
            "KOGGE_HOME": home,
            "KOGGE_SPAPI_URL": emulator.url,
            "KOGGE_SQS_ENDPOINT_URL": queue.endpoint_url,
            "KOGGE_SQS_QUEUE_ARN": queue.queue_arn,
            "DJANGO_SETTINGS_MODULE": "kogge.site.settings",
        }
        run(["kogge.main", "init", "--demo"], environment)
        run_python(ENABLE, environment)
        worker = stack.enter_context(start(["kogge.main", "worker"], environment))
        time.sleep(5)
        created = order_one_by_one(emulator.url, orders, over_s)
        seen = wait_for(orders, environment, time.monotonic() + WAIT_AT_MOST_S)
        worker.terminate()
        worker.wait()
    latencies = [
        (datetime.fromisoformat(seen[name]) - created[name]).total_seconds() for name in created if name in seen
    ]
    cuts = statistics.quantiles(latencies, n=100, method="inclusive")
    return {
        "orders": orders,
        "missing": len(created) - len(latencies),
        "p50_s": round(cuts[49], 2),
        "p99_s": round(cuts[98], 2),
        "longest_s": round(max(latencies), 2),
        "quota_factor": float(quota),
    }


def order_one_by_one(url: str, orders: int, over_s: float) -> dict[str, datetime]:
    """Let orders appear at the Emulator and return when each did."""
    created: dict[str, datetime] = {}
    for _ in range(orders):
        at = datetime.now(UTC)
        httpx.post(f"{url}/emulator/generate", json={"count": 1}).raise_for_status()
        listed = httpx.get(f"{url}/emulator/orders").json()["orders"]
        created |= {each["orderId"]: at for each in listed if each["orderId"] not in created}
        time.sleep(over_s / orders)
    return created


def wait_for(orders: int, environment: dict[str, str], deadline: float) -> dict[str, str]:
    """Return when each order was first seen, once all are there or time is up."""
    while True:
        seen: dict[str, str] = json.loads(run_python(READ, environment))
        if len(seen) >= orders or time.monotonic() > deadline:
            return seen
        time.sleep(3)


def run(words: list[str], environment: dict[str, str]) -> str:
    """Run one of our programs to its end."""
    return subprocess.run(
        [sys.executable, "-m", *words], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def run_python(source: str, environment: dict[str, str]) -> str:
    """Run some Python inside the installation."""
    script = f"import django\ndjango.setup()\n{source}"
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def start(words: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start one of our programs."""
    return subprocess.Popen([sys.executable, "-m", *words], env=environment, cwd=ROOT)


def describe(result: dict[str, Any]) -> str:
    """Say it in a line."""
    return (
        f"{result['orders']} orders, {result['missing']} missing: p50 {result['p50_s']} s, p99 {result['p99_s']} s,"
        f" longest {result['longest_s']} s (quota × {result['quota_factor']:g})"
    )


if __name__ == "__main__":
    sys.exit(main())
