"""Retrievals at the interface for programs: begin one, and look how far it is."""

from datetime import UTC, datetime

from ninja import Router, Schema
from pydantic import AwareDatetime

from kogge.companies.permissions import Right
from kogge.orders.models import RetrievalRun, RunState
from kogge.orders.services import Wishes, start_retrieval
from kogge.orders.workflows import enqueue_retrieval
from kogge.people.authentication import KeyWith
from kogge.platforms.models import Platform
from kogge.web.access import OfficeRequest

router = Router(tags=["retrievals"])


class NewRetrieval(Schema):
    """What to retrieve of a platform: by default what is new; else changes of a window, or one order by its number."""

    platform: str
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    order_reference: str = ""


class Retrieval(Schema):
    """How far a retrieval is; `problem` says why it failed. Times are UTC."""

    id: int
    platform: str
    state: RunState
    created: int
    updated: int
    unchanged: int
    parked: int
    problem: str
    started_at: datetime
    finished_at: datetime | None


@router.post("", response=Retrieval, auth=KeyWith(Right.RETRIEVE_ORDERS))
def begin(request: OfficeRequest, new: NewRetrieval) -> Retrieval:
    """Begin a retrieval (Vorgangsabruf); workers carry it out."""
    platform = Platform.objects.get(company=request.company, name=new.platform)
    wishes = Wishes(since=new.since, until=new.until, order_reference=new.order_reference)
    run = start_retrieval(platform.pk, wishes, user_id=request.membership.user_id, now=datetime.now(UTC))
    enqueue_retrieval(run.pk)
    return _describe(run)


@router.get("/{int:retrieval_id}", response=Retrieval, auth=KeyWith(Right.RETRIEVE_ORDERS))
def show(request: OfficeRequest, retrieval_id: int) -> Retrieval:
    """Return how far a retrieval is."""
    return _describe(RetrievalRun.objects.select_related("platform").get(company=request.company, pk=retrieval_id))


def _describe(run: RetrievalRun) -> Retrieval:
    counted = {name: getattr(run, name) for name in ("created", "updated", "unchanged", "parked", "problem")}
    return Retrieval(
        **counted,
        id=run.pk,
        platform=run.platform.name,
        state=RunState(run.state),
        started_at=run.started_at,
        finished_at=run.finished_at,
    )
