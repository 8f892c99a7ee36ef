"""Tables of the guard: which way owns a platform's orders, and the orders that the other way delivered."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company
from kogge.guards.rules import Ownership, RejectReason, Way
from kogge.platforms.models import Platform

WAYS = [(Way.OLD.value, _("Middleware")), (Way.NEW.value, _("Cloud"))]
REASONS = [
    (RejectReason.OTHER_WAY.value, _("belongs to the other way")),
    (RejectReason.ALREADY_THERE.value, _("has its document already")),
    (RejectReason.OUTDATED.value, _("began before the changeover")),
]


class OrderOwner(models.Model):
    """The one stored fact of who owns a platform's orders (see rules.Ownership); its row is the guard's lock.

    `identity` names the fact in the data folder (see witness), where a restored database finds what came after it.
    """

    platform = models.OneToOneField(Platform, on_delete=models.CASCADE, related_name="order_owner")
    identity = models.UUIDField(default=uuid4, editable=False)
    way = models.CharField(_("orders come by"), max_length=10, choices=WAYS, default=Way.NEW.value)
    earlier_way = models.CharField(_("earlier orders come by"), max_length=10, choices=WAYS, blank=True)
    fence_at = models.DateTimeField(_("orders placed from"), null=True)
    epoch = models.PositiveBigIntegerField(default=1)
    changed_at = models.DateTimeField(_("changed"), null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        """Show platform and way."""
        return f"{self.platform} · {self.get_way_display()}"

    @property
    def ownership(self) -> Ownership:
        """The fact as a value."""
        return Ownership(Way(self.way), self.epoch, self.fence_at, Way(self.earlier_way) if self.earlier_way else None)

    def take(self, ownership: Ownership) -> None:
        """Set the fields by a value, without saving."""
        self.way, self.epoch, self.fence_at = ownership.way.value, ownership.epoch, ownership.fence
        self.earlier_way = ownership.earlier.value if ownership.earlier else ""


class RejectedOrder(models.Model):
    """An order that a way delivered and that was not taken from it; one row an order and way, however often it came."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="rejected_orders", db_index=False)
    way = models.CharField(_("delivered by"), max_length=10, choices=WAYS)
    platform_reference = models.CharField(_("order number"), max_length=100)
    reason = models.CharField(_("reason"), max_length=20, choices=REASONS)
    epoch = models.PositiveBigIntegerField()
    placed_at = models.DateTimeField(_("ordered"))
    times = models.PositiveIntegerField(_("times delivered"), default=0)
    first_at = models.DateTimeField(_("first delivered"))
    last_at = models.DateTimeField(_("last delivered"))

    class Meta:
        """Newest first; each order of a way once."""

        verbose_name = _("rejected order")
        verbose_name_plural = _("rejected orders")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["platform", "way", "platform_reference"], name="rejected_order_once")
        ]
        indexes: ClassVar = [models.Index(fields=["company", "-last_at", "-id"], name="rejected_order_newest")]

    def __str__(self) -> str:
        """Show the order number."""
        return self.platform_reference
