"""What durable work is about: rows that a database may have lost which was restored from a backup."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from kogge.kernel.errors import KoggeError

Row = TypeVar("Row", bound=Model)


class WorkLost(KoggeError):
    """The engine goes on with something that is not here: it does not know that the database was restored."""

    code = "work_lost"


def get_work(rows: QuerySet[Row], **facts: Any) -> Row:  # noqa: ANN401 - columns of any kind
    """Return the one row that a workflow is about. Raises WorkLost, which ends the workflow and nothing else."""
    row = rows.filter(**facts).first()
    if row is None:
        named = ", ".join(map(str, facts.values()))
        message = f"{rows.model.__name__} {named} is not here: this database was restored from a backup that is older."
        raise WorkLost(message)
    return row
