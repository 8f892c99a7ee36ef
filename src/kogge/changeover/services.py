"""Writes of a changeover: what is known of the old installation, cut-over, fall-back."""

from datetime import date, datetime

from django.db import transaction

from kogge.audit.services import record
from kogge.changeover.errors import PrerequisitesMissing
from kogge.changeover.models import OldInstallation
from kogge.changeover.queries import find_installation, list_checks
from kogge.changeover.rules import list_obstacles
from kogge.companies.models import Company, User
from kogge.guards.rules import Ownership, Way
from kogge.guards.services import change_way
from kogge.platforms.models import Platform

ENTERED = ("office_version", "middleware_version", "uses_selection_fields", "backed_up_on")


def save_installation(installation: OldInstallation, *, actor: User, now: datetime) -> None:
    """Store what somebody entered of the old installation."""
    with transaction.atomic():
        before = _facts(find_installation(installation.company))
        installation.save()
        record(
            company_id=installation.company_id,
            at=now,
            actor=actor,
            action="changeover.describe_installation",
            subject_kind="company",
            subject_id=installation.company_id,
            before=before,
            after=_facts(installation),
        )


def note_backup(company: Company, today: date, *, actor: User, now: datetime) -> None:
    """Note that both sides were backed up today."""
    installation = find_installation(company)
    installation.backed_up_on = today
    save_installation(installation, actor=actor, now=now)


def cut_over(
    platform: Platform, fence: datetime, *, seen_epoch: int, today: date, actor: User, now: datetime
) -> Ownership:
    """Let the orders placed from `fence` on come by the Cloud.

    Raises PrerequisitesMissing, and what the guard raises.
    """
    obstacles = list_obstacles(list_checks(platform, today))
    if obstacles:
        raise PrerequisitesMissing(platform.name, obstacles)
    return change_way(platform, Way.NEW, fence, seen_epoch=seen_epoch, actor=actor, now=now)


def fall_back(platform: Platform, fence: datetime, *, seen_epoch: int, actor: User, now: datetime) -> Ownership:
    """Let the orders placed from `fence` on come by the middleware again: without any prerequisite."""
    return change_way(platform, Way.OLD, fence, seen_epoch=seen_epoch, actor=actor, now=now)


def _facts(installation: OldInstallation) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value := getattr(installation, name), date) else value for name in ENTERED
    }
