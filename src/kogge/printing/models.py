"""Tables of papers: a company's letterhead, and the papers that are kept."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import Company
from kogge.documents.models import Document

BLACK = "#1f2933"


class LogoKind(models.TextChoices):
    """What a logo is."""

    PNG = "png", _("PNG")
    JPEG = "jpg", _("JPEG")
    SVG = "svg", _("SVG")


class Letterhead(models.Model):
    """What a company's papers say of it (Briefkopf).

    `texts` holds by language what stands above and below the lines and at the foot: `intro`, `closing`, `footer`.
    """

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="letterhead")
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    line1 = models.CharField(_("street and number"), max_length=200, blank=True)
    line2 = models.CharField(_("address supplement"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE")
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    directors = models.CharField(_("managing directors"), max_length=300, blank=True)
    register_entry = models.CharField(_("register entry"), max_length=200, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    vat_id = models.CharField(_("VAT id"), max_length=40, blank=True)
    bank_name = models.CharField(_("bank"), max_length=200, blank=True)
    iban = models.CharField(_("IBAN"), max_length=40, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    accent = models.CharField(
        _("accent colour"), max_length=7, default=BLACK, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")]
    )
    logo = models.BinaryField(null=True)
    logo_kind = models.CharField(max_length=4, choices=LogoKind.choices, blank=True)
    delivery_notes_have_prices = models.BooleanField(_("prices on delivery notes"), default=False)
    texts = models.JSONField(default=dict)

    class Meta:
        """Names for people."""

        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")

    def __str__(self) -> str:
        """Show whose it is."""
        return self.legal_name

    @property
    def address(self) -> dict[str, str]:
        """Where the company is, by the names that documents' addresses have."""
        names = ("line1", "line2", "postal_code", "city", "country")
        return {name: getattr(self, name) for name in names}


class KeptPaper(models.Model):
    """The paper of a posted document: made once, and the same bytes ever after; the database refuses to change it."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="paper")
    language = models.CharField(_("language"), max_length=2)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    is_archivable = models.BooleanField(_("PDF/A-3"))
    has_data = models.BooleanField(_("e-invoice"))
    made_at = models.DateTimeField(_("made"))

    class Meta:
        """Names for people."""

        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(sha256=""), name="kept_paper_has_digest"),
        ]

    def __str__(self) -> str:
        """Show the document."""
        return str(self.document)
