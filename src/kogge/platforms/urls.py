"""Addresses of the platforms' pages."""

from django.urls import path

from kogge.platforms.views import PlatformList

app_name = "platforms"
urlpatterns = [path("platforms/", PlatformList.as_view(), name="list")]
