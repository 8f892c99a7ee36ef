"""The command `kogge verify`."""

import json
import sys
from dataclasses import asdict

from kogge.documents.verification import Problem, verify_books

DONE = 0
NOT_PROVED = 1

TEXTS: dict[str, str] = {
    "seal_missing": "The database does not refuse to change what was posted: the triggers of these tables are missing",
    "chain_broken": "A posted document was changed, left out or put in; the first one where the chain does not hold",
    "posted_without_place": "Posted documents without a place in the chain",
    "lines_do_not_add_up": "Documents whose amounts are not the sums of their lines",
    "journal_not_balanced": "Journal entries that are not balanced",
    "journal_differs": "Posted documents that the journal has otherwise, or not at all",
    "converted_differs": "Documents of whose lines more, or less, was converted than they remember",
    "number_missing": "Numbers of invoices or credit notes that no document has",
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
