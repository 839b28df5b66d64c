"""Drops what a terminal holds that nobody has read: the rest of a pasted block, or what was typed ahead."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TextIO

QUIET_SECONDS = 0.05
"""How long the terminal must be quiet; a long paste comes in several pieces."""


def drop_typed_ahead(stream: TextIO) -> bool:
    """Drop the unread input of a terminal; return whether there was any."""
    dropped = False
    if sys.platform == "win32":
        import msvcrt

        while msvcrt.kbhit():
            msvcrt.getwch()
            dropped = True
        return dropped
    import select
    import termios
    import tty

    with contextlib.suppress(OSError, ValueError, termios.error):
        descriptor = stream.fileno()
        before = termios.tcgetattr(descriptor)
        try:
            tty.setcbreak(descriptor, termios.TCSANOW)  # a line that has no end yet becomes readable, too
            while select.select([descriptor], [], [], QUIET_SECONDS)[0] and os.read(descriptor, 65_536):
                dropped = True
        finally:
            termios.tcsetattr(descriptor, termios.TCSANOW, before)
    return dropped
