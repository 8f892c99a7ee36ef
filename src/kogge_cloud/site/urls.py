"""The Cloud's addresses."""

from django.urls import include, path

from kogge_cloud.site.api import api

urlpatterns = [path("", include("kogge_cloud.signin.urls")), path("", api.urls)]
