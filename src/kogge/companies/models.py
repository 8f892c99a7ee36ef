"""Tables of companies, users, memberships and number ranges."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kogge.companies.permissions import Right, list_rights
from kogge.taxes.suppliers import RegistrationKind


class CustomerMatching(models.TextChoices):
    """How a company recognises a returning buyer whom the platform gives no id."""

    OFF = "off", _("Off: every order makes a new customer")
    EMAIL = "email", _("By e-mail address")
    NAME_AND_ADDRESS = "name_and_address", _("By name and address")


class Company(models.Model):
    """A legal entity whose books are kept (Mandant); everything else belongs to one."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    country = models.CharField(_("country"), max_length=2, default="DE")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    customer_matching = models.CharField(
        _("customer matching"),
        max_length=20,
        choices=CustomerMatching.choices,
        default=CustomerMatching.NAME_AND_ADDRESS,
    )

    class Meta:
        """Names for people."""

        verbose_name = _("company")
        verbose_name_plural = _("companies")

    def __str__(self) -> str:
        """Show the company's name."""
        return self.name


class User(AbstractUser):
    """A person who signs in."""

    companies = models.ManyToManyField(Company, through="Membership", related_name="users")


class Role(models.TextChoices):
    """What a person may do in a company."""

    ADMIN = "admin", _("Administrator")
    CLERK = "clerk", _("Clerk")
    WAREHOUSE = "warehouse", _("Warehouse")
    READER = "reader", _("Read-only")
    API = "api", _("API (for programs)")


class Membership(models.Model):
    """A user's role in a company; `sees_personal_data` overrides what the role says about that, None does not."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    sees_personal_data = models.BooleanField(_("personal data"), null=True)

    class Meta:
        """One role a person and company."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "user"], name="membership_once")]

    def __str__(self) -> str:
        """Show who is what where."""
        return f"{self.user} · {self.role} · {self.company}"

    @property
    def rights(self) -> frozenset[Right]:
        """What the person may do in the company."""
        return list_rights(self.role, sees_personal_data=self.sees_personal_data)


class NumberRange(models.Model):
    """Hands out numbers (Nummernkreis): prefix, next number, width; never the same number twice."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="number_ranges")
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(_("prefix"), max_length=20, blank=True)
    next_number = models.BigIntegerField(_("next number"), default=1)
    width = models.PositiveSmallIntegerField(_("width"), default=6)

    class Meta:
        """Names are unique in a company; numbers count up from one."""

        verbose_name = _("number range")
        verbose_name_plural = _("number ranges")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "name"], name="number_range_name_once"),
            models.CheckConstraint(condition=Q(next_number__gte=1), name="number_range_positive"),
        ]

    def __str__(self) -> str:
        """Show the range's name."""
        return self.name


REGISTRATION_KINDS = (
    (RegistrationKind.VAT.value, _("VAT registration in another country")),
    (RegistrationKind.OSS.value, _("One-Stop-Shop, Union scheme")),
    (RegistrationKind.SMALL_BUSINESS.value, _("Small-business rule (§ 19 UStG)")),
)


class TaxRegistration(models.Model):
    """A span of days in which the company is registered for value added tax somewhere, or under a special scheme.

    `country` is asked for with a registration abroad alone. Both days belong to the span; an open end lasts.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="tax_registrations")
    kind = models.CharField(_("kind"), max_length=20, choices=REGISTRATION_KINDS)
    country = models.CharField(_("country"), max_length=2, blank=True)
    vat_id = models.CharField(_("VAT id"), max_length=40, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        """One row a kind, country and first day."""

        verbose_name = _("tax registration")
        verbose_name_plural = _("tax registrations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "kind", "country", "valid_from"], name="tax_registration_once")
        ]

    def __str__(self) -> str:
        """Show kind and country."""
        return f"{self.get_kind_display()} {self.country}".strip()
