"""Mapping documents again with today's settings, as an action."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kogge.automation.actions.base import Action, Job
from kogge.automation.rules import Outcome, Result
from kogge.automation.subjects import DOCUMENTS
from kogge.companies.permissions import Right
from kogge.documents.models import Document
from kogge.kernel.errors import KoggeError
from kogge.orders.remapping import Remapping, remap_orders
from kogge.platforms.models import Platform


class RemapDocuments(Action):
    """Maps the orders of open documents again; one that somebody has touched gets a proposal."""

    key = "documents.remap"
    label = _("Map documents again with today's settings")
    subject = DOCUMENTS
    right = Right.CHANGE_DOCUMENTS
    portion = 50
    is_atomic = False

    def run(self, records: Sequence[Document], job: Job) -> list[Outcome]:
        """Map each document's order again. Doing it twice changes nothing further."""
        found: dict[int, Outcome] = {}
        by_platform: dict[Platform, list[Document]] = defaultdict(list)
        for document in records:
            if document.platform is None:
                found[document.pk] = Outcome(Result.SKIPPED, "no_platform")
            else:
                by_platform[document.platform].append(document)
        for platform, documents in by_platform.items():
            found |= _remap(platform, documents, job)
        return [found[each.pk] for each in records]


def _remap(platform: Platform, documents: Sequence[Document], job: Job) -> dict[int, Outcome]:
    references = [each.platform_reference for each in documents]
    try:
        remapped = list(remap_orders(platform, references, write=True, actor=job.user, now=job.now))
    except KoggeError as error:
        failure = Outcome(Result.FAILED, error.code, {"problem": str(error)}, is_structural=error.permanent)
        return {each.pk: failure for each in documents}
    by_number = {each.number: _tell(each) for each in remapped}
    # What is not open has no version to map: remapping leaves it out.
    return {each.pk: by_number.get(each.number, Outcome(Result.SKIPPED, "not_open")) for each in documents}


def _tell(remapping: Remapping) -> Outcome:
    if remapping.problem:
        return Outcome(Result.FAILED, "not_remapped", {"problem": remapping.problem})
    if remapping.is_proposed:
        return Outcome(Result.CHANGED, "change_proposed")
    return Outcome(Result.CHANGED if remapping.is_written else Result.UNCHANGED)
