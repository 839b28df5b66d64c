"""The command as a user runs it: in a process of its own, by its arguments, with what it says and how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
START = [sys.executable, "-c", "from advisor.cli.main import main; main()"]
SECONDS = 60


class Ended(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str


def begin(*args: str | Path) -> subprocess.Popen[bytes]:
    """Start the command without waiting for it."""
    pipe = subprocess.PIPE
    return subprocess.Popen([*START, *map(str, args)], cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe)


def end(process: subprocess.Popen[bytes], given: str | bytes | None = None) -> Ended:
    """Hand over standard input, wait, and tell how it ended."""
    try:
        out, err = process.communicate(given.encode() if isinstance(given, str) else given, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Ended(process.returncode, out.decode(), err.decode())


def run(*args: str | Path, given: str | bytes | None = None) -> Ended:
    """Run the command to its end; `given` is its standard input."""
    return end(begin(*args), given)
