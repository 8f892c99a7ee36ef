"""What a process keeps of memory: no more than it needs, and no walks over many small objects."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

M_ARENA_MAX = -8
"""A number of glibc's malloc.h."""


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


def keep_few_arenas() -> None:
    """Let threads share two of the C library's heaps instead of each having its own, which would stay half empty.

    Of Python's threads one computes at a time, so that they do not wait for each other there
    (https://man7.org/linux/man-pages/man3/mallopt.3.html, M_ARENA_MAX). Other C libraries have no such thing.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 2)


def give_back() -> None:
    """Give the system what was freed: glibc keeps what the largest retrieval took, for another one hours off."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
