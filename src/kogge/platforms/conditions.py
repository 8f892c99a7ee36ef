"""What conditions may ask of a platform."""

from collections.abc import Mapping

from kogge.conditions.fields import Fact
from kogge.platforms.models import AuthorizationState, Platform


def read_facts(platform: Platform) -> Mapping[str, Fact]:
    """Return a platform's fields for conditions; asks the database for nothing."""
    return {
        "name": platform.name,
        "kind": platform.kind,
        "region": platform.region,
        "marketplaces": tuple(platform.marketplaces),
        "is_active": platform.is_active,
        "uses_cloud": platform.uses_cloud,
        "is_authenticated": platform.authorization == AuthorizationState.AUTHENTICATED,
    }
