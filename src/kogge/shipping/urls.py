"""Addresses of the warehouse's pages."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import path

from kogge.companies.permissions import Right
from kogge.shipping import import_views, parcel_views, views
from kogge.web.access import needs
from kogge.web.lists import ListPage

app_name = "shipping"


def _guard(page: type[ListPage]) -> Callable[..., HttpResponse]:
    """Let those alone open a list who ship."""
    return needs(Right.SHIP)(page.as_view())  # type: ignore[arg-type]  # it answers with a page


urlpatterns = [
    path("shipping/", _guard(views.ToShipList), name="to-ship"),
    path("shipping/scan/", views.scan, name="scan"),
    path("shipping/print/", _guard(views.PrintQueue), name="print-queue"),
    path("shipping/print/all/", views.print_all, name="print-all"),
    path("shipping/parcels/", _guard(views.ShipmentList), name="parcels"),
    path("shipping/parcels/<int:shipment_id>/", parcel_views.edit_parcel, name="parcel"),
    path("shipping/parcels/<int:shipment_id>/remove/", parcel_views.remove, name="remove-parcel"),
    path("shipping/parcels/<int:shipment_id>/void/", parcel_views.void, name="void-parcel"),
    path("shipping/parcels/<int:shipment_id>/slip/", parcel_views.show_slip, name="slip"),
    path("documents/<int:document_id>/parcels/add/", parcel_views.add, name="add-parcel"),
    path("shipping/imports/", _guard(import_views.ImportList), name="imports"),
    path("shipping/imports/upload/", import_views.upload, name="upload"),
    path("shipping/imports/<int:import_id>/", import_views.show_import, name="import"),
    path("shipping/imports/<int:import_id>/apply/", import_views.apply, name="apply-import"),
]
