"""Tables of the engine: which processes are alive, and who may clean up after the dead."""

from django.db import models


class Executor(models.Model):
    """A process that runs workflows, and when it last said so."""

    executor_id = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    is_worker = models.BooleanField()

    class Meta:
        """The table's name says what it is."""

        db_table = "engine_heartbeat"

    def __str__(self) -> str:
        """Show which process it is."""
        return self.executor_id


class Lease(models.Model):
    """A right that one process at a time holds, until a moment: taken by compare-and-set."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=120)
    until_at = models.DateTimeField()

    class Meta:
        """The table's name says what it is."""

        db_table = "engine_lease"

    def __str__(self) -> str:
        """Show what is held by whom."""
        return f"{self.name} · {self.holder}"
