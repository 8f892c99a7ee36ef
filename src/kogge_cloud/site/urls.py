"""The Cloud's addresses."""

from django.urls import path

from kogge_cloud.site.api import api

urlpatterns = [path("", api.urls)]
