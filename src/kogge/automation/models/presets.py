"""Tables of a company's own rules and of presets."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company, User

NAME_LENGTH = 100


class Named(models.Model):
    """Something of a company that has a name."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)

    class Meta:
        """Names are unique in a company."""

        abstract = True
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "name"], name="%(class)s_name_once")]

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class BatchRule(Named):
    """A company's own rule: one of the registered actions, for the records that meet a condition.

    `condition` is an expression of `kogge.conditions` in its canonical form; an empty one is met by every record.
    """

    action = models.CharField(_("action"), max_length=60)
    condition = models.TextField(_("condition"), blank=True)
    values = models.JSONField(default=dict)

    class Meta(Named.Meta):
        """Names for people."""

        verbose_name = _("rule")
        verbose_name_plural = _("rules")


class Preset(Named):
    """A batch stored under a name (Schema); `definition` is a `rules.Definition` as JSON, the newest version."""

    subject = models.CharField(max_length=40)
    version = models.PositiveIntegerField(_("version"), default=1)
    definition = models.JSONField()
    owner = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False, verbose_name=_("owner")
    )
    changed_at = models.DateTimeField(_("changed"))

    class Meta(Named.Meta):
        """Names for people."""

        verbose_name = _("preset")
        verbose_name_plural = _("presets")


class PresetVersion(models.Model):
    """What a preset was from one moment on; never changed."""

    preset = models.ForeignKey(Preset, on_delete=models.CASCADE, related_name="versions", db_index=False)
    version = models.PositiveIntegerField(_("version"))
    definition = models.JSONField()
    saved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        """A version is saved once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["preset", "version"], name="preset_version_once")]

    def __str__(self) -> str:
        """Show which version of what it is."""
        return f"{self.preset} · {self.version}"
