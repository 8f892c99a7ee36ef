"""Who answers for which kind of platform: the host's setting KOGGE_CLOUD_ADAPTERS names an adapter for each."""

from functools import cache

from django.utils.module_loading import import_string

from kogge_cloud.adapters.ports import Adapter
from kogge_cloud.errors import CloudError
from kogge_cloud.infrastructure.settings import adapters
from kogge_contract.platforms import PlatformTraits


class KindUnknown(CloudError):
    """No adapter for this kind of platform."""

    code = "kind_unknown"


def get_adapter(kind: str) -> Adapter:
    """Return the adapter of a kind of platform. Raises KindUnknown."""
    known = adapters()
    if kind not in known:
        message = f"There is no platform kind “{kind}”; there are: {', '.join(sorted(known))}."
        raise KindUnknown(message)
    return _load(known[kind])


def list_traits() -> list[PlatformTraits]:
    """Return what each kind of platform is like, by name."""
    return sorted((get_adapter(kind).traits for kind in adapters()), key=lambda traits: traits.name)


@cache
def _load(path: str) -> Adapter:
    adapter: Adapter = import_string(path)
    return adapter
