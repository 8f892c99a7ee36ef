"""Addresses of papers."""

from django.urls import path

from kogge.printing import views

app_name = "printing"
urlpatterns = [
    path("letterhead/", views.edit_letterhead, name="letterhead"),
    path("letterhead/example/<slug:language>/", views.show_example, name="example"),
    path("documents/<int:document_id>/print/", views.print_one, name="print"),
    path("documents/print/", views.print_several, name="print-several"),
]
