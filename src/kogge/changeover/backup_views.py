"""The changeover's line about the backup: one made by a button, or one noted by who made it by his own means."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from kogge.backups import services as backups
from kogge.backups.queries import find_last, find_last_done
from kogge.backups.wording import word_failure
from kogge.backups.workflows import enqueue_backup
from kogge.changeover import queries, services
from kogge.changeover.pages import get_platform
from kogge.changeover.rules import Check
from kogge.changeover.wording import word_advice, word_check, word_refusal
from kogge.companies.permissions import Right
from kogge.config import read_config
from kogge.kernel.errors import KoggeError
from kogge.platforms.models import Platform
from kogge.web.access import OfficeRequest, action_needing, needs

LIVE_S = 2


def describe_backup(platform: Platform) -> dict[str, object]:
    """Say what the line shows beside its state: the last backup, and whether it is still being made."""
    last, done = find_last(), find_last_done()
    return {
        "last": last,
        "done": done,
        # Another company's people are nobody's business.
        "made_by": done.made_by if done and done.company_id == platform.company_id else None,
        "failure": word_failure(last) if last else "",
        "live_s": LIVE_S if last and last.is_under_way else 0,
        "is_cloud_apart": not read_config().cloud_is_embedded,
    }


@needs(Right.ADMINISTER_PLATFORMS)
def show_backup(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Answer with the line alone, which keeps itself up to date."""
    platform = get_platform(request, platform_id)
    is_done = queries.list_checks(platform, timezone.localdate())[Check.BACKUP]
    check = {
        "label": word_check(Check.BACKUP),
        "advice": "" if is_done else word_advice(Check.BACKUP, platform),
        "is_done": is_done,
        "backup": describe_backup(platform),
    }
    return render(request, "changeover/backup.html", {"platform": platform, "check": check})


@action_needing(Right.ADMINISTER_PLATFORMS)
def start_backup(request: OfficeRequest, platform_id: int) -> HttpResponse:
    """Have a worker make a backup."""
    platform = get_platform(request, platform_id)
    try:
        backup = backups.start_backup(request.company, actor=request.membership.user, now=_now())
        enqueue_backup(backup.pk)
    except KoggeError as error:
        messages.error(request, word_refusal(error))
    return redirect("changeover:platform", platform_id=platform.pk)


@action_needing(Right.ADMINISTER_PLATFORMS)
def confirm_backup(request: OfficeRequest) -> HttpResponse:
    """Note that both sides were backed up today."""
    services.note_backup(request.company, timezone.localdate(), actor=request.membership.user, now=_now())
    messages.success(request, gettext("Today's backup is noted."))
    back = request.POST.get("platform", "")
    if not back.isdecimal():
        return redirect("changeover:platforms")
    return redirect("changeover:platform", platform_id=get_platform(request, int(back)).pk)


def _now() -> datetime:
    return datetime.now(UTC)
