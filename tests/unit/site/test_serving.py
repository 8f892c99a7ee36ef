"""The worker's companions: one that dies is begun anew."""

import threading

from kogge.site.serving import accompany


def test_a_companion_that_dies_is_begun_anew() -> None:
    stopped = threading.Event()
    begun = []

    def companion() -> None:
        begun.append(len(begun))
        if len(begun) < 3:
            raise ValueError("what nobody thought of")

    accompany(companion, stopped, pause_s=0)
    assert begun == [0, 1, 2]


def test_after_the_stop_nothing_is_begun() -> None:
    stopped = threading.Event()
    stopped.set()
    accompany(fail, stopped)


def fail() -> None:
    message = "begun after the stop"
    raise AssertionError(message)
