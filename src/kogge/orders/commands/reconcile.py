"""The command `kogge reconcile`."""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kogge.infrastructure.telemetry import configure_logging
from kogge.kernel.errors import KoggeError
from kogge.orders.auditing import AuditFinding, Difference, find_differences
from kogge.orders.commands.output import DONE, WITH_OPEN_POINTS, Report, print_result, show_progress
from kogge.orders.commands.retrieve import run_retrieval
from kogge.orders.queries import count_customers, count_documents, list_duplicate_orders, map_accounted_orders
from kogge.orders.reconciliation import Reconciliation
from kogge.orders.reconciliation import reconcile as compare
from kogge.orders.runs import get_platform
from kogge.orders.services import Wishes
from kogge.platforms.models import Platform
from kogge.platforms.services import connect_platform
from kogge_contract.audits import AuditedOrder, AuditProgress, AuditState, NewAudit
from kogge_contract.messages import ListedOrder

AUDITED = timedelta(days=30)
"""How far back the platform's report is asked for, where no beginning was named."""
LISTING_RETRIES = 5
"""A call that fails in passing is tried again after 0.5, 1, 2, 4 and 8 seconds."""


@dataclass(frozen=True)
class Audit:
    """What the platform's report and its notifications say beyond its listing."""

    reported: frozenset[str] = frozenset()
    notified: int = 0
    findings: tuple[AuditFinding, ...] = ()
    problem: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether there is a report and nothing of it is lost."""
        return not self.problem and not any(each.difference is Difference.LOST for each in self.findings)

    def describe(self) -> dict[str, object]:
        """Return the JSON object: counts, and each finding with its explanation."""
        if self.problem:
            return {"report_problem": self.problem}
        counts = Counter(finding.difference for finding in self.findings)
        return {
            "reported": len(self.reported),
            "notified": self.notified,
            "recovered": counts[Difference.RECOVERED],
            "caught_up": counts[Difference.CAUGHT_UP],
            "behind": counts[Difference.BEHIND],
            "omitted_by_listing": counts[Difference.OMITTED],
            "not_in_report": counts[Difference.UNREPORTED],
            "lost": counts[Difference.LOST],
            "findings": [finding.describe() for finding in self.findings],
        }


def reconcile(name: str, *, since: datetime | None, with_report: bool, as_json: bool) -> int:
    """Compare what the platform lists and reports with what is here and print the proof. Returns the exit status.

    What the report tells of and nothing else did, an order or its latest change, is fetched by the order's number, so
    that it is here afterwards.
    """
    configure_logging(as_json=False, level=logging.ERROR)
    platform = get_platform(name)
    with show_progress(f"Reconciling {name}") as report:
        proof, audit = reconcile_platform(platform, since, report, with_report=with_report)
    told = proof.describe() | (audit.describe() if audit else {})
    counts = {"documents": count_documents(platform), "customers": count_customers(platform)}
    print_result({"platform": name} | told | counts, as_json=as_json)
    is_clean = proof.is_clean and (audit is None or audit.is_clean)
    return DONE if is_clean else WITH_OPEN_POINTS


def reconcile_platform(
    platform: Platform, since: datetime | None, report: Report, *, with_report: bool
) -> tuple[Reconciliation, Audit | None]:
    """Hold what the platform lists, and reports, against the Office's orders. Raises the Cloud's refusals."""
    # Listed first: an order that appears meanwhile is then not taken for missing.
    listed = list(_iterate_listing(platform, since, report))
    audit = _audit(platform, since, listed, report) if with_report else None
    reported = audit.reported if audit else ()
    return compare(listed, map_accounted_orders(platform), list_duplicate_orders(platform), reported), audit


def _audit(platform: Platform, since: datetime | None, listed: list[ListedOrder], report: Report) -> Audit:
    """Hold report and notifications against the listing; fetch what only they tell of."""
    now = datetime.now(UTC)
    wanted = NewAudit(reference=f"reconcile-{now:%Y%m%dT%H%M%S%f}", since=since or now - AUDITED)
    state = _run_audit(platform, wanted, report)
    if state.problem:
        return Audit(problem=state.problem.message)
    audited = list(_iterate_audit(platform, wanted.reference))
    before = set(map_accounted_orders(platform))
    outdated: set[str] = set()
    if any(order.is_outdated or order.reference not in before for order in audited):
        run_retrieval(platform, Wishes(hinted_only=True), report)
        outdated = {order.reference for order in _iterate_audit(platform, wanted.reference) if order.is_outdated}
    after = set(map_accounted_orders(platform))
    findings = find_differences(audited, {order.reference for order in listed}, before, after, outdated)
    return Audit(
        reported=frozenset(order.reference for order in audited if order.reported_status),
        notified=sum(order.notified_at is not None for order in audited),
        findings=tuple(findings),
    )


def _run_audit(platform: Platform, wanted: NewAudit, report: Report) -> AuditState:
    client = connect_platform(platform)
    state = client.start_audit(platform.cloud_reference, wanted)
    while state.progress is AuditProgress.RUNNING:
        report(f"{state.orders_reported} reported; waiting for the platform's report")
        time.sleep(state.retry_after_s)
        state = client.advance_audit(platform.cloud_reference, wanted.reference)
    return state


def _iterate_audit(platform: Platform, reference: str) -> Iterator[AuditedOrder]:
    client = connect_platform(platform)
    after = ""
    while True:
        page = client.read_audit(platform.cloud_reference, reference, after=after)
        yield from page.orders
        after = page.next_after
        if not after:
            return


def _iterate_listing(platform: Platform, since: datetime | None, report: Report) -> Iterator[ListedOrder]:
    client = connect_platform(platform)
    token: str | None = None
    listed = 0
    failures = 0
    while True:
        try:
            page = client.read_listing(platform.cloud_reference, since=since, token=token)
        except KoggeError as error:
            failures += 1
            if error.permanent or failures > LISTING_RETRIES:
                raise
            time.sleep(0.25 * 2**failures)
            continue
        failures = 0
        yield from page.orders
        listed += len(page.orders)
        report(f"{listed} listed" + (f"; next call in {page.retry_after_s:.0f} s" if page.retry_after_s else ""))
        token = page.next_token
        if page.retry_after_s > 0:
            time.sleep(page.retry_after_s)
        elif token is None:
            return
