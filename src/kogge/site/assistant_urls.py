"""Addresses of the first-run assistant."""

from django.urls import path

from kogge.site import assistant

app_name = "setup"
urlpatterns = [
    path("", assistant.start, name="start"),
    path("company/", assistant.enter_company, name="company"),
    path("administrator/", assistant.enter_administrator, name="administrator"),
    path("platform/", assistant.enter_platform, name="platform"),
    path("access/", assistant.sign_in, name="sign-in"),
    path("access/leave/", assistant.leave_for_sign_in, name="leave"),
    path("access/state/", assistant.watch_sign_in, name="sign-in-state"),
    path("access/own-application/", assistant.authorize, name="authorize"),
    path("creation/", assistant.show_creation, name="creation"),
    path("retrieval/", assistant.retrieve, name="retrieval"),
]
