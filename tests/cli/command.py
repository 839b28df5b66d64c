"""The command as a user runs it: in a process of its own, by its arguments, with what it says and how it ends."""

from __future__ import annotations

import shlex
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


def run_in_shell(line: str) -> Ended:
    """A line of shell in which `$ADVISOR` is the command."""
    command = " ".join(shlex.quote(word) for word in START)
    done = subprocess.run(
        ["sh", "-c", line.replace("$ADVISOR", command)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def run(*args: str | Path, given: str | bytes | None = None) -> Ended:
    """Run the command to its end; `given` is its standard input."""
    return end(begin(*args), given)
