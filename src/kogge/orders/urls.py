"""Addresses of platforms' own pages, of retrievals, and of orders without a document."""

from django.urls import path

from kogge.orders import deciding_views, parked_views, settings_views, views

app_name = "orders"
urlpatterns = [
    path("platforms/<int:platform_id>/", views.show_platform, name="platform"),
    path("platforms/<int:platform_id>/document-creation/", settings_views.edit_creation, name="creation"),
    path("platforms/<int:platform_id>/read-methods/", settings_views.read_names, name="read-methods"),
    path("platforms/<int:platform_id>/import-settings/", settings_views.import_settings, name="import-settings"),
    path("platforms/<int:platform_id>/retrieve/", views.retrieve, name="retrieve"),
    path("orders/parked/", parked_views.ParkedList.as_view(), name="parked"),
    path("orders/changes/", deciding_views.ChangeList.as_view(), name="changes"),
    path("orders/changes/<int:change_id>/accept/", deciding_views.accept, name="accept-change"),
    path("orders/changes/<int:change_id>/refuse/", deciding_views.refuse, name="refuse-change"),
    path("documents/<int:document_id>/raw/", deciding_views.show_raw, name="raw"),
    path("documents/<int:document_id>/remap/", deciding_views.remap, name="remap"),
    path("orders/skipped/", views.SkippedList.as_view(), name="skipped"),
    path("orders/<int:order_id>/retry/", parked_views.retry, name="retry"),
    path("retrievals/<int:run_id>/", views.show_run, name="run"),
    path("retrievals/<int:run_id>/stop/", views.stop_run, name="stop-run"),
    path("retrievals/<int:run_id>/progress/", views.show_progress, name="progress"),
]
