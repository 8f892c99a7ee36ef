"""Conversion (wandeln): documents are made of others, whole, in part, several into one, or in bulk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F
from django.db.models.functions import Abs

from kogge.audit.services import record_all
from kogge.companies.models import User
from kogge.documents.actions import Action, Obstacle, find_obstacle
from kogge.documents.deriving import REFERENCES, Derived, DerivedLine, Made, write_derived
from kogge.documents.events import DocumentEvent, Occurrence, tell
from kogge.documents.models import Document, DocumentKind, DocumentLine, DocumentType
from kogge.documents.outcomes import GONE, REJECTED, Outcome, Result, refuse
from kogge.documents.picking import OpenLines, Pick, require_alike, require_lines
from kogge.documents.rules import Posting
from kogge.documents.services import lock_rows, standing_of
from kogge.documents.shares import derive_state
from kogge.kernel.errors import KoggeError

AT_ONCE = 500
"""So many documents are converted in one transaction."""

SHIPPING = frozenset({DocumentKind.ORDER, DocumentKind.CONFIRMATION, DocumentKind.DELIVERY_NOTE})
"""Kinds of documents that still say by when the goods are to be shipped."""


@dataclass(frozen=True, slots=True)
class Job:
    """What becomes one document: its sources, what is taken of each, and the key of the request, if it has one."""

    sources: Sequence[Document]
    picks: Sequence[tuple[Document, list[Pick]]]
    request_key: str | None = None


def convert(
    document_ids: Sequence[int],
    type_id: int,
    *,
    quantities: Mapping[int, int] | None = None,
    actor: User | None,
    at: datetime,
    request_key: str | None = None,
) -> Document:
    """Make one document of one or several, and return it.

    Without `quantities` all that is open is taken; with them, that many pieces of each line (by its id). The lines
    remember how much of them was converted, so that nothing is converted twice; with a `request_key` the same request
    returns the document that it made before.

    Raises Document.DoesNotExist, DocumentNotOpen, DocumentWaits, ActionRefused, SourcesDiffer, LineUnknown,
    QuantityNotOpen and NothingToConvert.
    """
    with transaction.atomic():
        sources = lock_rows(document_ids)
        if not sources or len(sources) != len(set(document_ids)):
            raise Document.DoesNotExist
        known = _find_made(sources[0].company_id, request_key)
        if known is not None:
            return known
        target = DocumentType.objects.get(pk=type_id)
        allowed = _list_sources(target)
        for source in sources:
            refuse(source, _find_obstacle(source, allowed))
        require_alike(sources)
        open_lines = OpenLines([source.pk for source in sources])
        require_lines(open_lines, quantities)
        picks = [(source, open_lines.pick(source, quantities)) for source in sources]
        made = _write([Job(sources, picks, request_key)], open_lines, target, actor, at)
        return Document.objects.get(pk=made[0].pk)


def convert_documents(document_ids: Sequence[int], type_id: int, *, actor: User | None, at: datetime) -> list[Outcome]:
    """Make a document of what is open of each of many, and say of each what came of it, in the same order.

    Work is done in sets of 500, each in one transaction. Where the database refuses a set, each of it is tried alone.
    """
    target = DocumentType.objects.get(pk=type_id)
    allowed = _list_sources(target)
    outcomes: dict[int, Outcome] = {}
    for begin in range(0, len(document_ids), AT_ONCE):
        chunk = document_ids[begin : begin + AT_ONCE]
        try:
            outcomes |= _convert_chunk(chunk, target, allowed, actor, at)
        except DatabaseError:
            for document_id in chunk:
                try:
                    outcomes |= _convert_chunk([document_id], target, allowed, actor, at)
                except DatabaseError as error:
                    outcomes[document_id] = Outcome(document_id, Result.FAILED, REJECTED, type(error).__name__)
    return [outcomes[document_id] for document_id in document_ids]


def _convert_chunk(
    document_ids: Sequence[int], target: DocumentType, allowed: frozenset[int], actor: User | None, at: datetime
) -> dict[int, Outcome]:
    outcomes = {each: Outcome(each, Result.FAILED, GONE, "There is no such document.") for each in document_ids}
    jobs = []
    with transaction.atomic():
        sources = lock_rows(document_ids)
        open_lines = OpenLines(document_ids)
        for source in sources:
            try:
                refuse(source, _find_obstacle(source, allowed))
                jobs.append(Job([source], [(source, open_lines.pick(source, None))]))
            except KoggeError as error:
                outcomes[source.pk] = Outcome(source.pk, Result.SKIPPED, error.code, str(error))
        made = _write(jobs, open_lines, target, actor, at)
    for job, document in zip(jobs, made, strict=True):
        source_id = job.sources[0].pk
        outcomes[source_id] = Outcome(source_id, Result.DONE, made=document.pk)
    return outcomes


def _find_made(company_id: int, request_key: str | None) -> Document | None:
    if request_key is None:
        return None
    return Document.objects.filter(company=company_id, request_key=request_key).first()


def _list_sources(target: DocumentType) -> frozenset[int]:
    """Return the types that convert into a type."""
    return frozenset(DocumentType.objects.filter(converts_into=target).values_list("pk", flat=True))


def _find_obstacle(source: Document, allowed: frozenset[int]) -> Obstacle | None:
    has_path = source.document_type_id in allowed
    return find_obstacle(Action.CONVERT, standing_of(source, has_targets=has_path))


def _write(
    jobs: Sequence[Job], open_lines: OpenLines, target: DocumentType, actor: User | None, at: datetime
) -> list[Made]:
    """Write what becomes of the jobs, and what their sources remember of it."""
    if not jobs:
        return []
    made = write_derived([_derive(job, open_lines, target) for job in jobs], at)
    _use_up([pick for job in jobs for _source, picks in job.picks for pick in picks])
    states: dict[str, list[int]] = {}
    changes = []
    for job, document in zip(jobs, made, strict=True):
        for source, picks in job.picks:
            state = _state_after(source, open_lines.of[source.pk], picks)
            states.setdefault(state, []).append(source.pk)
            changes.append((source.pk, {"state": source.state}, {"state": state, "made": document.number}))
    for state, ids in states.items():
        Document.objects.filter(pk__in=ids).update(state=state, changed_at=at)
    record_all(
        changes,
        company_id=target.company_id,
        at=at,
        actor=actor,
        action="documents.convert",
        subject_kind="document",
    )
    tell(Occurrence(DocumentEvent.CONVERTED, [each.pk for each in made], actor, at))
    return made


def _use_up(picks: Sequence[Pick]) -> None:
    """Let the lines remember what was converted of them; a constraint keeps that below their quantity."""
    closed = [pick.line.pk for pick in picks if pick.closes]
    if closed:
        DocumentLine.objects.filter(pk__in=closed).update(converted_quantity=Abs("quantity"))
    for pick in picks:
        if not pick.closes:
            rows = DocumentLine.objects.filter(pk=pick.line.pk)
            rows.update(converted_quantity=F("converted_quantity") + pick.pieces)


def _state_after(source: Document, lines: Sequence[DocumentLine], picks: Sequence[Pick]) -> str:
    taken = {pick.line.pk: pick.pieces for pick in picks}
    counted = [(line.quantity, line.converted_quantity + taken.get(line.pk, 0)) for line in lines]
    return derive_state(is_posted=source.posted_at is not None, lines=counted)


def _derive(job: Job, open_lines: OpenLines, target: DocumentType) -> Derived:
    """Return the document that a job becomes: its header is that of the first source, what differs among them empty."""
    first = job.sources[0]
    takes_back = target.kind == DocumentKind.CREDIT_NOTE and first.document_type.kind != DocumentKind.CREDIT_NOTE
    decisions: list[Any] = []
    lines = [line for source, picks in job.picks for line in _derive_lines(source, picks, decisions, takes_back)]
    is_whole = not takes_back and len(job.sources) == 1 and _is_whole(*job.picks[0], open_lines)
    done = [] if takes_back else [each for each in first.postings_done if each != Posting.ARCHIVE]
    shared = {name: "" for name in REFERENCES if len({getattr(source, name) for source in job.sources}) > 1}
    return Derived(
        model=first,
        document_type=target,
        lines=lines,
        tax_decisions=decisions,
        platform_total_minor=first.platform_total_minor if is_whole else None,
        ships=target.kind in SHIPPING,
        postings=[each for each in target.postings if each not in done],
        postings_done=done,
        request_key=job.request_key,
        overrides=shared,
    )


def _is_whole(source: Document, picks: Sequence[Pick], open_lines: OpenLines) -> bool:
    """Tell whether a source is converted with all its lines at once."""
    pieces = {pick.line.pk: pick.pieces for pick in picks}
    return all(abs(line.quantity) == pieces.get(line.pk, 0) for line in open_lines.of[source.pk])


def _derive_lines(
    source: Document,
    picks: Sequence[Pick],
    decisions: list[Any],
    takes_back: bool,  # noqa: FBT001 - of one caller
) -> Iterator[DerivedLine]:
    """Yield the lines of a source, and add the decisions about tax that they name to those of the document."""
    places: dict[int, int] = {}
    for pick in picks:
        decision = pick.line.tax_decision
        if decision is not None and decision not in places:
            described = source.tax_decisions[decision]
            if described not in decisions:
                decisions.append(described)
            places[decision] = decisions.index(described)
        is_negative = (pick.line.quantity < 0) != takes_back
        yield DerivedLine(
            model=pick.line,
            order_reference=pick.line.order_reference or source.order_reference,
            origin_id=pick.line.pk,
            quantity=-pick.pieces if is_negative else pick.pieces,
            amounts=-pick.amounts if takes_back else pick.amounts,
            tax_decision=None if decision is None else places[decision],
        )
