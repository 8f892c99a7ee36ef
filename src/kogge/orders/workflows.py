"""The durable order retrieval: one page of the feed a workflow, resumed by another process when this one dies."""

from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from kogge.infrastructure import engine
from kogge.kernel.errors import KoggeError
from kogge.orders.fetching import client_of, fetch_reference, is_complete, read_page, require_fetch, wanted_fetch
from kogge.orders.importing import import_page
from kogge.orders.models import RetrievalRun, RunState
from kogge.orders.runs import get_run, list_running_runs
from kogge.orders.services import fail_run, finish_run, record_fetch_state
from kogge.platforms.services import refresh_state
from kogge_contract.messages import FetchProgress, FetchState

RETRIEVE_PAGE = "orders.retrieve_page.v1"
NAMES = (RETRIEVE_PAGE,)

WAITS_FOR_ANOTHER = "another_advance"
MAX_TURNS_GIVEN_AWAY = 15
"""Another process that advances the same fetch is done after a call; one that always seems to be there has crashed."""

GATHERING = timedelta(seconds=2)
ENOUGH_ORDERS = 50

ADOPT_AFTER = timedelta(seconds=60)
"""A running retrieval without a workflow for so long was never handed over: its starter died in between."""

ACCESS_LOST = frozenset({"not_authenticated", "authorization_revoked", "application_rejected", "access_denied"})
"""What the Cloud says when the platform no longer lets it in: everybody is to see it at the platform, too."""

log = structlog.get_logger(__name__)


class RetrievalStopped(KoggeError):
    """Somebody ended the retrieval, or it has ended otherwise."""

    code = "retrieval_stopped"


class FetchStuck(KoggeError):
    """The Cloud never finishes a call to the platform."""

    code = "fetch_stuck"
    permanent = False


def page_id(run_id: int, page: int) -> str:
    """Return the natural id of a page's workflow."""
    return f"{run_prefix(run_id)}{page}"


def run_prefix(run_id: int) -> str:
    """Return what the workflow ids of a retrieval begin with."""
    return f"orders.retrieve:{run_id}:"


def enqueue_retrieval(run_id: int) -> None:
    """Leave a retrieval to the workers; twice is once. Raises EngineUnavailable."""
    engine.enqueue(RETRIEVE_PAGE, page_id(run_id, 1), run_id, 1)


def begin_retrieval(run_id: int) -> None:
    """Run a retrieval, or what is left of it, in this process, unless some process has it already."""
    if not engine.list_active(run_prefix(run_id)):
        run = get_run(run_id)
        # Asked after the engine was: a run that ended in between is not begun again.
        if run.state == RunState.RUNNING:
            page = _free_page(run)
            engine.start(retrieve_page, page_id(run_id, page), run_id, page)


@engine.on_sweep
def adopt_runs() -> None:
    """Hand retrievals to the workers that were begun, but whose starter died before it could do so."""
    for run in list_running_runs(changed_before=datetime.now(UTC) - ADOPT_AFTER):
        if not engine.list_active(run_prefix(run.pk)):
            page = _free_page(run)
            engine.enqueue(RETRIEVE_PAGE, page_id(run.pk, page), run.pk, page)


def _free_page(run: RetrievalRun) -> int:
    """Return the number of the run's next page workflow: pages may be done twice, workflow ids are used once."""
    page = run.page + 1
    while engine.is_known(page_id(run.pk, page)):
        page += 1
    return page


def _fail(error: KoggeError, run_id: int, page: int) -> None:  # noqa: ARG001 - called like the workflow
    now = datetime.now(UTC)
    fail_run(run_id, error, now)
    if error.code in ACCESS_LOST:
        try:
            refresh_state(get_run(run_id).platform, now)
        except KoggeError as trouble:
            log.warning("platform.state_unknown", code=trouble.code, problem=str(trouble))


@engine.workflow(RETRIEVE_PAGE, on_failure=_fail)
def retrieve_page(run_id: int, page: int) -> None:
    """Let the Cloud fetch one page from the platform, import what the feed then has, and go on with the next page."""
    turns_given_away = 0
    while (wait_s := require_fetch(state := FetchState.model_validate(advance_fetch(run_id)))) > 0:
        turns_given_away = turns_given_away + 1 if state.waiting_for == WAITS_FOR_ANOTHER else 0
        if turns_given_away > MAX_TURNS_GIVEN_AWAY:
            message = "The Cloud does not get on with fetching: it broke off every time. Its log tells why."
            raise FetchStuck(message)
        engine.sleep(wait_s)
    if take_page(run_id):
        finish(run_id)
    else:
        engine.start(retrieve_page, page_id(run_id, page + 1), run_id, page + 1)


@engine.step("orders.advance_fetch")
def advance_fetch(run_id: int) -> dict[str, Any]:
    """Advance the run's fetch until there is a page of orders to import; return the contract's FetchState as JSON.

    Usually that is one call to the platform; orders that are read one by one are gathered for a moment. Doing it twice
    fetches one page more, which is as good. Raises RetrievalStopped and what the Cloud's client raises.
    """
    run = get_run(run_id)
    if run.state != RunState.RUNNING:
        message = "The retrieval was stopped."
        raise RetrievalStopped(message)
    if run.fetch_is_done:
        return FetchState(reference=fetch_reference(run), progress=FetchProgress.DONE).model_dump(mode="json")
    client = client_of(run)
    platform = run.platform.cloud_reference
    if not run.orders_listed:
        # Not only for the first page: after a restored backup an older run of the number may have left the engine more.
        client.start_fetch(platform, wanted_fetch(run))
    state = client.advance_fetch(platform, fetch_reference(run))
    known = run.orders_listed
    until = datetime.now(UTC) + GATHERING
    while _is_gathering(state, known) and datetime.now(UTC) < until:
        further = client.advance_fetch(platform, fetch_reference(run))
        if further.retry_after_s and state.orders_changed:
            # What came so far is imported before the wait.
            break
        state = further
    record_fetch_state(run_id, state, datetime.now(UTC))
    return state.model_dump(mode="json")


def _is_gathering(state: FetchState, known: int) -> bool:
    """Tell whether the fetch can go on at once and has not brought a page's worth yet."""
    has_time = state.progress is FetchProgress.RUNNING and state.retry_after_s <= 0
    return has_time and state.orders_listed - known < ENOUGH_ORDERS


@engine.step("orders.import_page")
def take_page(run_id: int) -> bool:
    """Import the next page of the feed and acknowledge it; return whether the run has read everything.

    Doing it twice takes the page after it: position and documents are written together.
    """
    run = get_run(run_id)
    page = read_page(run)
    import_page(run_id, page, datetime.now(UTC))
    if not run.order_reference:
        client_of(run).acknowledge(run.platform.cloud_reference, page.next_after)
    return is_complete(run, page)


@engine.step("orders.finish_run")
def finish(run_id: int) -> None:
    """Close the run."""
    finish_run(run_id, datetime.now(UTC))
