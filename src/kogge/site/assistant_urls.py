"""Addresses of the first-run assistant."""

from django.urls import path

from kogge.site import assistant

app_name = "setup"
urlpatterns = [
    path("", assistant.start, name="start"),
    path("company/", assistant.enter_company, name="company"),
    path("administrator/", assistant.enter_administrator, name="administrator"),
    path("platform/", assistant.enter_platform, name="platform"),
    path("sign-in/", assistant.sign_in, name="sign-in"),
    path("sign-in/leave/", assistant.leave_for_sign_in, name="leave"),
    path("sign-in/state/", assistant.watch_sign_in, name="sign-in-state"),
    path("sign-in/own-application/", assistant.authorize, name="authorize"),
    path("creation/", assistant.show_creation, name="creation"),
    path("retrieval/", assistant.retrieve, name="retrieval"),
]
