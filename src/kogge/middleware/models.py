"""Tables of the middleware: schedules, and the synchronisations that they, or people, began."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company
from kogge.middleware.rules import Area, Plan, Served, find_refused
from kogge.platforms.models import Platform

NAME_LENGTH = 100
LONGEST_INTERVAL_MINUTES = 7 * 24 * 60


class SyncSchedule(models.Model):
    """A schedule of the middleware (Zeitplan): which areas of which platforms are synchronised, and how often."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="sync_schedules", db_index=False)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    is_active = models.BooleanField(_("active"), default=True)
    interval_minutes = models.PositiveIntegerField(
        _("interval in minutes"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_INTERVAL_MINUTES)],
    )
    areas = models.JSONField(_("areas"), default=list)
    platforms = models.ManyToManyField(Platform, related_name="sync_schedules", verbose_name=_("platforms"))
    next_at = models.DateTimeField(_("next run"))

    class Meta:
        """Names are unique in a company; what is due is found at once."""

        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "name"], name="sync_schedule_name_once")]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=models.Q(is_active=True), name="sync_schedule_due")
        ]

    def __str__(self) -> str:
        """Show the name."""
        return self.name

    @property
    def interval(self) -> timedelta:
        """The time from run to run."""
        return timedelta(minutes=self.interval_minutes)

    @property
    def plan(self) -> Plan:
        """The schedule as a value."""
        return Plan(self.name, frozenset(map(Area, self.areas)), tuple(map(describe_served, self.platforms.all())))

    @property
    def is_to_split(self) -> bool:
        """Whether it fetches orders that are to come by the Cloud."""
        return bool(find_refused(self.plan.areas, self.plan.platforms))


class SyncState(models.TextChoices):
    """How far a synchronisation, or a part of it, is."""

    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class SyncRun(models.Model):
    """One synchronisation: of a schedule, or started by hand. A schedule serves each platform once at a time."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    schedule = models.ForeignKey(SyncSchedule, null=True, on_delete=models.SET_NULL, related_name="runs")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=SyncState.choices, default=SyncState.RUNNING)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        """Newest first; what a schedule has under way is found at once."""

        verbose_name = _("synchronisation")
        verbose_name_plural = _("synchronisations")
        indexes: ClassVar = [
            models.Index(fields=["company", "-started_at", "-id"], name="sync_run_newest"),
            models.Index(fields=["schedule"], condition=models.Q(state="running"), name="sync_run_under_way"),
        ]

    def __str__(self) -> str:
        """Show the start."""
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class SyncStep(models.Model):
    """A part of a synchronisation: some areas of one platform. `epoch` is the guard's when the run began.

    Of orders by the platform's reports: `position` is how many of them were taken, `outcome` what became of them, and
    `told_until` (UTC) where the next part begins. `missing_columns` is None where the reports did not tell.
    """

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="steps")
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="+")
    areas = models.JSONField(_("areas"))
    epoch = models.PositiveBigIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=SyncState.choices, default=SyncState.RUNNING)
    code = models.CharField(max_length=60, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    position = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(default=dict)
    told_until = models.DateTimeField(null=True)
    missing_columns = models.JSONField(null=True)

    class Meta:
        """Where a platform's reports were read to is found at once."""

        indexes: ClassVar = [
            models.Index(
                fields=["platform", "-id"], condition=models.Q(told_until__isnull=False), name="sync_step_told"
            )
        ]

    def __str__(self) -> str:
        """Show platform and areas."""
        return f"{self.platform} · {', '.join(self.areas)}"


def describe_served(platform: Platform) -> Served:
    """Return a platform as schedules know it: of the Cloud also where another company has the same account there.

    Rows of `tell_served` bring that along; of others it is asked.
    """
    if platform.uses_cloud or not platform.seller_reference:
        return Served(platform.pk, platform.name, platform.uses_cloud)
    told: bool | None = getattr(platform, "is_cloud_elsewhere", None)
    return Served(platform.pk, platform.name, list_cloud_elsewhere(platform).exists() if told is None else told)


def list_cloud_elsewhere(platform: Platform) -> models.QuerySet[Platform]:
    """Return the active platforms of the Cloud in other companies that are the same seller's account as a platform."""
    return _list_same(platform.kind, platform.seller_reference, platform.company_id)


def tell_served(platforms: models.QuerySet[Platform]) -> models.QuerySet[Platform]:
    """Return platforms with what schedules have to know of other companies, without asking for each of them."""
    same = _list_same(*map(models.OuterRef, ("kind", "seller_reference", "company")))
    return platforms.annotate(is_cloud_elsewhere=models.Exists(same))


def _list_same(
    kind: str | models.OuterRef, account: str | models.OuterRef, company: int | models.OuterRef
) -> models.QuerySet[Platform]:
    others = Platform.objects.filter(is_active=True, uses_cloud=True).exclude(company=company)
    return others.filter(kind=kind, seller_reference=account).exclude(seller_reference="")
