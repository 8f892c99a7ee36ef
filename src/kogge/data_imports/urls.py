"""Addresses of imports of old data."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import path

from kogge.companies.permissions import Right
from kogge.data_imports import database_views, views
from kogge.web.access import needs
from kogge.web.lists import ListPage

app_name = "data_imports"


def _guard(page: type[ListPage]) -> Callable[..., HttpResponse]:
    """Let those alone open a list who administer the changeover."""
    return needs(Right.ADMINISTER_PLATFORMS)(page.as_view())  # type: ignore[arg-type]  # it answers with a page


urlpatterns = [
    path("data-imports/", _guard(views.ImportList), name="list"),
    path("data-imports/upload/", views.upload, name="upload"),
    path("data-imports/database/<slug:engine>/", database_views.read_database, name="database"),
    path("data-imports/<int:import_id>/", views.preview, name="preview"),
    path("data-imports/<int:import_id>/discard/", views.forget, name="discard"),
    path("data-imports/<int:import_id>/results/", _guard(views.ResultList), name="results"),
]
