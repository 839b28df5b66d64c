"""Templates of packs and users are rendered in a subprocess with limits on time and memory.

Jinja2's sandbox keeps a template from reaching Python, but not from endless loops or from doubling a text until memory
is full. The subprocess is this Python. It looks for modules where they are installed and not in the current folder; it
reads its task from standard input and writes the result to standard output.
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

from advisor.errors import Finding, TemplateError
from advisor.loading.finding_codes import TEMPLATE_LIMIT


class Limits(NamedTuple):
    """Limits of a subprocess: seconds of CPU, seconds of the clock, bytes of memory.

    Windows enforces those of the clock only.
    """

    cpu_seconds: int
    wall_seconds: int
    memory: int


LIMITS = {"text": Limits(5, 90, 600_000_000), "document": Limits(20, 180, 1_500_000_000)}
"""By kind of template; the libraries for documents need a part of theirs."""
_IMPORT_ROOT = str(Path(__file__).resolve().parents[3])
_CPU_LIMIT_SIGNAL = int(getattr(signal, "SIGXCPU", 0))


def run_in_subprocess(target: str, *arguments: object, name: str, kind: str = "text") -> Any:
    """Call one of our functions in a subprocess and return its result.

    Args:
        target: The function as `module:function`.
        *arguments: Its arguments, which must be picklable, as must the result.
        name: The name of the template, for messages.
        kind: The key of LIMITS.

    Raises:
        TemplateError: The function raised it, or exceeded a limit.
    """
    limits = LIMITS[kind]
    command, environment = build_python_call("advisor.reporting.render.sandbox_process")
    try:
        process = subprocess.run(
            command,
            input=pickle.dumps((limits, target, arguments)),
            capture_output=True,
            timeout=limits.wall_seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _build_time_error(name, limits.wall_seconds) from None
    if process.returncode == -_CPU_LIMIT_SIGNAL:
        raise _build_time_error(name, limits.cpu_seconds)
    if process.returncode != 0 or not process.stdout:
        problem = f"this template needs more than {limits.memory // 1_000_000:,} MB of memory"
        raise TemplateError.at(name, f"{problem}; write less text", TEMPLATE_LIMIT)
    result, findings = pickle.loads(process.stdout)
    if findings:
        raise TemplateError(findings)
    return result


def build_python_call(module: str) -> tuple[list[str], dict[str, str]]:
    """Build the command that runs one of our modules in a Python of its own, and the environment for it."""
    path = os.pathsep.join(filter(None, (_IMPORT_ROOT, os.environ.get("PYTHONPATH"))))
    return [sys.executable, "-P", "-m", module], {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}


def _build_time_error(name: str, seconds: int) -> TemplateError:
    sentence = f"this template takes more than {seconds} seconds; use fewer or shorter loops"
    return TemplateError.at(name, sentence, TEMPLATE_LIMIT)


def main() -> None:
    """Read a task from standard input, do it, and write its result and findings."""
    limits, target, arguments = pickle.load(sys.stdin.buffer)
    _set_limits(limits)
    module, _, function = target.partition(":")
    answer: tuple[object, tuple[Finding, ...]]
    try:
        answer = getattr(import_module(module), function)(*arguments), ()
    except TemplateError as error:
        answer = None, error.findings
    sys.stdout.buffer.write(pickle.dumps(answer))


def _set_limits(limits: Limits) -> None:
    """Set the limits of this process, if the system can enforce them."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))


if __name__ == "__main__":
    main()
