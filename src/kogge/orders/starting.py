"""How a person starts a retrieval from a page."""

from datetime import UTC, datetime

from django.contrib import messages
from django.utils.translation import gettext

from kogge.kernel.errors import KoggeError
from kogge.orders.models import RetrievalRun
from kogge.orders.services import Wishes, start_retrieval
from kogge.orders.wording import word_failure
from kogge.orders.workflows import enqueue_retrieval
from kogge.platforms.models import Platform
from kogge.web.access import OfficeRequest


def start_by_hand(request: OfficeRequest, platform: Platform, *, order_reference: str = "") -> RetrievalRun | None:
    """Start a retrieval, or tell the person why it could not be started."""
    try:
        run = start_retrieval(
            platform.pk,
            Wishes(order_reference=order_reference),
            user_id=request.membership.user_id,
            now=datetime.now(UTC),
        )
        enqueue_retrieval(run.pk)
    except KoggeError as error:
        reason = f"{order_reference} {word_failure(error.code)} {error}".strip()
        messages.error(request, gettext("The retrieval could not be started: %(reason)s") % {"reason": reason})
        return None
    return run
