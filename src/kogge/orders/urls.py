"""Addresses of platforms' own pages, of retrievals, and of orders without a document."""

from django.urls import path

from kogge.orders import views

app_name = "orders"
urlpatterns = [
    path("platforms/<int:platform_id>/", views.show_platform, name="platform"),
    path("platforms/<int:platform_id>/retrieve/", views.retrieve, name="retrieve"),
    path("orders/parked/", views.ParkedList.as_view(), name="parked"),
    path("orders/skipped/", views.SkippedList.as_view(), name="skipped"),
    path("orders/<int:order_id>/retry/", views.retry, name="retry"),
    path("retrievals/<int:run_id>/", views.show_run, name="run"),
    path("retrievals/<int:run_id>/progress/", views.show_progress, name="progress"),
]
