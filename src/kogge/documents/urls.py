"""Addresses of the documents' pages."""

from django.urls import path

from kogge.documents import parameter_views
from kogge.documents.tax_rates import show_tax_rates
from kogge.documents.views import DocumentList, adopt_address, cancel, show_document

app_name = "documents"
urlpatterns = [
    path("documents/", DocumentList.as_view(), name="list"),
    path("documents/<int:document_id>/", show_document, name="detail"),
    path("documents/<int:document_id>/cancel/", cancel, name="cancel"),
    path("documents/<int:document_id>/adopt-address/", adopt_address, name="adopt-address"),
    path("parameters/tax-rates/", show_tax_rates, name="tax-rates"),
    path("parameters/number-preview/", parameter_views.preview_next_number, name="number-preview"),
    path("parameters/address-statuses/<int:status_id>/copy/", parameter_views.copy_address_status, name="copy-status"),
    path("parameters/<slug:key>/", parameter_views.list_parameters, name="parameters"),
    path("parameters/<slug:key>/add/", parameter_views.edit_parameter, name="add-parameter"),
    path("parameters/<slug:key>/<int:parameter_id>/", parameter_views.edit_parameter, name="edit-parameter"),
]
