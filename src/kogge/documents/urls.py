"""Addresses of the documents' pages."""

from django.urls import path

from kogge.documents import life_views, parameter_views
from kogge.documents.tax_rates import show_tax_rates
from kogge.documents.views import ArchiveList, DocumentList, adopt_address, show_document

app_name = "documents"
urlpatterns = [
    path("documents/", DocumentList.as_view(), name="list"),
    path("documents/<int:document_id>/", show_document, name="detail"),
    path("documents/archive/", ArchiveList.as_view(), name="archived"),
    path("documents/convert/", life_views.convert_several, name="convert-several"),
    path("documents/<int:document_id>/convert/", life_views.convert_one, name="convert"),
    path("documents/<int:document_id>/post/", life_views.post_one, name="post"),
    path("documents/<int:document_id>/cancel/", life_views.cancel_one, name="cancel"),
    path("documents/<int:document_id>/archive/", life_views.archive_one, name="archive"),
    path("documents/<int:document_id>/restore/", life_views.restore_one, name="restore"),
    path("documents/<int:document_id>/lock/", life_views.lock_one, name="lock"),
    path("documents/<int:document_id>/unlock/", life_views.unlock_one, name="unlock"),
    path("documents/<int:document_id>/adopt-address/", adopt_address, name="adopt-address"),
    path("parameters/tax-rates/", show_tax_rates, name="tax-rates"),
    path("parameters/number-preview/", parameter_views.preview_next_number, name="number-preview"),
    path("parameters/address-statuses/<int:status_id>/copy/", parameter_views.copy_address_status, name="copy-status"),
    path("parameters/<slug:key>/", parameter_views.list_parameters, name="parameters"),
    path("parameters/<slug:key>/add/", parameter_views.edit_parameter, name="add-parameter"),
    path("parameters/<slug:key>/<int:parameter_id>/", parameter_views.edit_parameter, name="edit-parameter"),
]
