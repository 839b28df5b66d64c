"""A polite request to end (SIGTERM, or SIGHUP when a terminal closes) unwinds the run, so that it leaves no lock."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

_NAMES = ("SIGTERM", "SIGHUP")
"""Windows has no SIGHUP."""
SIGNAL_CODE = 128
"""A shell adds this to the number of the signal that ended a program."""


@contextlib.contextmanager
def unwind_on_termination() -> Iterator[None]:
    """Turn a request to end into SystemExit while the block runs; signals that are handled or ignored stay so."""
    numbers: list[int] = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []  # only the main thread can handle signals
    taken = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(SIGNAL_CODE + number)
