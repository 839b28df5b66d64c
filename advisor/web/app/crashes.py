"""What is printed of an unexpected error: enough for a report of it, and nothing of the answers."""

from __future__ import annotations

import sys
import traceback


def describe_crash(error: Exception) -> str:
    """Return the kind of an unexpected error and its places in the code; its message could quote answers."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    places = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
    return f"advisor serve: unexpected {type(error).__name__} at {places}"


def print_crash(error: Exception) -> None:
    """Print this for whoever runs the server."""
    print(describe_crash(error), file=sys.stderr)  # noqa: T201
