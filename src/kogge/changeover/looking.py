"""The hourly look whether another tool works on a platform's account, and what is kept of it."""

from collections.abc import Mapping
from datetime import datetime

import structlog

from kogge.changeover.models import PlatformSigns
from kogge.changeover.signs import ASKED, Sign, find_beginning, find_signs, judge_foreign_work, read_signs
from kogge.guards.rules import Way
from kogge.guards.services import settle_owner
from kogge.kernel.errors import KoggeError
from kogge.platforms.models import AuthorizationState, Platform
from kogge.platforms.services import connect_platform
from kogge.platforms.traits import find_traits
from kogge.web.paging import Count

log = structlog.get_logger(__name__)


def look(platform: Platform, now: datetime) -> Mapping[Sign, Count]:
    """Look for signs, ask the Cloud for those that only it can see, and keep what was found; twice is harmless.

    A Cloud that does not answer leaves what it told before.
    """
    ownership, found = settle_owner(platform), {}
    if ownership.way is Way.NEW:
        found = dict(find_signs(platform, ownership, now))
        try:
            found |= _ask(platform, find_beginning(ownership, now))
        except KoggeError as error:
            log.info("signs.not_asked", platform=platform.pk, code=error.code)
            found |= {sign: number for sign, number in read_signs(platform).items() if sign in ASKED}
    kept = {sign.value: [number.number, number.is_more] for sign, number in found.items()}
    PlatformSigns.objects.update_or_create(platform=platform, defaults={"looked_at": now, "found": kept})
    return found


def _ask(platform: Platform, since: datetime) -> Mapping[Sign, Count]:
    is_asked = find_traits(platform.kind).has_order_reports
    if not is_asked or platform.authorization != AuthorizationState.AUTHENTICATED:
        return {}
    return judge_foreign_work(connect_platform(platform).find_foreign_work(platform.cloud_reference), since)
