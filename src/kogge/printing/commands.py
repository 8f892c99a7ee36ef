"""The command `kogge document print`."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from kogge.documents.commands import DocumentUnknown
from kogge.documents.listing import list_for_page
from kogge.documents.models import Document
from kogge.kernel.errors import KoggeError
from kogge.printing.services import print_document


class OutputUnusable(KoggeError):
    """The file to be written cannot be."""

    code = "output_unusable"


def print_to_file(numbers: list[str], out: str) -> int:
    """Write the paper of one document as PDF into a file; `-` is the standard output.

    Raises DocumentUnknown, OutputUnusable and what `print_document` does.
    """
    if len(numbers) != 1 or not out:
        message = "Print one document at a time, and say where to: kogge document print NUMBER --out FILE."
        raise OutputUnusable(message)
    found = list(Document.objects.filter(number=numbers[0]).select_related("company")[:2])
    if len(found) != 1:
        message = f"{'Several companies have a' if found else 'There is no'} document with the number {numbers[0]}."
        raise DocumentUnknown(message)
    document = list_for_page(found[0].company).get(pk=found[0].pk)
    made = print_document(document, actor=None, at=datetime.now(UTC))
    if out == "-":
        sys.stdout.buffer.write(made)
        return 0
    try:
        Path(out).write_bytes(made)
    except OSError as error:
        message = f"{out} cannot be written: {error.strerror}."
        raise OutputUnusable(message) from None
    return 0
