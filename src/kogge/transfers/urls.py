"""Addresses of the offers' pages."""

from django.urls import path

from kogge.transfers import views

app_name = "transfers"
urlpatterns = [
    path("platforms/<int:platform_id>/offers/", views.OfferList.as_view(), name="offers"),
    path("platforms/<int:platform_id>/offers/settings/", views.edit_settings, name="settings"),
    path("platforms/<int:platform_id>/offers/transfer/", views.start, name="start"),
    path("platforms/<int:platform_id>/offers/all/", views.offer_all, name="offer-all"),
    path("platforms/<int:platform_id>/offers/articles/<int:article_id>/", views.offer_article, name="offer-article"),
    path("offers/<int:offer_id>/", views.edit_offer, name="edit"),
    path("transfers/<int:transfer_id>/progress/", views.show_progress, name="progress"),
]
