"""What a web process does before its first request, so that no request waits for it."""

import gc

from django.urls import get_resolver

NEW_OBJECTS = 10_000
"""After so many more objects the collector looks for cycles; by default, 700, over a hundred times for a page."""


def warm_up() -> None:
    """Load all pages, and take what is loaded by now out of the garbage collector's sight.

    It stays as long as the process, yet the collector would walk over it again and again, and each walk halts every
    request for a tenth of a second and more (https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    list(get_resolver().url_patterns)
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
