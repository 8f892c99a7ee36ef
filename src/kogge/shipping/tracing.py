"""From documents to their orders: parcels belong to an order's first document, whatever that was converted into."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kogge.documents.models import Document, DocumentLine


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was made of others: what it is, and whether it counts (`is_cancelled`: it was taken back)."""

    kind: str
    is_cancelled: bool
    is_posted: bool


def find_root(document: Document) -> Document:
    """Return the first document of an order; of several orders that became one document, that of the earliest."""
    return find_roots([document])[document.pk][0]


def find_roots(documents: Sequence[Document]) -> dict[int, list[Document]]:
    """Return the first documents of the orders of each document, by its id: more than one where several became one.

    A document that nothing was made into is its own. One query a step of conversion, however many documents.
    """
    parents = _climb([each.pk for each in documents if each.is_derived])
    firsts = {parent for made_of in parents.values() for parent in made_of} - parents.keys()
    known = {each.pk: each for each in documents}
    wanted = Document.objects.filter(pk__in=firsts - known.keys())
    known |= {each.pk: each for each in wanted.select_related("platform", "customer", "document_type")}
    return {each.pk: [known[pk] for pk in sorted(set(_list_firsts(each.pk, parents)))] or [each] for each in documents}


def list_root_ids(document_ids: Collection[int]) -> set[int]:
    """Return the ids of the first documents of the orders of documents; no row is read as a whole."""
    derived = Document.objects.filter(pk__in=document_ids, is_derived=True).values_list("pk", flat=True)
    parents = _climb(derived)
    firsts = {parent for made_of in parents.values() for parent in made_of} - parents.keys()
    return firsts | (set(document_ids) - parents.keys())


def list_made(roots: Collection[int]) -> dict[int, list[Made]]:
    """Return what was made of orders, directly or not, by the ids of their first documents."""
    found: dict[int, dict[int, Made]] = defaultdict(dict)
    of_root = {root: {root} for root in roots}
    while of_root:
        rows = DocumentLine.objects.filter(origin__document__in=of_root).values_list(
            "origin__document",
            "document",
            "document__document_type__kind",
            "document__state",
            "document__posted_at",
        )
        following: dict[int, set[int]] = defaultdict(set)
        for source, made, kind, state, posted_at in rows.distinct():
            for root in of_root[source]:
                if made not in found[root]:
                    found[root][made] = Made(kind, state == "cancelled", posted_at is not None)
                    following[made].add(root)
        of_root = following
    return {root: list(made.values()) for root, made in found.items()}


def _climb(derived: Iterable[int]) -> dict[int, set[int]]:
    """Return what derived documents were made of, up to the first ones, which stand under no key."""
    parents: dict[int, set[int]] = {}
    frontier = set(derived)
    while frontier:
        rows = DocumentLine.objects.filter(document__in=frontier, origin__isnull=False)
        steps = rows.values_list("document", "origin__document", "origin__document__is_derived").distinct()
        following = set()
        for document, source, is_derived in steps:
            parents.setdefault(document, set()).add(source)
            if is_derived and source not in parents:
                following.add(source)
        frontier = following - parents.keys()
    return parents


def _list_firsts(document: int, parents: dict[int, set[int]]) -> Iterator[int]:
    for parent in parents.get(document, ()):
        if parent in parents:
            yield from _list_firsts(parent, parents)
        else:
            yield parent
