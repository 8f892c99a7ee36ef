"""What the host decides for the Cloud: Django settings `KOGGE_CLOUD_*`, read at the moment of use."""

from typing import Any

from django.conf import settings


def database_alias() -> str:
    """Return which of Django's databases is the Cloud's: `cloud` embedded, `default` apart."""
    return str(_read("DATABASE"))


def encryption_keys() -> tuple[str, ...]:
    """Return the Fernet keys, newest first."""
    return tuple(_read("KEYS"))


def spapi_url() -> str:
    """Return what stands in for Amazon's API; empty for the real one."""
    return str(_read("SPAPI_URL"))


def lwa_url() -> str:
    """Return what stands in for Login with Amazon; empty for the real one."""
    return str(_read("LWA_URL"))


def sqs_queue_arn() -> str:
    """Return the ARN of the queue that platforms tell of changes on; empty where there is none."""
    return str(_read("SQS_QUEUE_ARN"))


def sqs_endpoint_url() -> str:
    """Return what stands in for AWS's queues; empty for the real ones."""
    return str(_read("SQS_ENDPOINT_URL"))


def seller_central_url() -> str:
    """Return what stands in for every Seller Central; empty for the real ones."""
    return str(_read("SELLER_CENTRAL_URL"))


def public_url() -> str:
    """Return the address by which browsers reach this Cloud; empty to derive it from the request."""
    return str(_read("PUBLIC_URL"))


def allows_private_addresses() -> bool:
    """Tell whether shops may be in a private network: not where several merchants share a Cloud."""
    return bool(_read("PRIVATE_ADDRESSES"))


def adapters() -> dict[str, str]:
    """Return the kinds of platforms, and where (dotted path) each one's adapter is."""
    return dict(_read("ADAPTERS"))


def _read(name: str) -> Any:  # noqa: ANN401 - Django's settings are untyped
    return getattr(settings, f"KOGGE_CLOUD_{name}")
