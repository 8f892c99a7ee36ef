"""The table of sign-ins that were begun in a seller's browser."""

from django.db import models

from kogge_cloud.accounts.models import Registration


class SignIn(models.Model):
    """A sign-in on its way: only a hash of its state is kept. Times are UTC; it is used at most once."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="sign_ins")
    state_hash = models.CharField(max_length=64, unique=True)
    return_url = models.CharField(max_length=2000, blank=True)
    language = models.CharField(max_length=10)
    redirect_uri = models.CharField(max_length=500)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        """One table."""

        db_table = "cloud_sign_in"

    def __str__(self) -> str:
        """Show the platform, never the state."""
        return str(self.registration)
