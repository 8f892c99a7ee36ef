"""Tables of offers, of a platform's settings for them, and of transfers."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.articles.models import Article
from kogge.companies.models import Company, User
from kogge.platforms.models import Platform
from kogge.transfers.rules import FACTOR_ONE


class TransferSettings(models.Model):
    """How a platform's offers are made: the stock buffer (Bestandspuffer), and whether all articles are offered."""

    platform = models.OneToOneField(Platform, on_delete=models.CASCADE, related_name="transfer_settings")
    offers_all = models.BooleanField(_("offer every article"), default=False)
    stock_kept_back = models.PositiveIntegerField(_("stock buffer"), default=0)
    stock_cap = models.PositiveIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        """One row a platform."""

        verbose_name = _("settings of offers")
        verbose_name_plural = _("settings of offers")

    def __str__(self) -> str:
        """Show the platform."""
        return str(self.platform)


class PriceRule(models.Model):
    """A marketplace that is served, and its price rule (Preisregel); `position` 0 is the one that stock goes to.

    `factor` is in ten-thousandths, `surcharge_minor` in minor units of `currency`; `ending` the last two digits.
    """

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="price_rules", db_index=False)
    position = models.PositiveIntegerField()
    marketplace = models.CharField(_("marketplace"), max_length=10)
    currency = models.CharField(_("currency"), max_length=3)
    factor = models.BigIntegerField(_("factor"), default=FACTOR_ONE)
    surcharge_minor = models.BigIntegerField(_("surcharge"), default=0)
    ending = models.PositiveIntegerField(_("ending"), null=True, blank=True)

    class Meta:
        """A marketplace has one rule."""

        verbose_name = _("price rule")
        verbose_name_plural = _("price rules")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["platform", "marketplace"], name="price_rule_once")]

    def __str__(self) -> str:
        """Show the marketplace."""
        return self.marketplace


class OfferState(models.TextChoices):
    """What became of what was sent last."""

    UNSENT = "unsent", _("not sent yet")
    SENDING = "sending", _("being sent")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("refused")
    FAILED = "failed", _("failed")


class TransferState(models.TextChoices):
    """How a transfer stands."""

    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Transfer(models.Model):
    """A transfer of what changed to a platform, and what became of it; of a platform's the oldest goes first."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="transfers", db_index=False)
    areas = models.JSONField()
    state = models.CharField(_("state"), max_length=20, choices=TransferState.choices, default=TransferState.RUNNING)
    started_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    total = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    problem_code = models.CharField(max_length=100, blank=True)
    problem = models.TextField(blank=True)
    problem_is_permanent = models.BooleanField(default=False)
    waiting_until_at = models.DateTimeField(null=True)
    waiting_for = models.CharField(max_length=50, blank=True)
    started_at = models.DateTimeField(_("started"))
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """A platform's transfers in their order."""

        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        indexes: ClassVar = [
            models.Index(fields=["platform", "state", "id"], name="transfer_by_state"),
            models.Index(fields=["state", "changed_at"], name="transfer_stranded"),
        ]

    def __str__(self) -> str:
        """Show the number."""
        return str(self.pk)


class TransferPart(models.Model):
    """What of a transfer goes to one marketplace at once: a transfer of the Cloud.

    `items` are the offers' ids with what is sent, as it was when the transfer began; `is_taken`: the Cloud has it;
    `results_after` is how far results have been written.
    """

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="parts", db_index=False)
    position = models.IntegerField()
    marketplace = models.CharField(max_length=10)
    items = models.JSONField()
    is_taken = models.BooleanField(default=False)
    results_after = models.IntegerField(default=-1)
    is_done = models.BooleanField(default=False)

    class Meta:
        """In their order."""

        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transfer", "position"], name="transfer_part_once"),
        ]

    def __str__(self) -> str:
        """Show the marketplace."""
        return self.marketplace

    @property
    def reference(self) -> str:
        """The name in the Cloud: a restored database must not meet an older transfer of the same number."""
        return f"{self.transfer_id}-{self.transfer.started_at:%Y%m%dT%H%M%S%f}-{self.position}"


class Offer(models.Model):
    """An article as it is sold on a platform, under a SKU.

    `accepted` is what the platform took last, `refused` what it did not take, both by part: `stock`, `price:DE`,
    `listing:DE`. A refused value is not sent again until it changes, or somebody asks for it.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="offers", db_index=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="offers")
    sku = models.CharField(_("SKU"), max_length=200)
    is_active = models.BooleanField(_("active"), default=True)
    is_fba = models.BooleanField(_("shipped by the platform"), default=False)
    state = models.CharField(_("state"), max_length=20, choices=OfferState.choices, default=OfferState.UNSENT)
    accepted = models.JSONField(default=dict)
    refused = models.JSONField(default=dict)
    code = models.CharField(max_length=100, blank=True)
    message = models.TextField(_("message"), blank=True)
    remarks = models.JSONField(default=list)
    transfer = models.ForeignKey(Transfer, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(_("last sent"), null=True)

    class Meta:
        """A SKU is one offer of a platform; states are found by themselves."""

        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints: ClassVar = [models.UniqueConstraint(fields=["platform", "sku"], name="offer_sku_once")]
        indexes: ClassVar = [models.Index(fields=["platform", "state", "sku"], name="offer_by_state")]

    def __str__(self) -> str:
        """Show SKU and platform."""
        return f"{self.sku} · {self.platform}"
