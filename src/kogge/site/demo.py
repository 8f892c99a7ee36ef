"""The command `kogge demo`: a whole installation set up, filled and proven, while one watches."""

import logging
import sys
import time

import httpx
from rich.console import Console

from kogge.config import read_config
from kogge.infrastructure.telemetry import configure_logging
from kogge.orders.commands.output import DONE, WITH_OPEN_POINTS, print_result, show_progress
from kogge.orders.commands.reconcile import reconcile_platform
from kogge.orders.commands.retrieve import run_retrieval
from kogge.orders.queries import count_customers, count_documents
from kogge.orders.runs import get_platform
from kogge.orders.services import USUAL
from kogge.platforms.models import Platform
from kogge.platforms.services import connect_platform
from kogge.site.demo_environment import DemoEnvironment
from kogge.site.installation import DEMO_PLATFORM, DEMO_SHOP, InstallationReport, install
from kogge_contract.notifications import NotificationWish

LIVE_ORDERS = 1000
LIVE_EVERY_S = 30

PROOF = (
    "created",
    "updated",
    "unchanged",
    "skipped",
    "parked",
    "missing",
    "missing_orders",
    "duplicates",
    "duplicate_orders",
    "differences",
    "difference_orders",
    "total_difference",
)


def demo(environment: DemoEnvironment, *, address: str, as_json: bool) -> int:
    """Install, retrieve, reconcile, and print what came of it. Returns the exit status; raises KoggeErrors.

    `address` is where the result will be served; empty when it will not.
    """
    configure_logging(as_json=False, level=logging.ERROR)
    with show_progress("Demo") as report:
        report("setting up")
        shop_url = environment.emulator_url if environment.is_shop else ""
        installed = install(read_config(), with_demo=True, shop_url=shop_url)
        platform = get_platform(DEMO_SHOP if environment.is_shop else DEMO_PLATFORM)
        started = time.monotonic()
        retrieval = run_retrieval(platform, USUAL, report)
        seconds = time.monotonic() - started
        report("comparing with what the platform lists and reports")
        # A shop has its listing alone to be compared with.
        proof, audit = reconcile_platform(platform, None, report, with_report=not environment.is_shop)
    told = proof.describe()
    document = {
        "orders_at_platform": proof.listed + proof.unlisted,
        "documents": count_documents(platform),
        "customers": count_customers(platform),
        **{name: told[name] for name in PROOF},
        "parked_orders": retrieval.parked,
        **({"report_problem": audit.problem} if audit and audit.problem else {}),
        "seconds": round(seconds, 3),
        "orders_per_s": round(proof.listed / seconds, 1) if seconds else 0,
        **({} if environment.is_shop else {"quota_factor": environment.quota_factor}),
    }
    print_result(document, as_json=as_json)
    if environment.is_notified:
        _go_on_ordering(environment, platform)
    if not as_json:
        _explain(environment, installed, address)
    is_proven = environment.is_shop or (audit is not None and audit.is_clean)
    return DONE if proof.is_clean and is_proven else WITH_OPEN_POINTS


def _go_on_ordering(environment: DemoEnvironment, platform: Platform) -> None:
    """Let Amazon tell of changes from now on, and somebody order something every half minute."""
    connect_platform(platform).set_notifications(platform.cloud_reference, NotificationWish(enabled=True))
    rush = {"count": LIVE_ORDERS, "over_s": LIVE_ORDERS * LIVE_EVERY_S}
    httpx.post(f"{environment.emulator_url}/emulator/rush", json=rush).raise_for_status()


def _explain(environment: DemoEnvironment, installed: InstallationReport, address: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print()
    if environment.is_shop:
        console.print(f"The shop is an Emulator at {environment.emulator_url}.")
    else:
        console.print(
            f"The Emulator at {environment.emulator_url} allows {environment.quota_factor:,} times Amazon's own quotas,"
            " which let some 33 orders a minute through."
        )
    console.print(f"Data folder  {environment.home}" + (" (goes at the end)" if environment.is_throwaway else ""))
    if address:
        console.print(f"Look at it   {address}    (Ctrl-C ends it)")
    if address and environment.is_notified:
        console.print(f"From now on there is a new order every {LIVE_EVERY_S} s, here within seconds (notifications).")
    if address and installed.password:
        console.print(f"Sign in as   {installed.user}  with password  {installed.password}", markup=False)
    sys.stdout.flush()
