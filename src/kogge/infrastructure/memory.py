"""Keeps Python's cycle collector out of work that makes many small objects."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the cycle collector; also a decorator.

    A page of orders is some hundred thousand small values without cycles: they go by reference count, and walking them
    again and again took a fifth to a third of an import's time (`make bench`, with and without).
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
