"""Addresses of status reports and of rules for platforms."""

from django.urls import path

from kogge.companies.permissions import Right
from kogge.status import rule_views, views
from kogge.web.access import needs

app_name = "status"

show_rules = needs(Right.ADMINISTER_PARAMETERS)(rule_views.RuleList.as_view())  # type: ignore[arg-type]  # it answers with a page
show_unreported = needs(Right.SHIP)(views.UnreportedList.as_view())  # type: ignore[arg-type]  # it answers with a page

urlpatterns = [
    path("status/", views.RecordList.as_view(), name="records"),
    path("status/send/", views.send_now, name="send"),
    path("status/unreported/", show_unreported, name="unreported"),
    path("status/unreported/apply-rules/", views.apply_rules, name="apply-rules"),
    path("status/<int:record_id>/", views.show_record, name="record"),
    path("status/<int:record_id>/resend/", views.resend_record, name="resend"),
    path("status/<int:record_id>/ignore/", views.ignore_record, name="ignore"),
    path("platform-rules/", show_rules, name="rules"),
    path("platform-rules/add/", rule_views.add_rule, name="add-rule"),
    path("platform-rules/<int:rule_id>/", rule_views.edit_rule, name="edit-rule"),
    path("platform-rules/<int:rule_id>/delete/", rule_views.remove_rule, name="delete-rule"),
]
