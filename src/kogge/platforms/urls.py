"""Addresses of the platforms' and the credentials' pages."""

from django.urls import path

from kogge.companies.permissions import Right
from kogge.platforms import credentials, views
from kogge.web.access import needs

app_name = "platforms"
show_credentials = needs(Right.ADMINISTER_PLATFORMS)(credentials.CredentialsList.as_view())  # type: ignore[arg-type]  # it answers with a page
urlpatterns = [
    path("platforms/", views.PlatformList.as_view(), name="list"),
    path("platforms/new/", views.add_platform, name="add"),
    path("platforms/<int:platform_id>/edit/", views.edit_platform, name="edit"),
    path("platforms/<int:platform_id>/sign-in/", views.sign_in, name="sign-in"),
    path("platforms/<int:platform_id>/refresh/", views.refresh, name="refresh"),
    path("platforms/<int:platform_id>/self-authorization/", views.authorize, name="authorize"),
    path("platforms/<int:platform_id>/secret/", views.renew_secret, name="renew-secret"),
    path("platforms/<int:platform_id>/sign-out/", views.sign_out, name="sign-out"),
    path("platforms/<int:platform_id>/notifications/", views.notifications, name="notifications"),
    path("credentials/", show_credentials, name="credentials"),
    path("credentials/new/", credentials.add_credentials, name="add-credentials"),
    path("credentials/<int:credentials_id>/", credentials.edit_credentials, name="edit-credentials"),
    path("credentials/try/", credentials.try_credentials, name="try-credentials"),
]
