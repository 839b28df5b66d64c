"""The command as a user runs it, by its arguments: what it prints and how it ends.

`run` runs it within the test's own process, which is fast; `begin` starts a real one, for signals, pipes and limits.
"""

from __future__ import annotations

import gc
import io
import os
import shlex
import subprocess
import sys
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from advisor.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
START = [sys.executable, "-c", "from advisor.cli.main import main; main()"]
SECONDS = 300
"""After these a command hangs; on a busy machine a long one can take minutes."""


class CommandResult(NamedTuple):
    """How a run ended. `following` is the last line of a refusal, which names the next command; `err` is without it."""

    code: int
    out: str
    err: str
    following: str = ""


def build_result(code: int, out: str, err: str) -> CommandResult:
    """Build the result of a run, with the line about the next command apart."""
    start, _, last = err.rstrip("\n").rpartition("\n")
    if not last.startswith("next: "):
        return CommandResult(code, out, err)
    return CommandResult(code, out, f"{start}\n" if start else "", last)


def run(*args: str | Path, given: str | bytes | None = None, folder: Path = ROOT) -> CommandResult:
    """Run the command within this process; `given` is its standard input, `folder` the folder it is started in."""
    data = given.encode() if isinstance(given, str) else given or b""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with ExitStack() as stack:
        stack.enter_context(patch.object(sys, "argv", ["advisor", *map(str, args)]))
        stack.enter_context(patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        stack.enter_context(patch.dict(os.environ, COLUMNS="80"))
        stack.enter_context(chdir(folder))
        stack.callback(gc.enable)  # the command turns it off for its own short life
        try:
            main()
        except SystemExit as error:
            code = error.code
    return build_result(code if isinstance(code, int) else 1, _read_back(out), _read_back(err))


def _read_back(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.detach()
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def begin(*args: str | Path) -> subprocess.Popen[bytes]:
    """Start the command in a separate process, without waiting for it."""
    pipe = subprocess.PIPE
    return subprocess.Popen([*START, *map(str, args)], cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe)


def end(process: subprocess.Popen[bytes], given: str | bytes | None = None) -> CommandResult:
    """Send standard input to a process, wait for it, and return how it ended."""
    try:
        out, err = process.communicate(given.encode() if isinstance(given, str) else given, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return build_result(process.returncode, out.decode(), err.decode())


def run_in_shell(line: str) -> CommandResult:
    """Run a line of shell in which `$ADVISOR` is the command."""
    command = " ".join(shlex.quote(word) for word in START)
    process = subprocess.run(
        ["sh", "-c", line.replace("$ADVISOR", command)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return build_result(process.returncode, process.stdout, process.stderr)
