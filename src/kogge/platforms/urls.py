"""Addresses of the platforms' and the credentials' pages."""

from django.urls import path

from kogge.companies.permissions import Right
from kogge.platforms import access_views, credentials, views
from kogge.web.access import needs

app_name = "platforms"
show_credentials = needs(Right.ADMINISTER_PLATFORMS)(credentials.CredentialsList.as_view())  # type: ignore[arg-type]  # it answers with a page
urlpatterns = [
    path("platforms/", views.PlatformList.as_view(), name="list"),
    path("platforms/new/", views.add_platform, name="add"),
    path("platforms/<int:platform_id>/edit/", views.edit_platform, name="edit"),
    path("platforms/<int:platform_id>/credentials/", access_views.edit_access, name="access"),
    path("platforms/<int:platform_id>/defaults/", views.edit_defaults, name="defaults"),
    path("platforms/<int:platform_id>/sign-in/", access_views.sign_in, name="sign-in"),
    path("platforms/<int:platform_id>/refresh/", access_views.refresh, name="refresh"),
    path("platforms/<int:platform_id>/self-authorization/", access_views.authorize, name="authorize"),
    path("platforms/<int:platform_id>/keys/", access_views.take_keys, name="keys"),
    path("platforms/<int:platform_id>/keys/try/", access_views.try_keys, name="try-keys"),
    path("platforms/<int:platform_id>/secret/", access_views.renew_secret, name="renew-secret"),
    path("platforms/<int:platform_id>/sign-out/", access_views.sign_out, name="sign-out"),
    path("platforms/<int:platform_id>/notifications/", access_views.notifications, name="notifications"),
    path("credentials/", show_credentials, name="credentials"),
    path("credentials/new/", credentials.add_credentials, name="add-credentials"),
    path("credentials/<int:credentials_id>/", credentials.edit_credentials, name="edit-credentials"),
    path("credentials/try/", credentials.try_credentials, name="try-credentials"),
]
