"""Addresses of batch actions, presets, tasks, services and the event log."""

from django.urls import path

from kogge.automation import assistant, batch_views, preset_views, service_views, task_views, views
from kogge.companies.permissions import Right
from kogge.web.access import needs
from kogge.web.lists import ListPage

app_name = "automation"


def _list(page: type[ListPage]):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a view
    return needs(Right.RUN_BATCHES)(page.as_view())  # type: ignore[arg-type]  # it answers with a page


urlpatterns = [
    path("batch-actions/<slug:subject>/", assistant.show_assistant, name="assistant"),
    path("batches/", _list(views.BatchList), name="batches"),
    path("batches/<int:batch_id>/", _list(batch_views.BatchPage), name="batch-run"),
    path("batches/<int:batch_id>/progress/", batch_views.show_progress, name="batch-progress"),
    path("batches/<int:batch_id>/cancel/", batch_views.cancel, name="cancel-batch"),
    path("automation/", _list(views.TaskList), name="tasks"),
    path("automation/tasks/add/", task_views.add_task, name="add-task"),
    path("automation/tasks/preview/", task_views.preview, name="preview"),
    path("automation/tasks/<int:task_id>/", _list(task_views.TaskPage), name="task"),
    path("automation/tasks/<int:task_id>/state/", task_views.show_state, name="task-state"),
    path("automation/tasks/<int:task_id>/edit/", task_views.edit_task, name="edit-task"),
    path("automation/tasks/<int:task_id>/delete/", task_views.delete_task, name="delete-task"),
    path("automation/tasks/<int:task_id>/<slug:wish>/", task_views.act, name="act"),
    path("automation/runs/<int:run_id>/", _list(task_views.RunPage), name="run"),
    path("automation/runs/<int:run_id>/state/", task_views.show_run_state, name="run-state"),
    path("automation/services/", _list(views.ServiceList), name="services"),
    path("automation/services/add/", service_views.add_service, name="add-service"),
    path("automation/services/<int:service_id>/", service_views.edit_service, name="edit-service"),
    path("automation/services/<int:service_id>/state/", service_views.show_state, name="service-state"),
    path("automation/services/<int:service_id>/delete/", service_views.delete_service, name="delete-service"),
    path("automation/services/<int:service_id>/<slug:wish>/", service_views.set_mode, name="service-mode"),
    path("automation/log/", _list(views.EventLog), name="log"),
    path("automation/presets/", _list(views.PresetList), name="presets"),
    path("automation/presets/<int:preset_id>/", _list(preset_views.PresetPage), name="preset"),
    path("automation/presets/<int:preset_id>/rename/", preset_views.rename, name="rename-preset"),
    path("automation/presets/<int:preset_id>/delete/", preset_views.delete, name="delete-preset"),
]
