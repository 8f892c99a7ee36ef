"""What the changeover's pages have in common."""

from django.shortcuts import get_object_or_404

from kogge.platforms.listing import list_active_platforms
from kogge.platforms.models import Platform
from kogge.web.access import OfficeRequest


def get_platform(request: OfficeRequest, platform_id: int) -> Platform:
    """Return the company's active platform that an address names. Raises Http404."""
    return get_object_or_404(list_active_platforms(request.company).select_related("company"), pk=platform_id)
