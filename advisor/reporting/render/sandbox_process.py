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


class Bounds(NamedTuple):
    """Seconds of a processor, seconds by the clock, and bytes of memory that may be mapped.

    The first and the last hold where the system can see to them.
    """

    seconds: int
    patience: int
    memory: int


TEXT, DOCUMENT = Bounds(5, 90, 600_000_000), Bounds(20, 180, 1_500_000_000)
"""For texts, and for documents, whose libraries alone need a part of it."""
_HOME = str(Path(__file__).resolve().parents[3])
_XCPU = int(getattr(signal, "SIGXCPU", 0))


def done_aside(work: str, *given: object, name: str, bounds: Bounds = TEXT) -> Any:
    """What a function of ours (`module:function`) gives back for some values, run in a process of its own.

    `name` is the template's, for messages. Raises TemplateError.
    """
    path = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-P", "-m", "advisor.reporting.render.sandbox_process"]
    try:
        done = subprocess.run(
            command,
            input=pickle.dumps((bounds, work, given)),
            capture_output=True,
            timeout=bounds.patience,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _refused(name, f"this takes more than {bounds.patience} seconds to fill; loop over less") from None
    if done.returncode == -_XCPU:
        raise _refused(name, f"this takes more than {bounds.seconds} seconds to fill; loop over less")
    if done.returncode != 0 or not done.stdout:
        raise _refused(name, "this needs more memory than a report can; build less text")
    made, findings = pickle.loads(done.stdout)
    if findings:
        raise TemplateError(findings)
    return made


def _refused(name: str, sentence: str) -> TemplateError:
    return TemplateError([Finding(Place(name), sentence)])


def main() -> None:
    """Do the work that stands on standard input."""
    bounds, work, given = pickle.load(sys.stdin.buffer)
    _limit(bounds)
    module, _, function = work.partition(":")
    answer: tuple[object, tuple[Finding, ...]]
    try:
        answer = getattr(import_module(module), function)(*given), ()
    except TemplateError as error:
        answer = None, error.findings
    sys.stdout.buffer.write(pickle.dumps(answer))


def _limit(bounds: Bounds) -> None:
    """Have what asks for too much end, where the system can see to that."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, bounds.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds + 1))


if __name__ == "__main__":
    main()
