"""The commands `kogge verify` and `kogge document`."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import Any

from kogge.documents import services
from kogge.documents.cancelling import cancel_documents
from kogge.documents.converting import convert_documents
from kogge.documents.models import Document, DocumentType
from kogge.documents.outcomes import Outcome, Result
from kogge.documents.posting import post_documents
from kogge.documents.verification import Problem, verify_books
from kogge.kernel.errors import KoggeError

DONE = 0
NOT_PROVED = WITH_OPEN_POINTS = 1

TEXTS: dict[str, str] = {
    "seal_missing": "The database does not refuse to change what was posted: the triggers of these tables are missing",
    "chain_broken": "A posted document was changed, left out or put in; the first one where the chain does not hold",
    "posted_without_place": "Posted documents without a place in the chain",
    "lines_do_not_add_up": "Documents whose amounts are not the sums of their lines",
    "journal_not_balanced": "Journal entries that are not balanced",
    "journal_differs": "Posted documents that the journal has otherwise, or not at all",
    "converted_differs": "Documents of whose lines more, or less, was converted than they remember",
    "number_missing": "Numbers of invoices or credit notes that no document has",
    "paper_damaged": "Documents whose kept paper has not the bytes any more that were made",
}


def verify(*, as_json: bool) -> int:
    """Look through the books, print what was found, and return 0 where everything holds, 1 where something does not."""
    proof = verify_books()
    if as_json:
        sys.stdout.write(json.dumps(asdict(proof) | {"is_proved": not proof.problems}, ensure_ascii=False) + "\n")
    else:
        for problem in proof.problems:
            sys.stdout.write(f"{_describe(problem)}\n")
        verdict = "Something does not hold." if proof.problems else "Everything holds."
        sys.stdout.write(f"{proof.documents} documents, {proof.posted} in the chain. {verdict}\n")
    return NOT_PROVED if proof.problems else DONE


def _describe(problem: Problem) -> str:
    where = f"{problem.company}: " if problem.company else ""
    return f"{where}{TEXTS[problem.code]}: {', '.join(problem.names)}"


class DocumentUnknown(KoggeError):
    """No document has the number, or several companies have one."""

    code = "document_unknown"


class ActionUnknown(KoggeError):
    """The action is none, or what it needs was not given."""

    code = "action_unknown"


def act(action: str, numbers: Sequence[str], *, into: str, reason: str, as_json: bool) -> int:
    """Do something with documents given by their numbers, and print what came of each.

    Returns 0 where all of them are done, 1 where some were left as they are. Raises DocumentUnknown, ActionUnknown and
    ReasonMissing.
    """
    documents = [_find(number) for number in numbers]
    ids = [document.pk for document in documents]
    outcomes = _choose(action, documents, into, reason)(ids, actor=None, at=datetime.now(UTC))
    made = Document.objects.in_bulk([each.made for each in outcomes if each.made])
    told = [
        {
            "number": document.number,
            "result": each.result.value,
            "code": each.code,
            "message": each.message,
            "made": made[each.made].number if each.made else None,
        }
        for document, each in zip(documents, outcomes, strict=True)
    ]
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        for row in told:
            sys.stdout.write("  ".join(str(value) for value in row.values() if value) + "\n")
    return DONE if all(each.result is Result.DONE for each in outcomes) else WITH_OPEN_POINTS


def _find(number: str) -> Document:
    found = list(Document.objects.filter(number=number)[:2])
    if len(found) != 1:
        message = f"{'No document has' if not found else 'Several companies have a document with'} the number {number}."
        raise DocumentUnknown(message)
    return found[0]


def _choose(action: str, documents: Sequence[Document], into: str, reason: str) -> Callable[..., list[Outcome]]:
    actions: dict[str, Callable[..., list[Outcome]]] = {
        "convert": partial(_convert, into=into, documents=documents),
        "post": post_documents,
        "cancel": partial(cancel_documents, reason=reason),
        "archive": services.archive_documents,
        "restore": services.restore_documents,
        "lock": partial(services.lock_documents, reason=services.require_reason(reason) if action == "lock" else ""),
        "unlock": services.unlock_documents,
    }
    if action not in actions:
        message = f"“{action}” is no action. There are: {', '.join(actions)}."
        raise ActionUnknown(message)
    return actions[action]


def _convert(ids: Sequence[int], *, into: str, documents: Sequence[Document], **options: Any) -> list[Outcome]:  # noqa: ANN401 - handed on
    types = DocumentType.objects.filter(company__in={document.company_id for document in documents}, name=into)
    if len(types) != 1:
        message = f"“{into}” is no document type of the documents' company. Name one with --into."
        raise ActionUnknown(message)
    return convert_documents(ids, types[0].pk, **options)
