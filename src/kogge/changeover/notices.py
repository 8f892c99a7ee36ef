"""Notices: everybody who may synchronise by hand is told of a changeover, and what was told is kept."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from kogge.audit.services import record
from kogge.automation.messages import queue_mail
from kogge.changeover.models import Notice
from kogge.companies.models import Company, Membership, User
from kogge.companies.permissions import RIGHTS, Right
from kogge.platforms.models import Platform

HAND = frozenset({Right.TRANSFER_OFFERS, Right.USE_SCREENS})
"""The rights by which somebody may synchronise by hand."""


def list_recipients(company: Company) -> list[User]:
    """Return who may synchronise by hand in a company, by name."""
    roles = [role for role, rights in RIGHTS.items() if rights >= HAND]
    members = Membership.objects.filter(company=company, role__in=roles, user__is_active=True).select_related("user")
    return [each.user for each in members.order_by("user__username")]


def list_untold(platform: Platform) -> list[User]:
    """Return who may synchronise by hand and was not told of the platform's changeover."""
    told = set(Notice.objects.filter(platform=platform).values_list("recipient", flat=True))
    return [each for each in list_recipients(platform.company) if each.pk not in told]


def list_notices(platform: Platform) -> QuerySet[Notice]:
    """Return what was told of a platform's changeover, newest first."""
    return (
        Notice.objects.filter(platform=platform)
        .select_related("recipient", "sent_by", "message")
        .order_by("-sent_at", "-pk")
    )


def list_unread(membership: Membership) -> QuerySet[Notice]:
    """Return what a person was told in a company and has not read yet."""
    unread = Notice.objects.filter(recipient=membership.user_id, company=membership.company_id, read_at__isnull=True)
    return unread.order_by("pk")


def word_notice(platform: Platform) -> str:
    """Return what people are told unless somebody writes otherwise, in the active language."""
    return gettext(
        "The orders of the platform “%(platform)s” come by the Cloud from then on. Please do not synchronise "
        "“Addresses and orders” of this platform by hand any more, and switch on no schedule for it: what the "
        "middleware delivers is rejected. Articles, stock and prices stay as they are."
    ) % {"platform": platform.name}


def send_notices(
    platform: Platform, recipients: Iterable[User], text: str, starts_at: datetime, *, actor: User, now: datetime
) -> int:
    """Tell people of a changeover, in the Office and by e-mail where they have an address; return how many."""
    subject = gettext("Changeover of the platform “%(platform)s”") % {"platform": platform.name}
    with transaction.atomic():
        told = list(recipients)
        for recipient in told:
            notice = Notice.objects.create(
                company_id=platform.company_id, platform=platform, recipient=recipient, starts_at=starts_at,
                text=text, sent_at=now, sent_by=actor,
            )  # fmt: skip
            if recipient.email:
                key = f"notice-{notice.pk}"
                notice.message = queue_mail(platform.company_id, recipient.email, key, subject, text, now)
                notice.save(update_fields=["message"])
        _note(platform, "changeover.send_notice", actor, now, {"users": len(told), "fence_at": starts_at.isoformat()})
    return len(told)


def read_notice(notice_id: int, *, reader: User, now: datetime) -> None:
    """Note that somebody has read what he was told; twice is once."""
    with transaction.atomic():
        unread = Notice.objects.filter(pk=notice_id, recipient=reader, read_at__isnull=True)
        notice = unread.select_for_update(of=("self",)).select_related("platform").first()
        if notice is not None:
            notice.read_at = now
            notice.save(update_fields=["read_at"])
            _note(notice.platform, "changeover.read_notice", reader, now, {})


def _note(platform: Platform, action: str, actor: User, now: datetime, after: dict[str, object]) -> None:
    record(
        company_id=platform.company_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="platform",
        subject_id=platform.pk,
        before={},
        after=after,
    )
