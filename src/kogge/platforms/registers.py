"""The registers of a platform, and where one leads to after it was saved."""

from django.http import HttpResponse
from django.shortcuts import redirect

from kogge.platforms.models import Platform
from kogge.web.access import OfficeRequest

REGISTERS = {
    "platform": "platforms:edit",
    "creation": "orders:creation",
    "access": "platforms:access",
    "defaults": "platforms:defaults",
    "offers": "transfers:settings",
}
"""The registers by their names in forms, with the names of their addresses."""


def go_on(request: OfficeRequest, platform: Platform, register: str) -> HttpResponse:
    """Return where a register leads that was saved: to the one chosen next, out of the platform, or to itself.

    Who closes a platform of the Cloud is asked whether to import its settings.
    """
    chosen = request.POST.get("next", "")
    if chosen not in REGISTERS and "close" in request.POST:
        if platform.uses_cloud:
            return redirect("orders:import-settings", platform_id=platform.pk)
        return redirect("platforms:list")
    return redirect(REGISTERS.get(chosen, REGISTERS[register]), platform_id=platform.pk)
