"""What came of an action with each of several documents, and why an action is refused."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from django.db import DatabaseError

from kogge.documents.actions import Obstacle
from kogge.documents.models import Document
from kogge.kernel.errors import KoggeError


class DocumentNotOpen(KoggeError):
    """The document is closed: it stays as it is."""

    code = "document_not_open"


class DocumentWaits(KoggeError):
    """A document goes no further until somebody has decided about a change of its order."""

    code = "document_waits"


class NothingProposed(KoggeError):
    """A document's address is divided as it should be."""

    code = "nothing_proposed"


class ReasonMissing(KoggeError):
    """Whoever cancels or locks a document says why."""

    code = "reason_missing"


class ActionRefused(KoggeError):
    """Something cannot be done with a document; `code` is the obstacle."""

    def __init__(self, obstacle: Obstacle, message: str) -> None:
        """Take the obstacle for the code."""
        super().__init__(message)
        self.code = obstacle.value


class Result(StrEnum):
    """How an action with one document ended."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one document: done, skipped because its state forbids the action, or failed; `code` says why.

    `made` is the document that came of it.
    """

    document_id: int
    result: Result
    code: str = ""
    message: str = ""
    made: int | None = None


GONE = "document_unknown"
REJECTED = "rejected_by_database"

_HINTS: dict[Obstacle, str] = {
    Obstacle.LOCKED: "it is locked. Unlock it first.",
    Obstacle.ARCHIVED: "it is in the archive. Restore it first.",
    Obstacle.ALREADY_ARCHIVED: "it is in the archive already.",
    Obstacle.ALREADY_LOCKED: "it is locked already.",
    Obstacle.NOT_ARCHIVED: "it is not in the archive.",
    Obstacle.NOT_LOCKED: "it is not locked.",
    Obstacle.COUNTERPART: "it cancels another document and goes no further.",
    Obstacle.PARTLY_CONVERTED: "a part of it was converted. Go on with what came of it, or cancel that first.",
    Obstacle.STILL_OPEN: "it is not finished. Post, convert or cancel it first.",
    Obstacle.NO_TARGET: "its document type converts into nothing like that. Change the type's parameters.",
    Obstacle.NOTHING_TO_POST: "it has nothing to post: its type posts nothing, or all was posted before.",
}


def refuse(document: Document, obstacle: Obstacle | None) -> None:
    """Raise the error that tells of the obstacle, if there is one.

    Raises DocumentWaits, NothingProposed, DocumentNotOpen and ActionRefused.
    """
    if obstacle is not None:
        _raise(document, obstacle)


def _raise(document: Document, obstacle: Obstacle) -> NoReturn:
    if obstacle is Obstacle.AWAITS_DECISION:
        message = (
            f"Document {document.number} waits for a decision: its order was changed, or the buyer asks to cancel. "
            "Accept or refuse that on the document's page first."
        )
        raise DocumentWaits(message)
    if obstacle is Obstacle.NOTHING_PROPOSED:
        message = f"Nothing is proposed for the address of document {document.number}."
        raise NothingProposed(message)
    if obstacle in _HINTS:
        message = f"This cannot be done with document {document.number}: {_HINTS[obstacle]}"
        raise ActionRefused(obstacle, message)
    message = f"Document {document.number} is {document.state}: it stays as it is."
    raise DocumentNotOpen(message)


def try_each(document_ids: Iterable[int], action: Callable[[int], int | None]) -> list[Outcome]:
    """Do something with one document after the other, each in a transaction of its own, and say what came of each.

    `action` returns the document that it made, if any. What it refuses is skipped, what the database refuses failed.
    """
    return [_try(document_id, action) for document_id in document_ids]


def _try(document_id: int, action: Callable[[int], int | None]) -> Outcome:
    try:
        return Outcome(document_id, Result.DONE, made=action(document_id))
    except Document.DoesNotExist:
        return Outcome(document_id, Result.FAILED, GONE, "There is no such document.")
    except KoggeError as error:
        return Outcome(document_id, Result.SKIPPED, error.code, str(error))
    except DatabaseError as error:
        return Outcome(document_id, Result.FAILED, REJECTED, type(error).__name__)
