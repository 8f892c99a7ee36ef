"""Tables of shipments (Versanddatensätze): parcels, what is in them, and files of tracking numbers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kogge.companies.models import Company
from kogge.documents.models import Document


class ShipmentState(models.TextChoices):
    """Where a parcel stands; only functions move it."""

    OPEN = "open", _("open")
    FIXED = "fixed", pgettext_lazy("parcel", "ready")
    VOIDED = "voided", _("voided")


class Shipment(models.Model):
    """One parcel of one order; it belongs to the order's first document, whatever that was converted into.

    `package_number` counts the document's parcels and never changes: platforms know the parcel by it. `printed_at`:
    when its packing slip was last printed. `reported_at`: when a platform was first told of it; from then on it is
    corrected, not voided. `request_key` names the request that packed it. Times are UTC.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="shipments", db_index=False)
    package_number = models.PositiveIntegerField(_("parcel"))
    state = models.CharField(_("state"), max_length=10, choices=ShipmentState.choices, default=ShipmentState.OPEN)
    carrier_code = models.CharField(_("carrier code"), max_length=100, blank=True)
    carrier_name = models.CharField(_("carrier name"), max_length=100, blank=True)
    delivery_service = models.CharField(_("delivery service"), max_length=100, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=100, blank=True)
    weight_g = models.PositiveIntegerField(_("weight in grams"), null=True)
    shipped_at = models.DateTimeField(_("shipped"), null=True)
    printed_at = models.DateTimeField(_("printed"), null=True)
    reported_at = models.DateTimeField(_("reported to the platform"), null=True)
    fixed_at = models.DateTimeField(_("ready since"), null=True)
    void_reason = models.CharField(_("reason"), max_length=500, blank=True)
    request_key = models.CharField(max_length=100, null=True)  # noqa: DJ001 - without one there is nothing to be unique
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        """A document's parcels are numbered; tracking numbers and the queue of the printer are found by index."""

        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "package_number"], name="shipment_package_once"),
            models.UniqueConstraint(
                fields=["company", "request_key"],
                condition=models.Q(request_key__isnull=False),
                name="shipment_request_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "tracking_number"], name="shipment_by_tracking"),
            models.Index(fields=["company", "-created_at", "-id"], name="shipment_newest"),
            models.Index(
                fields=["company", "created_at"],
                condition=models.Q(printed_at__isnull=True, state=ShipmentState.OPEN),
                name="shipment_to_print",
            ),
            models.Index(
                fields=["company", "fixed_at"],
                condition=models.Q(reported_at__isnull=True, state=ShipmentState.FIXED),
                name="shipment_unreported",
            ),
        ]

    def __str__(self) -> str:
        """Show document and parcel."""
        return f"{self.document.number}/{self.package_number}"

    @property
    def carrier(self) -> str:
        """Who delivers, and how; a service that names its carrier says both."""
        carrier = self.carrier_name or self.carrier_code
        if carrier and self.delivery_service.startswith(carrier):
            return self.delivery_service
        return " ".join(filter(None, (carrier, self.delivery_service)))


class ShipmentLine(models.Model):
    """How much of an ordered item is in a parcel, in units as they were ordered: a bundle is one.

    `reference` is the item's id at the platform, else the position of its line (see rules.Item). A document's lines are
    written anew when its order changes; the reference stays.
    """

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines", db_index=False)
    reference = models.CharField(max_length=100)
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        """An item stands once in a parcel."""

        verbose_name = _("content of a shipment")
        verbose_name_plural = _("contents of shipments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "reference"], name="shipment_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="shipment_line_holds_something"),
        ]

    def __str__(self) -> str:
        """Show item and quantity."""
        return f"{self.quantity} × {self.reference}"


class PackedItem(models.Model):
    """How much of an ordered item is in parcels: the database has the last word that it is never more than ordered."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="packed_items", db_index=False)
    reference = models.CharField(max_length=100)
    ordered = models.PositiveIntegerField()
    packed = models.PositiveIntegerField()

    class Meta:
        """One row an item."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "reference"], name="packed_item_once"),
            models.CheckConstraint(
                condition=models.Q(packed__lte=models.F("ordered")), name="packed_item_at_most_ordered"
            ),
        ]

    def __str__(self) -> str:
        """Show how much of it is packed."""
        return f"{self.reference} {self.packed}/{self.ordered}"


class Consignment(models.Model):
    """How far a document's goods are: `is_complete` once everything ordered is in parcels that are ready."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="consignment")
    is_complete = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Show the document."""
        return str(self.document)


class ImportState(models.TextChoices):
    """What became of a file of tracking numbers."""

    OPEN = "open", _("to be taken over")
    DONE = "done", _("taken over")


class TrackingImport(models.Model):
    """A carrier's file of tracking numbers: what could be read of it, without names and addresses.

    `rows` are those of the file (csv_reading.Row), `outcomes` what became of each. The same file again is the same one.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.OPEN)
    rows = models.JSONField(default=list)
    outcomes = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    applied_at = models.DateTimeField(_("taken over"), null=True)

    class Meta:
        """A file is known by its content."""

        verbose_name = _("import of tracking numbers")
        verbose_name_plural = _("imports of tracking numbers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "digest"], name="tracking_import_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["company", "-uploaded_at"], name="tracking_import_newest")]

    def __str__(self) -> str:
        """Show the file's name."""
        return self.name
