"""Addresses of the documents' pages."""

from django.urls import path

from kogge.documents import parameters
from kogge.documents.views import DocumentList, adopt_address, cancel, show_document

app_name = "documents"
urlpatterns = [
    path("documents/", DocumentList.as_view(), name="list"),
    path("documents/<int:document_id>/", show_document, name="detail"),
    path("documents/<int:document_id>/cancel/", cancel, name="cancel"),
    path("documents/<int:document_id>/adopt-address/", adopt_address, name="adopt-address"),
    path("parameters/<slug:key>/", parameters.list_parameters, name="parameters"),
    path("parameters/<slug:key>/add/", parameters.edit_parameter, name="add-parameter"),
    path("parameters/<slug:key>/<int:parameter_id>/", parameters.edit_parameter, name="edit-parameter"),
]
