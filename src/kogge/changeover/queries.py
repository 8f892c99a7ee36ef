"""Reads of a changeover: prerequisites, steps, and the proof."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from kogge.automation.models import AutomationTask, Preset
from kogge.changeover.models import Adoption, OldInstallation
from kogge.changeover.rules import MIDDLEWARE, OFFICE, Check, Installation, Step, check_installation
from kogge.companies.models import Company
from kogge.documents.listing import BULKY
from kogge.guards.models import RejectedOrder
from kogge.guards.rules import Ownership, Way
from kogge.guards.services import settle_owner
from kogge.middleware.listing import list_fetching
from kogge.orders.models import DocumentCreation, PlatformOrder
from kogge.orders.queries import list_duplicate_orders
from kogge.platforms.models import AuthorizationState, Platform
from kogge.transfers.models import Offer, Transfer, TransferState

RETRIEVE, SEND = "orders.retrieve", "status.send"
"""The rules that the guide's two presets consist of."""
RECENT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Proof:
    """What can be said of the orders since the fence."""

    orders: int
    with_document: int
    rejected: int
    duplicates: tuple[str, ...]


def find_installation(company: Company) -> OldInstallation:
    """Return what was entered of the old installation; an empty one where nothing was."""
    return OldInstallation.objects.filter(company=company).first() or OldInstallation(company=company)


def list_checks(platform: Platform, today: date) -> dict[Check, bool]:
    """Return the prerequisites and whether each is fulfilled."""
    stored = find_installation(platform.company)
    versions = {OFFICE: stored.office_version, MIDDLEWARE: stored.middleware_version}
    installation = Installation(versions, stored.uses_selection_fields, stored.backed_up_on)
    return check_installation(installation, today) | {
        Check.ACTIVE: platform.is_active and platform.uses_cloud,
        Check.SIGNED_IN: platform.authorization == AuthorizationState.AUTHENTICATED,
        Check.DOCUMENT_CREATION: _has_creation(platform),
        Check.TRANSFERS: _do_transfers_run(platform, today),
    }


def list_done(platform: Platform) -> frozenset[Step]:
    """Return the guide's steps that are done."""
    presets = _list_rules(platform.company)
    fetching = list_fetching(platform)
    is_cut_over = settle_owner(platform).way is Way.NEW and platform.uses_cloud
    states = {
        Step.CREDENTIALS: platform.credentials_id is not None,
        Step.CLOUD_FLAG: platform.uses_cloud,
        Step.DOCUMENT_CREATION: _has_creation(platform),
        Step.SIGN_IN: platform.authorization == AuthorizationState.AUTHENTICATED,
        Step.ADDRESS_STATUS: platform.customer_status_id is not None,
        Step.PRESET: RETRIEVE in presets.values(),
        Step.TASK: _has_task(platform.company, presets, RETRIEVE),
        Step.CUT_OVER: is_cut_over,
        Step.SCHEDULES: not fetching,
        Step.STATUS_UPLOAD: _has_task(platform.company, presets, SEND),
        Step.PROOF: is_cut_over and not fetching and not list_duplicate_orders(platform),
    }
    return frozenset(step for step, is_done in states.items() if is_done)


def list_orders(platform: Platform, ownership: Ownership) -> QuerySet[PlatformOrder]:
    """Return each order that was placed, or became a document, since the fence once, with its document."""
    orders = PlatformOrder.objects.filter(company_id=platform.company_id, platform=platform)
    if ownership.fence is not None:
        placed = Q(document__ordered_at__gte=ownership.fence) | Q(document__created_at__gte=ownership.fence)
        orders = orders.filter(placed | Q(document__isnull=True, first_seen_at__gte=ownership.fence))
    orders = orders.select_related("document").defer(*(f"document__{name}" for name in BULKY))
    return orders.order_by("platform_reference", "pk")


def list_adoptions(platform: Platform) -> QuerySet[Adoption]:
    """Return what was proposed or taken over of old documents and customers, the surest first."""
    rows = Adoption.objects.filter(platform=platform).select_related("document", "customer")
    rows = rows.defer("line_references", "previous", *(f"document__{name}" for name in BULKY))
    return rows.order_by("-confidence", "order_reference", "pk")


def prove(platform: Platform, ownership: Ownership) -> Proof:
    """Count what came since the fence."""
    orders = list_orders(platform, ownership)
    return Proof(
        orders.count(),
        orders.filter(document__isnull=False).count(),
        RejectedOrder.objects.filter(platform=platform, way=Way.OLD).count(),
        tuple(list_duplicate_orders(platform)),
    )


def _has_creation(platform: Platform) -> bool:
    return DocumentCreation.objects.filter(platform=platform).exists()


def _do_transfers_run(platform: Platform, today: date) -> bool:
    if not Offer.objects.filter(platform=platform, is_active=True).exists():
        return True
    last = Transfer.objects.filter(platform=platform, finished_at__date__gte=today - RECENT)
    return last.filter(state=TransferState.DONE).exists()


def _list_rules(company: Company) -> dict[int, str]:
    presets = Preset.objects.filter(company=company).values_list("pk", "definition")
    return {pk: rule for pk, definition in presets for rule in definition.get("rules", ()) if rule in {RETRIEVE, SEND}}


def _has_task(company: Company, presets: dict[int, str], rule: str) -> bool:
    wanted = [pk for pk, found in presets.items() if found == rule]
    return AutomationTask.objects.filter(company=company, is_active=True, actions__preset__in=wanted).exists()
