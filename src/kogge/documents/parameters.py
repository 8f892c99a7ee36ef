"""The kinds of parameters: what documents and customers are made with, each with its form and its words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kogge.companies.models import NumberRange, TaxRegistration
from kogge.customers.models import CustomerStatus
from kogge.documents import numbering_forms as numbering
from kogge.documents import parameter_forms as forms
from kogge.documents.models import (
    DocumentKind,
    DocumentType,
    PaymentMethod,
    ShippingMethod,
    ShippingPaymentTerm,
    Warehouse,
)

Text = str | Promise

CONVERSIONS: Mapping[str, tuple[DocumentKind, ...]] = {
    DocumentKind.OFFER: (DocumentKind.ORDER,),
    DocumentKind.ORDER: (DocumentKind.CONFIRMATION, DocumentKind.DELIVERY_NOTE, DocumentKind.INVOICE),
    DocumentKind.CONFIRMATION: (DocumentKind.DELIVERY_NOTE, DocumentKind.INVOICE),
    DocumentKind.DELIVERY_NOTE: (DocumentKind.INVOICE,),
    DocumentKind.INVOICE: (DocumentKind.CREDIT_NOTE,),
    DocumentKind.CREDIT_NOTE: (),
}
"""What a company's first document types convert into, by their kinds."""

TYPE_POSTINGS: Mapping[str, Mapping[str, bool]] = {
    DocumentKind.DELIVERY_NOTE: {"moves_stock": True},
    DocumentKind.INVOICE: {"writes_journal": True, "moves_stock": True, "opens_item": True},
    DocumentKind.CREDIT_NOTE: {"writes_journal": True, "moves_stock": True, "opens_item": True},
}
"""What posting a document of a company's first types does, by their kinds; the stock is moved once in a chain."""


@dataclass(frozen=True)
class Parameter:
    """One kind of parameter: its table, its form, and its words."""

    model: type[models.Model]
    form: type[forms.ParameterForm]
    title: Text
    new: Text
    hint: Text


PARAMETERS: dict[str, Parameter] = {
    "address-statuses": Parameter(
        CustomerStatus,
        numbering.CustomerStatusForm,
        _("Address statuses"),
        _("New address status"),
        _("Classes of customers, each with its own numbering. Copy one to number a platform's customers apart."),
    ),
    "document-types": Parameter(
        DocumentType,
        numbering.DocumentTypeForm,
        _("Document types"),
        _("New document type"),
        _("The types of documents, what each of them is, and where its numbers come from."),
    ),
    "number-ranges": Parameter(
        NumberRange,
        numbering.NumberRangeForm,
        _("Number ranges"),
        _("New number range"),
        _("A range hands out each number once: prefix, then the next number, filled with zeros."),
    ),
    "payment-methods": Parameter(
        PaymentMethod,
        forms.PaymentMethodForm,
        _("Payment methods"),
        _("New payment method"),
        _("A freight article of its own bears the fee of the payment method, such as that of cash on delivery."),
    ),
    "shipping-payment-terms": Parameter(
        ShippingPaymentTerm,
        forms.PaymentTermForm,
        _("Shipping payment terms"),
        _("New shipping payment term"),
        _("How a shipment is paid; it stands on the document."),
    ),
    "shipping-methods": Parameter(
        ShippingMethod,
        forms.ShippingMethodForm,
        _("Shipping methods"),
        _("New shipping method"),
        _("How goods travel. The carrier of each kind of platform is what the platform is told when they are shipped."),
    ),
    "warehouses": Parameter(
        Warehouse,
        forms.WarehouseForm,
        _("Warehouses"),
        _("New warehouse"),
        _("Where goods leave from decides about their tax. Without a warehouse they leave from the company's country."),
    ),
    "tax-registrations": Parameter(
        TaxRegistration,
        forms.TaxRegistrationForm,
        _("Tax registrations"),
        _("New tax registration"),
        _(
            "Where the company is registered for value added tax apart from its home country, whether it uses the "
            "One-Stop-Shop, and whether it is a small business; each from a day on."
        ),
    ),
}
