"""Tables of people: attempts to sign in that failed or are under way, and the access keys of programs."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Membership


class SignInAttempt(models.Model):
    """An attempt that has not succeeded; account and address are digests, so that neither can be read here."""

    at = models.DateTimeField(db_index=True)
    account_key = models.CharField(max_length=64)
    address_key = models.CharField(max_length=64)

    class Meta:
        """Looked up by account and by address, newest first."""

        indexes: ClassVar = [
            models.Index(fields=["account_key", "-at"], name="sign_in_by_account"),
            models.Index(fields=["address_key", "-at"], name="sign_in_by_address"),
        ]

    def __str__(self) -> str:
        """Show when."""
        return self.at.isoformat()


class AccessKey(models.Model):
    """A program's key to the interface (Zugriffsschlüssel): it acts as its account in its company.

    Only the key's digest is stored; `hint` is its end, so that people can tell keys apart. Times are UTC.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="access_keys")
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField(_("created"))
    used_at = models.DateTimeField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        """Newest first."""

        verbose_name = _("access key")
        verbose_name_plural = _("access keys")
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        """Show name and end."""
        return f"{self.name} (…{self.hint})"
