"""Tables of customers, their statuses and postal addresses."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company, NumberRange
from kogge.web.personal import hide


class CustomerStatus(models.Model):
    """A class of customers (Adress-Status) with its own automatic numbering."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="customer_statuses")
    name = models.CharField(_("name"), max_length=100)
    number_range = models.ForeignKey(NumberRange, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Names are unique in a company."""

        verbose_name = _("address status")
        verbose_name_plural = _("address statuses")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "name"], name="customer_status_name_once")]

    def __str__(self) -> str:
        """Show the status's name."""
        return self.name


class VatIdState(models.TextChoices):
    """What is known of a VAT id; whether it was given out, only an authority can say."""

    UNCHECKED = "unchecked", _("not checked")
    PLAUSIBLE = "plausible", _("form and check digits are right")
    IMPLAUSIBLE = "implausible", _("form or check digits are wrong")


class Customer(models.Model):
    """A business partner: one record, however often he buys.

    `match_key` is a digest of the normalised name and address, `email_key` of the e-mail: what matching looks up.
    `email_is_relay` marks an address of the platform that may be used for messages about its orders only. `block_key`
    is what customers have in common who may be the same. One that was merged leads to the other by `merged_into`: it
    keeps its number, which is never given again, and is neither listed nor matched any more.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="customers", db_index=False)
    number = models.CharField(_("customer number"), max_length=40)
    status = models.ForeignKey(
        CustomerStatus,
        on_delete=models.PROTECT,
        related_name="customers",
        db_index=False,
    )
    name = models.TextField(_("name"), blank=True)
    company_name = models.TextField(_("company name"), blank=True)
    email = models.TextField(_("e-mail"), blank=True)
    email_is_relay = models.BooleanField(default=False)
    phone = models.TextField(_("phone"), blank=True)
    vat_id = models.CharField(_("VAT id"), max_length=40, blank=True)
    vat_id_state = models.CharField(
        _("check of the VAT id"), max_length=20, choices=VatIdState.choices, default=VatIdState.UNCHECKED
    )
    vat_id_checked_at = models.DateTimeField(null=True)
    match_key = models.CharField(max_length=64, blank=True)
    email_key = models.CharField(max_length=64, blank=True)
    block_key = models.CharField(max_length=64, blank=True)
    is_collective = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        """Numbers are unique in a company; lists run by number, newest first."""

        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "number"], name="customer_number_once")]
        indexes: ClassVar = [
            models.Index(fields=["company", "match_key"], name="customer_by_match_key"),
            models.Index(fields=["company", "email_key"], name="customer_by_email_key"),
            models.Index(fields=["company", "-created_at"], name="customer_newest"),
            models.Index(
                fields=["company", "block_key"],
                condition=models.Q(merged_into=None) & ~models.Q(block_key=""),
                name="customer_by_block",
            ),
        ]

    def __str__(self) -> str:
        """Show number and, to who may see it, name."""
        return f"{self.number} {hide(self.company_name or self.name)}"


class NotDuplicate(models.Model):
    """Two customers of whom a person said that they are two; the one with the lower id comes first."""

    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")

    class Meta:
        """Said once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["first", "second"], name="not_duplicate_once")]

    def __str__(self) -> str:
        """Show both."""
        return f"{self.first} ≠ {self.second}"


class AddressKind(models.TextChoices):
    """What an address is used for."""

    INVOICE = "invoice", _("Invoice address")
    DELIVERY = "delivery", _("Delivery address")


class PostalAddress(models.Model):
    """An address of a customer (Anschrift), kept whole; the same one is stored once (`fingerprint`)."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses", db_index=False)
    kind = models.CharField(max_length=10, choices=AddressKind.choices)
    fingerprint = models.CharField(max_length=64)
    name = models.TextField(blank=True)
    company_name = models.TextField(blank=True)
    line1 = models.TextField(blank=True)
    line2 = models.TextField(blank=True)
    line3 = models.TextField(blank=True)
    postal_code = models.TextField(blank=True)
    city = models.TextField(blank=True)
    district = models.TextField(blank=True)
    region = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    phone = models.TextField(blank=True)

    class Meta:
        """One row an address."""

        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "kind", "fingerprint"], name="postal_address_once"),
        ]

    def __str__(self) -> str:
        """Show where it is, roughly."""
        return f"{self.postal_code} {self.city} {self.country}"
