"""Reads of a changeover: prerequisites, steps, and the proof."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count as Counted
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kogge.automation.models import AutomationTask, Preset
from kogge.automation.rules import Definition, DefinitionInvalid
from kogge.automation.subjects import PLATFORMS, select
from kogge.backups.queries import find_last_done
from kogge.changeover.duplicates.rules import Reason
from kogge.changeover.duplicates.search import list_firsts
from kogge.changeover.models import (
    Adoption,
    AdoptionState,
    Comparison,
    Duplicate,
    DuplicateState,
    Inspection,
    InspectionKind,
    InspectionState,
    OldInstallation,
)
from kogge.changeover.notices import list_untold
from kogge.changeover.rules import MIDDLEWARE, OFFICE, Check, Installation, Step, check_installation
from kogge.companies.models import Company
from kogge.documents.listing import BULKY
from kogge.guards.models import OrderOwner, RejectedOrder
from kogge.guards.rules import Ownership, Way
from kogge.guards.services import settle_owner
from kogge.middleware.listing import find_missing_columns, has_offers_part_failed, list_fetching, were_offers_looked_at
from kogge.orders.models import DocumentCreation, OrderState, PlatformOrder
from kogge.platforms.models import AuthorizationState, Platform
from kogge.platforms.traits import find_traits
from kogge.transfers.models import Offer, Transfer, TransferState
from kogge.web.paging import Count, count_rows, count_together

RETRIEVE, SEND = "orders.retrieve", "status.send"
"""The rules that the guide's two presets consist of."""
RECENT = timedelta(days=2)


SHOWN_DUPLICATES = 20
LOOKED_AT_LIVE = 20_000
"""Orders of a platform among which duplicates are looked for whenever a page asks; of more, the last search tells."""
CLOCK_SKEW = timedelta(days=1)
"""So far apart may the platform's clock and ours be."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What can be said of the orders since the fence; `duplicates` None: nobody has looked for them yet.

    `checked` is the last search for duplicates, whose counts are exact however many orders there are.
    """

    orders: Count
    with_document: Count
    rejected: Count
    duplicates: tuple[str, ...] | None
    checked: Inspection | None

    @property
    def is_clean(self) -> bool:
        """Whether it is known that no order came twice."""
        return self.duplicates == ()


def find_installation(company: Company) -> OldInstallation:
    """Return what was entered of the old installation; an empty one where nothing was."""
    return OldInstallation.objects.filter(company=company).first() or OldInstallation(company=company)


def list_checks(platform: Platform, today: date) -> dict[Check, bool]:
    """Return the prerequisites and whether each is fulfilled.

    Once the orders come by the Cloud, the backup of the day when that was decided counts, not one of `today`.
    """
    stored = find_installation(platform.company)
    versions = {OFFICE: stored.office_version, MIDDLEWARE: stored.middleware_version}
    installation = Installation(versions, stored.uses_selection_fields, _find_backup_day(stored))
    return check_installation(installation, _find_cut_over_day(platform) or today) | {
        Check.ACTIVE: platform.is_active and platform.uses_cloud,
        Check.SIGNED_IN: platform.authorization == AuthorizationState.AUTHENTICATED,
        Check.DOCUMENT_CREATION: _has_creation(platform),
        Check.TRANSFERS: _do_transfers_run(platform, today),
        Check.REPORT_COLUMNS: _has_report_columns(platform),
    }


def list_done(platform: Platform) -> frozenset[Step]:
    """Return the guide's steps that are done."""
    presets = _list_rules(platform)
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
        Step.NOTICES: not list_untold(platform),
        Step.STATUS_UPLOAD: _has_task(platform.company, presets, SEND),
        Step.PROOF: is_cut_over and not fetching and find_duplicate_orders(platform) == (),
    }
    return frozenset(step for step, is_done in states.items() if is_done)


def list_orders(platform: Platform, ownership: Ownership) -> QuerySet[PlatformOrder]:
    """Return each order that was placed, or became a document, since the fence once, with its document."""
    orders = PlatformOrder.objects.filter(company_id=platform.company_id, platform=platform)
    if ownership.fence is not None:
        # Nothing of the kind was last changed before it: by this the index finds what is looked at more closely.
        orders = orders.filter(state__in=OrderState.values, changed_at__gte=ownership.fence - CLOCK_SKEW)
        placed = Q(document__ordered_at__gte=ownership.fence) | Q(document__created_at__gte=ownership.fence)
        orders = orders.filter(placed | Q(document__isnull=True, first_seen_at__gte=ownership.fence))
    orders = orders.select_related("document").defer(*(f"document__{name}" for name in BULKY))
    return orders.order_by("platform_reference", "pk")


def list_proved(platform: Platform, ownership: Ownership) -> QuerySet[PlatformOrder]:
    """Return the same orders, each with whether its document was adopted from the old installation."""
    adopted = Adoption.objects.filter(
        platform=platform, order_reference=OuterRef("platform_reference"), state=AdoptionState.ADOPTED
    )
    return list_orders(platform, ownership).annotate(is_adopted=Exists(adopted))


def list_adoptions(platform: Platform) -> QuerySet[Adoption]:
    """Return what was proposed or taken over of old documents and customers, the surest first."""
    rows = Adoption.objects.filter(platform=platform).select_related("document", "customer")
    rows = rows.defer("line_references", "previous", *(f"document__{name}" for name in BULKY))
    return rows.order_by("-confidence", "order_reference", "pk")


