"""Tables of platforms, the Cloud's credentials, and the customers' ids at a platform."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company
from kogge.customers.models import Customer, CustomerStatus


class CloudCredentials(models.Model):
    """What a company signs in to the Cloud with (Zugangsdaten); the secret is stored encrypted and never shown."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="cloud_credentials")
    name = models.CharField(_("name"), max_length=100)
    client_id = models.CharField(_("client ID"), max_length=100)
    client_secret_encrypted = models.BinaryField()

    class Meta:
        """Names are unique in a company."""

        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "name"], name="cloud_credentials_name_once")
        ]

    def __str__(self) -> str:
        """Show the name, never the secret."""
        return self.name


class PlatformKind(models.TextChoices):
    """The kinds of sales channels."""

    AMAZON = "amazon", "Amazon"
    SHOPWARE = "shopware", "Shopware 6"


class AuthorizationState(models.TextChoices):
    """Whether the Cloud may act for the seller, as last seen."""

    NOT_AUTHENTICATED = "not_authenticated", _("not authenticated")
    AUTHENTICATED = "authenticated", _("authenticated")
    REVOKED = "revoked", _("revoked")


class Platform(models.Model):
    """A sales channel account (Plattform); `cloud_reference` is its id in the Cloud.

    A guest is a buyer to whom the platform gives no id. With a collective customer, buyers stand on the documents only.
    State and `warnings` (a list of the contract's ExpiryWarning) are the Cloud's, as of `state_checked_at`.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="platforms")
    kind = models.CharField(_("kind"), max_length=20, choices=PlatformKind.choices)
    name = models.CharField(_("name"), max_length=100)
    is_active = models.BooleanField(_("active"), default=True)
    uses_cloud = models.BooleanField(_("use the Cloud"), default=True)
    region = models.CharField(_("region"), max_length=10, default="EU", blank=True)
    marketplaces = models.JSONField(_("marketplaces"), default=list)
    credentials = models.ForeignKey(CloudCredentials, null=True, on_delete=models.PROTECT, related_name="platforms")
    cloud_reference = models.CharField(_("platform reference in the Cloud"), max_length=100, blank=True)
    authorization = models.CharField(
        _("sign-in"),
        max_length=30,
        choices=AuthorizationState.choices,
        default=AuthorizationState.NOT_AUTHENTICATED,
    )
    authorization_reason = models.TextField(blank=True)
    authorized_at = models.DateTimeField(null=True)
    seller_reference = models.CharField(_("seller ID"), max_length=100, blank=True)
    warnings = models.JSONField(default=list)
    state_checked_at = models.DateTimeField(null=True)
    customer_status = models.ForeignKey(
        CustomerStatus,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("address status of new customers"),
    )
    guest_status = models.ForeignKey(
        CustomerStatus,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("address status of guests"),
    )
    uses_collective_customer = models.BooleanField(_("one collective customer for all orders"), default=False)

    class Meta:
        """Names are unique in a company; one platform of the Cloud is one platform here."""

        verbose_name = _("platform")
        verbose_name_plural = _("platforms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "name"], name="platform_name_once"),
            models.UniqueConstraint(
                fields=["company", "cloud_reference"],
                condition=~models.Q(cloud_reference=""),
                name="platform_cloud_reference_once",
            ),
        ]

    def __str__(self) -> str:
        """Show the platform's name."""
        return self.name


class PlatformCustomer(models.Model):
    """A customer's id at a platform: the first thing that matching looks at."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    platform = models.ForeignKey(
        Platform,
        on_delete=models.CASCADE,
        related_name="platform_customers",
        db_index=False,
    )
    reference = models.CharField(max_length=255)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="platform_customers")

    class Meta:
        """One customer an id."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "platform", "reference"],
                name="platform_customer_once",
            ),
        ]

    def __str__(self) -> str:
        """Show the customer."""
        return f"{self.platform} · {self.customer}"
