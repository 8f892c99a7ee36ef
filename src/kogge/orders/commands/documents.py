"""The command `kogge documents`."""

import json
import sys
from typing import Any

from kogge.documents.models import Document
from kogge.kernel.money import to_major
from kogge.orders.commands.output import DONE
from kogge.orders.queries import iterate_documents
from kogge.orders.runs import get_platform


def documents(name: str, *, as_json: bool) -> int:
    """Print the documents, of one platform or of all: a JSON object a line, or a line for people."""
    platform = get_platform(name) if name else None
    for document in iterate_documents(platform):
        told = _describe_document(document)
        if as_json:
            sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        else:
            columns = (told["number"], told["order_reference"], told["state"], told["total"], told["currency"])
            sys.stdout.write("  ".join(columns) + "\n")
    return DONE


def _describe_document(document: Document) -> dict[str, Any]:
    currency = document.currency
    return {
        "number": document.number,
        "type": document.document_type.name,
        "kind": document.document_type.kind,
        "order_reference": document.order_reference,
        "platform_reference": document.platform_reference,
        "customer_number": document.customer.number,
        "currency": currency,
        "total": f"{to_major(document.total_minor, currency):f}",
        "state": document.state,
        "lines": [
            {
                "position": line.position,
                "kind": line.kind,
                "article_number": line.article_number,
                "sku": line.sku,
                "title": line.title,
                "quantity": line.quantity,
                "total": f"{to_major(line.total_minor, currency):f}",
                "platform_reference": line.platform_reference,
            }
            for line in document.lines.all()
        ],
    }
