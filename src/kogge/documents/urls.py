"""Addresses of the documents' pages."""

from django.urls import path

from kogge.documents.views import DocumentList, show_document

app_name = "documents"
urlpatterns = [
    path("documents/", DocumentList.as_view(), name="list"),
    path("documents/<int:document_id>/", show_document, name="detail"),
]
