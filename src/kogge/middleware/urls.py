"""Addresses of the middleware."""

from django.urls import path

from kogge.middleware import views

app_name = "middleware"
urlpatterns = [
    path("middleware/schedules/", views.ScheduleList.as_view(), name="schedules"),
    path("middleware/schedules/add/", views.add_schedule, name="add-schedule"),
    path("middleware/schedules/<int:schedule_id>/", views.edit_schedule, name="edit-schedule"),
    path("middleware/schedules/<int:schedule_id>/split/", views.split_schedule, name="split-schedule"),
    path("middleware/schedules/<int:schedule_id>/run/", views.run_schedule, name="run-schedule"),
    path("middleware/schedules/<int:schedule_id>/delete/", views.delete_schedule, name="delete-schedule"),
    path("middleware/synchronise/", views.synchronise, name="synchronise"),
    path("middleware/platforms/", views.ServedList.as_view(), name="platforms"),
    path("middleware/synchronisations/", views.RunList.as_view(), name="runs"),
]
