"""`advisor serve` as a process of its own, which a test can kill and start again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

PROGRAM = "from advisor.cli.main import main; main()"
TOKEN = "a-token-for-tests-0123456789"


def list_children(parent: int) -> list[int]:
    """List the processes that a process started, as Linux knows them."""
    lines = (path.read_text(encoding="ascii") for path in Path(f"/proc/{parent}/task").glob("*/children"))
    return [int(each) for line in lines for each in line.split()]


class ServeProcess:
    """A running `advisor serve`; `link` is what it printed."""

    def __init__(self, data: Path, *options: str, port: int = 0) -> None:
        self.data = data
        command = [sys.executable, "-c", PROGRAM, "serve", "--data", str(data), "--port", str(port), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.printed = [self.process.stdout.readline() for _ in range(3)]
        self.link = self.printed[1].strip()

    @property
    def url(self) -> str:
        return self.link.partition("/?")[0]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        """Kill the server as `kill -9` does."""
        self.process.kill()
        self.process.communicate(timeout=300)

    def interrupt(self) -> tuple[int, str, str]:
        """Press Ctrl-C; return the exit code and what was printed since."""
        os.kill(self.process.pid, signal.SIGINT)
        out, err = self.process.communicate(timeout=300)
        return self.process.returncode, out, err
