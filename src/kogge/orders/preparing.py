"""Gives a new platform the settings without which no order becomes a document, as far as the company has them."""

from datetime import UTC, datetime

from kogge.audit.services import record
from kogge.orders.initial_settings import ARTICLES, find_initial_creation, find_initial_status
from kogge.orders.models import DocumentCreation
from kogge.platforms.models import Platform


def prepare_platform(platform: Platform) -> list[str]:
    """Fill in what is not set: status of new customers, document creation. Returns what the company lacks for it.

    What somebody set stays as it is.
    """
    if platform.customer_status_id is None:
        platform.customer_status = find_initial_status(platform)
        platform.save(update_fields=["customer_status"])
    missing = [] if platform.customer_status_id else ["a status for new customers (Adress-Status)"]
    if not DocumentCreation.objects.filter(platform=platform).exists():
        missing += _create_document_creation(platform)
    return missing


def prepare_saved_platform(*, platform: Platform, **_: object) -> None:
    """Fill in what a platform that was saved just now lacks; what the company lacks is said when orders are fetched."""
    prepare_platform(platform)


def _create_document_creation(platform: Platform) -> list[str]:
    found = find_initial_creation(platform)
    missing = [] if found["document_type"] else ["a document type for customers' orders (Vorgangsart)"]
    missing += [f"an article for {kind.value}" for name, kind in ARTICLES.items() if found[name] is None]
    if not missing:
        # Two retrievals that begin at once may both come here: the one row that a platform can have is made once.
        creation, is_new = DocumentCreation.objects.get_or_create(platform=platform, defaults=found)
        if is_new:
            record(
                company_id=platform.company_id,
                at=datetime.now(UTC),
                actor=None,
                action="platforms.prepare_document_creation",
                subject_kind="platform",
                subject_id=platform.pk,
                before={},
                after={name: getattr(creation, f"{name}_id") for name in (*ARTICLES, "document_type")},
            )
    return missing
