"""What a web process does before its first request."""

import gc

from kogge.site.warming import warm_up


def test_what_is_loaded_is_out_of_the_collectors_sight() -> None:
    try:
        warm_up()
        assert gc.get_freeze_count() > len(gc.get_objects())
    finally:
        gc.unfreeze()
