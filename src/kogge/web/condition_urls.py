"""The address that checks a condition while it is typed."""

from django.urls import path

from kogge.web.conditions import check_condition

app_name = "conditions"
urlpatterns = [path("check/", check_condition, name="check")]
