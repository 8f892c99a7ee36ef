"""The table of attempts to sign in that failed, or are under way."""

from typing import ClassVar

from django.db import models


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
