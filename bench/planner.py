"""How near the plan of calls comes to what Amazon's quotas allow, in virtual time.

    python bench/planner.py [--seed S] [--json]

Scenarios: a backfill of 100,000 orders; a quiet night; a rush of 5,000 orders in ten minutes; 1,000 merchants on one
Cloud for a day. `lower_bound_s` is what Amazon's token buckets allow at best (every page full, every single order
another one); `naive_s` is the loop that most clients have: list a page, then call once for each order. Latencies are
from an order's change to its entry in the feed. No network, no database: only the plan and buckets that count.
"""

import argparse
import json
import math
import random
import statistics
import sys
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent.parent)]

from bench.simulated_amazon import PAGE, Backfill, Merchant, Watch, World, past
from kogge_cloud.amazon.rules import DEFAULT_QUOTAS, SETTLING

HEARD_AFTER_S = 0.5
DAY = 86400.0


def main() -> int:
    """Play all scenarios and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    scenarios = [
        play_backfill("backfill of 100,000 orders", 100_000, options.seed, notified=True),
        play_backfill("the same without notifications", 100_000, options.seed, notified=False),
        play_watch("quiet night, notified", quiet_night(options.seed), 8 * 3600, options.seed, notified=True),
        play_watch("quiet night, listings only", quiet_night(options.seed), 8 * 3600, options.seed, notified=False),
        play_watch("rush of 5,000 orders, notified", rush(options.seed), 3 * 3600, options.seed, notified=True),
        play_watch("the same, 1 % of notifications lost", rush(options.seed), 3 * 3600, options.seed, lost=0.01),
        play_watch("rush of 5,000 orders, listings only", rush(options.seed), 6 * 3600, options.seed, notified=False),
        play_many("1,000 merchants for a day", 1_000, options.seed),
    ]
    print(json.dumps({"scenarios": scenarios}) if options.json else "\n".join(describe(each) for each in scenarios))
    return 0


def quiet_night(seed: int) -> list[float]:
    """Forty orders in eight hours."""
    dice = random.Random(seed)
    return sorted(dice.uniform(60, 8 * 3600 - 1800) for _ in range(40))


def rush(seed: int) -> list[float]:
    """5,000 orders in ten minutes, after ten quiet minutes."""
    dice = random.Random(seed)
    return sorted(600 + dice.uniform(0, 600) for _ in range(5_000))


def play_backfill(name: str, count: int, seed: int, *, notified: bool) -> dict[str, Any]:
    """Fetch the orders of two years, while changes of today go on being watched."""
    world = World(seed)
    merchant = Merchant(world, past(count, 730, seed), notified=notified)
    backfill = Backfill(merchant)
    today = Merchant(world, [], notified=notified)
    today.ours, today.theirs = merchant.ours, merchant.theirs
    Watch(today, backfilling=True)
    while backfill.finished_at is None:
        world.run(world.now + 3600)
    missing = count - len(merchant.read_at)
    bound = seconds_to_read(count)
    return {
        "name": name,
        "orders": count,
        "missing": missing,
        "seconds": round(backfill.finished_at),
        "lower_bound_s": round(bound),
        "ratio": round(backfill.finished_at / bound, 3),
        "naive_s": round(naive_backfill_s(count)),
        "throttled": merchant.throttled + today.throttled,
        "calls": merchant.calls + today.calls,
    }


def play_watch(
    name: str, orders: list[float], length: float, seed: int, *, notified: bool = True, lost: float = 0
) -> dict[str, Any]:
    """Watch one merchant. Of the notifications a share of `lost` never comes."""
    world = World(seed)
    merchant = Merchant(world, orders, notified=notified)
    Watch(merchant, lost_share=lost)
    world.run(length + DAY / 4)
    return summarise(name, [merchant])


def play_many(name: str, merchants: int, seed: int) -> dict[str, Any]:
    """Watch many merchants with sixteen calls at a time at most; every second one gets notifications, but for 1 %."""
    world = World(seed, workers=16)
    dice = random.Random(seed)
    everybody = []
    for number in range(merchants):
        daily = min(int(dice.paretovariate(1.1) * 8), 3_000)
        orders = sorted(dice.uniform(0, DAY) for _ in range(daily))
        everybody.append(Merchant(world, orders, notified=number % 2 == 0))
        Watch(everybody[-1])
    world.run(DAY + 3600)
    return summarise(name, everybody)


def summarise(name: str, merchants: list[Merchant]) -> dict[str, Any]:
    """Return the figures of a watch: completion and latencies beside their lower bounds and beside the naive loop."""
    latencies = [m.read_at[i] - m.orders[i] for m in merchants for i in m.read_at]
    bounds = [bound for m in merchants for bound in lower_bounds(m)]
    last = max(max(m.read_at.values(), default=0) for m in merchants)
    last_bound = max(
        (placed + bound for m in merchants for placed, bound in zip(m.orders, lower_bounds(m), strict=True)), default=0
    )
    first = min(m.orders[0] for m in merchants if m.orders)
    result = {
        "name": name,
        "orders": sum(len(m.orders) for m in merchants),
        "missing": sum(len(m.orders) - len(m.read_at) for m in merchants),
        "seconds": round(last - first),
        "lower_bound_s": round(last_bound - first),
        "ratio": round((last - first) / (last_bound - first), 3),
        "throttled": sum(m.throttled for m in merchants),
        "calls": sum(m.calls for m in merchants),
    } | percentiles("latency", latencies)
    result |= percentiles("lower_bound", bounds)
    naive = [naive_watch(m.orders) for m in merchants]
    result["naive_s"] = round(max(end for end, _ in naive) - first)
    return result | percentiles("naive", [latency for _, latencies in naive for latency in latencies])


def percentiles(name: str, values: list[float]) -> dict[str, float]:
    """Return the middle and the last hundredth."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {f"{name}_p50_s": round(cuts[49], 1), f"{name}_p99_s": round(cuts[98], 1)}


