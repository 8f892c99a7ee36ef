"""The registers of automation (Automatisierungsaufgaben und Dienste): tasks, services, event log, presets."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kogge.automation import listing
from kogge.automation.forms import BatchFilters, LogFilters, PresetFilters, ServiceFilters, TaskFilters
from kogge.automation.tables import BatchTable, LogTable, PresetTable, ServiceTable, TaskTable
from kogge.web.lists import ListPage

LIVE_S = 3


class TaskList(ListPage):
    """The company's tasks, with how they stand."""

    title = _("Automation tasks")
    table_class = TaskTable
    filters_class = TaskFilters
    template_name = "automation/task_list.html"
    live_s = LIVE_S
    empty_title = _("No automation tasks yet")
    empty_hint = _("Set a service up in the register “Automation services”, then press “New” here.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's tasks."""
        return listing.list_tasks(self.request.company)


class ServiceList(ListPage):
    """The company's services, with how they stand."""

    title = _("Automation services")
    table_class = ServiceTable
    filters_class = ServiceFilters
    template_name = "automation/service_list.html"
    live_s = LIVE_S
    empty_title = _("No automation services yet")
    empty_hint = _("A service carries tasks out. Press “New” to set one up.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's services."""
        return listing.list_services(self.request.company)


class EventLog(ListPage):
    """What happened, newest first."""

    title = _("Event log")
    table_class = LogTable
    filters_class = LogFilters
    template_name = "automation/log.html"
    empty_title = _("Nothing has happened yet")
    empty_hint = _("Tasks and batch actions write here what they did and what went wrong.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the lines of the company."""
        return listing.list_log(self.request.company)


class PresetList(ListPage):
    """Batches that were stored under a name."""

    title = _("Presets")
    table_class = PresetTable
    filters_class = PresetFilters
    template_name = "automation/preset_list.html"
    empty_title = _("No presets yet")
    empty_hint = _("Open “More” and then “Batch actions” above a list, and save what you put together as a new preset.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's presets."""
        return listing.list_presets(self.request.company)


class BatchList(ListPage):
    """Every batch, whoever or whatever began it, newest first."""

    title = _("Batch actions")
    table_class = BatchTable
    filters_class = BatchFilters
    template_name = "automation/batch_list.html"
    live_s = LIVE_S
    empty_title = _("No batch was carried out yet")
    empty_hint = _("Open “More” and then “Batch actions” above a list, or let a task carry a preset out.")

    def list_rows(self) -> QuerySet[Any]:
        """Return the company's batches."""
        return listing.list_batches(self.request.company)
