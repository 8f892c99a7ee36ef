"""Every address of the Office, and the embedded Cloud's below /cloud/."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []

if settings.CLOUD_URLS:
    urlpatterns.append(path("cloud/", include(settings.CLOUD_URLS)))