def lower_bounds(merchant: Merchant) -> list[float]:
    """Return for each order how long it takes at best: the way to hear of it, and the quota for those before it."""
    way = HEARD_AFTER_S if merchant.notified else SETTLING.total_seconds()
    first = merchant.orders[0] if merchant.orders else 0
    bounds = []
    for index, placed in enumerate(merchant.orders):
        heard = placed + way
        bounds.append(max(heard, first + seconds_to_read(index + 1, singles=merchant.notified)) - placed)
    return bounds


def seconds_to_read(count: int, *, singles: bool = True) -> float:
    """Return the least time in which the buckets let `count` orders through, beginning with full ones."""
    search, get = DEFAULT_QUOTAS["searchOrders"], DEFAULT_QUOTAS["getOrder"]
    at_once = search.burst * PAGE + (get.burst if singles else 0)
    rate = search.rate * PAGE + (get.rate if singles else 0)
    return max(count - at_once, 0) / rate


def naive_backfill_s(count: int) -> float:
    """Return how long the usual loop takes: a page, then a call an order, each as soon as its bucket allows."""
    search, get = DEFAULT_QUOTAS["searchOrders"], DEFAULT_QUOTAS["getOrder"]
    pages = math.ceil(count / PAGE)
    return max((count - get.burst) / get.rate, (pages - search.burst) / search.rate)


def naive_watch(orders: list[float]) -> tuple[float, list[float]]:
    """Return end and latencies of the usual loop: every three minutes a listing, then a call an order."""
    search, get = DEFAULT_QUOTAS["searchOrders"], DEFAULT_QUOTAS["getOrder"]
    now, get_tokens, get_at, pages, pages_at = 0.0, get.burst, 0.0, search.burst, 0.0
    position, latencies = 0, []
    while position < len(orders):
        pages = min(search.burst, pages + (now - pages_at) * search.rate)
        wait_s = max(1 - pages, 0) / search.rate
        now, pages, pages_at = now + wait_s, max(pages, 1) - 1, now + wait_s
        begun = now
        page = [placed for placed in orders[position : position + PAGE] if placed <= now - SETTLING.total_seconds()]
        for placed in page:
            get_tokens = min(get.burst, get_tokens + (now - get_at) * get.rate)
            wait_s = max(1 - get_tokens, 0) / get.rate
            now, get_tokens, get_at = now + wait_s, max(get_tokens, 1) - 1, now + wait_s
            latencies.append(now - placed)
        position += len(page)
        if len(page) < PAGE:
            now = max(now, begun + 180)
    return now, latencies


def describe(result: dict[str, Any]) -> str:
    """Say it in a few lines."""
    head = f"{result['name']}: {result['orders']:,} orders, {result['missing']} missing, {result['throttled']} × 429"
    time = (
        f"   done in {result['seconds']:,} s; the quotas allow {result['lower_bound_s']:,} s (ratio {result['ratio']})"
        + (f"; naive loop {result['naive_s']:,} s" if "naive_s" in result else "")
        + f"; {result['calls']:,} calls"
    )
    if "latency_p50_s" not in result:
        return f"{head}\n{time}"
    latency = (
        f"   order to feed p50 {result['latency_p50_s']:,} s, p99 {result['latency_p99_s']:,} s;"
        f" at best p50 {result['lower_bound_p50_s']:,} s, p99 {result['lower_bound_p99_s']:,} s"
    )
    if "naive_p50_s" in result:
        latency += f"; naive p50 {result['naive_p50_s']:,} s, p99 {result['naive_p99_s']:,} s"
    return f"{head}\n{time}\n{latency}"


if __name__ == "__main__":
    sys.exit(main())
