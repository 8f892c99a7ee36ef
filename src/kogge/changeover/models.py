"""The old installation as somebody entered it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company


class OldInstallation(models.Model):
    """What is known of a company's old office and its middleware."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="old_installation")
    office_version = models.CharField(_("version of the office"), max_length=30, blank=True)
    middleware_version = models.CharField(_("version of the middleware"), max_length=30, blank=True)
    uses_selection_fields = models.BooleanField(_("set up with selection fields"), default=False)
    backed_up_on = models.DateField(_("last backup of both sides"), null=True, blank=True)

    def __str__(self) -> str:
        """Show whose installation it is."""
        return str(self.company)
