"""What templates of packs and of users ask for is done in a process of its own, ended when it takes too much.

The sandbox keeps a template from reaching for Python; it does not keep loops within loops from running for ever, nor a
text from being doubled till memory is full. The process is this Python, told to look for modules where they are
installed and not in the present folder; it gets the work on standard input and hands back what came of it.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from advisor.errors import Finding, Place, TemplateError


class Limits(NamedTuple):
    """Seconds of a processor, seconds by the clock, and bytes of memory that may be mapped.

    The first and the last hold where the system can see to them.
    """

    cpu_seconds: int
    wall_seconds: int
    memory: int


TEXT_LIMITS, DOCUMENT_LIMITS = Limits(5, 90, 600_000_000), Limits(20, 180, 1_500_000_000)
"""For texts, and for documents, whose libraries alone need a part of it."""
_IMPORT_ROOT = str(Path(__file__).resolve().parents[3])
_CPU_LIMIT_SIGNAL = int(getattr(signal, "SIGXCPU", 0))


def run_in_subprocess(target: str, *arguments: object, name: str, limits: Limits = TEXT_LIMITS) -> Any:
    """What a function of ours (`module:function`) gives back for some values, run in a process of its own.

    `name` is the template's, for messages. Raises TemplateError.
    """
    path = os.pathsep.join(filter(None, (_IMPORT_ROOT, os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-P", "-m", "advisor.reporting.render.sandbox_process"]
    try:
        done = subprocess.run(
            command,
            input=pickle.dumps((limits, target, arguments)),
            capture_output=True,
            timeout=limits.wall_seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _build_error(
            name, f"this takes more than {limits.wall_seconds} seconds to fill; loop over less"
        ) from None
    if done.returncode == -_CPU_LIMIT_SIGNAL:
        raise _build_error(name, f"this takes more than {limits.cpu_seconds} seconds to fill; loop over less")
    if done.returncode != 0 or not done.stdout:
        raise _build_error(name, "this needs more memory than a report can; build less text")
    made, findings = pickle.loads(done.stdout)
    if findings:
        raise TemplateError(findings)
    return made


def _build_error(name: str, sentence: str) -> TemplateError:
    return TemplateError([Finding(Place(name), sentence)])


def main() -> None:
    """Do the work that stands on standard input."""
    bounds, work, given = pickle.load(sys.stdin.buffer)
    _set_limits(bounds)
    module, _, function = work.partition(":")
    answer: tuple[object, tuple[Finding, ...]]
    try:
        answer = getattr(import_module(module), function)(*given), ()
    except TemplateError as error:
        answer = None, error.findings
    sys.stdout.buffer.write(pickle.dumps(answer))


def _set_limits(limits: Limits) -> None:
    """Have what asks for too much end, where the system can see to that."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))


if __name__ == "__main__":
    main()
