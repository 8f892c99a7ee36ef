"""What was freed goes back to the system."""

import psutil
import pytest

from kogge.infrastructure.memory import give_back

PIECES = 3_000
PIECE = 100_000
"""Below what glibc maps by itself and gives back at once."""


@pytest.mark.skipif(not psutil.LINUX, reason="of glibc alone")
def test_freed_memory_goes_back() -> None:
    pieces = [bytearray(PIECE) for _ in range(PIECES)]
    last = bytearray(PIECE)
    held = psutil.Process().memory_info().rss
    del pieces
    give_back()
    assert len(last) == PIECE
    assert held - psutil.Process().memory_info().rss > PIECES * PIECE * 0.9
