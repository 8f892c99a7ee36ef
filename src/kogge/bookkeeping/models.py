"""Tables of the books: journal entries with their lines, stock movements, open items."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kogge.articles.models import Article
from kogge.companies.models import Company
from kogge.customers.models import Customer

ACCOUNTS = (("receivable", _("receivable")), ("revenue", _("revenue")), ("tax", _("value added tax")))


class JournalEntry(models.Model):
    """What one document is in the journal. A document lies above the books: it is known by id and number alone."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    document_id = models.BigIntegerField(unique=True)
    document_number = models.CharField(_("number"), max_length=40)
    customer_number = models.CharField(_("customer number"), max_length=40)
    currency = models.CharField(_("currency"), max_length=3)
    booked_at = models.DateTimeField(_("booked"))

    class Meta:
        """Read in the order of time."""

        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        indexes: ClassVar = [models.Index(fields=["company", "booked_at"], name="journal_by_time")]

    def __str__(self) -> str:
        """Show the document's number."""
        return self.document_number


class JournalLine(models.Model):
    """An amount on an account in minor units of the entry's currency: positive is debit, negative is credit."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(_("account"), max_length=20, choices=ACCOUNTS)
    place = models.CharField(_("country"), max_length=20, blank=True)
    scheme = models.CharField(_("taxation"), max_length=20, blank=True)
    percent = models.DecimalField(_("tax rate"), max_digits=5, decimal_places=2, null=True)
    amount_minor = models.BigIntegerField(_("amount"))

    def __str__(self) -> str:
        """Show account and amount."""
        return f"{self.account} {self.amount_minor}"


class StockMovement(models.Model):
    """Pieces of an article that a document brings into a warehouse; those that leave it are negative."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    document_id = models.BigIntegerField()
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+", db_index=False)
    warehouse_id = models.BigIntegerField(null=True)
    quantity = models.BigIntegerField(_("quantity"))
    moved_at = models.DateTimeField(_("moved"))

    class Meta:
        """A document moves an article once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["document_id", "article"], name="stock_movement_once")]
        indexes: ClassVar = [models.Index(fields=["article", "moved_at"], name="stock_movement_by_article")]

    def __str__(self) -> str:
        """Show article and pieces."""
        return f"{self.article_id} {self.quantity:+}"


class OpenItem(models.Model):
    """What a customer owes for a document, or is owed (negative); `open_minor` is what of it is not settled yet."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    document_id = models.BigIntegerField(unique=True)
    document_number = models.CharField(_("number"), max_length=40)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="open_items")
    currency = models.CharField(_("currency"), max_length=3)
    amount_minor = models.BigIntegerField(_("amount"))
    open_minor = models.BigIntegerField(_("open"))
    due_on = models.DateField(_("due"))
    cleared_at = models.DateTimeField(_("cleared"), null=True)

    class Meta:
        """What is open is found by the day it is due."""

        verbose_name = _("open item")
        verbose_name_plural = _("open items")
        indexes: ClassVar = [
            models.Index(
                fields=["company", "due_on"], condition=models.Q(cleared_at__isnull=True), name="open_item_by_due_day"
            )
        ]

    def __str__(self) -> str:
        """Show the document's number."""
        return self.document_number