def list_duplicates(platform: Platform) -> QuerySet[Duplicate]:
    """Return the pairs of documents of one order, those to be decided first."""
    rows = Duplicate.objects.filter(platform=platform).select_related("kept", "surplus")
    rows = rows.defer(*(f"{each}__{name}" for each in ("kept", "surplus") for name in BULKY))
    return rows.order_by("-state", "pk")


def list_comparisons(platform: Platform) -> QuerySet[Comparison]:
    """Return what the last shadow run found, what differs first."""
    rows = Comparison.objects.filter(platform=platform).select_related("document")
    rows = rows.defer(*(f"document__{name}" for name in BULKY))
    return rows.order_by("verdict", "order_reference", "pk")


def find_duplicate_orders(platform: Platform) -> tuple[str, ...] | None:
    """Return the orders with more than one document that nobody has put right; None: nobody has looked for them yet."""
    orders = PlatformOrder.objects.filter(company_id=platform.company_id, platform=platform)
    if count_rows(orders, LOOKED_AT_LIVE).is_more:
        done = find_last(platform, InspectionKind.DUPLICATES)
        if done is None or done.state != InspectionState.DONE:
            return None
        open_pairs = Duplicate.objects.filter(platform=platform, state=DuplicateState.OPEN)
        telling = open_pairs.exclude(reason=Reason.SAME_PURCHASE.value).order_by("pk")
        return tuple(telling.values_list("surplus__order_reference", flat=True)[:SHOWN_DUPLICATES])
    settled = Duplicate.objects.filter(platform=platform, state=DuplicateState.ARCHIVED)
    firsts = list_firsts(platform).filter(platform=platform).exclude(platform_reference="")
    doubled = firsts.exclude(pk__in=settled.values("surplus")).order_by().values("platform_reference")
    doubled = doubled.annotate(documents=Counted("pk")).filter(documents__gt=1).order_by("platform_reference")
    return tuple(doubled.values_list("platform_reference", flat=True)[:SHOWN_DUPLICATES])


def prove(platform: Platform, ownership: Ownership) -> Proof:
    """Count what came since the fence, as far as a page needs it."""
    orders = list_orders(platform, ownership)
    counts = count_together(
        platform.company,
        {
            "orders": orders,
            "with_document": orders.filter(document__isnull=False),
            "rejected": RejectedOrder.objects.filter(platform=platform, way=Way.OLD),
        },
    )
    checked = find_last(platform, InspectionKind.DUPLICATES)
    return Proof(duplicates=find_duplicate_orders(platform), checked=checked, **counts)


def count_exactly(platform: Platform) -> dict[str, int]:
    """Count what came since the fence, however long that takes."""
    orders = list_orders(platform, settle_owner(platform))
    return {
        "orders": orders.count(),
        "with_document": orders.filter(document__isnull=False).count(),
        "rejected": RejectedOrder.objects.filter(platform=platform, way=Way.OLD).count(),
    }


def find_last(platform: Platform, kind: InspectionKind) -> Inspection | None:
    """Return the last search of a kind."""
    return Inspection.objects.filter(platform=platform, kind=kind).order_by("-started_at").first()


def _find_backup_day(stored: OldInstallation) -> date | None:
    """Return the day of the last backup: one that Kogge made, or one that somebody noted."""
    made = find_last_done()
    days = [stored.backed_up_on, timezone.localdate(made.made_at) if made else None]
    return max(filter(None, days), default=None)


def _find_cut_over_day(platform: Platform) -> date | None:
    owner = OrderOwner.objects.filter(platform=platform, way=Way.NEW, changed_at__isnull=False).first()
    return timezone.localdate(owner.changed_at) if owner else None


def _has_creation(platform: Platform) -> bool:
    return DocumentCreation.objects.filter(platform=platform).exists()


def _do_transfers_run(platform: Platform, today: date) -> bool:
    if has_offers_part_failed(platform):
        return False
    if not Offer.objects.filter(platform=platform, is_active=True).exists():
        return True
    since = today - RECENT
    last = set(Transfer.objects.filter(platform=platform, finished_at__date__gte=since).values_list("state", flat=True))
    # Where nothing changed nothing is transferred: that the middleware looked is enough.
    return TransferState.DONE in last or (not last and were_offers_looked_at(platform, since))


def _has_report_columns(platform: Platform) -> bool:
    """Tell whether the platform's order reports told all that they can; a kind without such reports lacks nothing."""
    return not find_traits(platform.kind).has_order_reports or find_missing_columns(platform) == []


def _list_rules(platform: Platform) -> dict[int, str]:
    """Return the presets whose range has the platform, each with the rule of the guide that it carries out."""
    found = {}
    for preset in Preset.objects.filter(company=platform.company_id):
        rules = [each for each in preset.definition.get("rules", ()) if each in {RETRIEVE, SEND}]
        if rules and _has_in_range(preset, platform):
            found[preset.pk] = rules[0]
    return found


def _has_in_range(preset: Preset, platform: Platform) -> bool:
    try:
        wanted = Definition.read(preset.definition)
        return select(PLATFORMS, platform.company, wanted.range).filter(pk=platform.pk).exists()
    except DefinitionInvalid:
        return False


def _has_task(company: Company, presets: dict[int, str], rule: str) -> bool:
    wanted = [pk for pk, found in presets.items() if found == rule]
    return AutomationTask.objects.filter(company=company, is_active=True, actions__preset__in=wanted).exists()
