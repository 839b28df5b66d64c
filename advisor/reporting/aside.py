"""Templates of packs are filled in a process of their own, which is ended when it takes too much time or memory.

The sandbox keeps a template from reaching for Python; it does not keep loops within loops from running for ever, nor a
text from being doubled till memory is full. The process is this Python with this module; it gets the work on standard
input and hands back the text or the findings.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping

from advisor.errors import Finding, Place, TemplateError
from advisor.model.rulebase import RuleBase

SECONDS, PATIENCE, BYTES = 5, 30, 1_000_000_000
"""How long a pack's template may take of a processor, how long by the clock, and how much memory it may map.

The first and the last hold where the system can see to them.
"""


_XCPU = int(getattr(signal, "SIGXCPU", 0))


def fill_aside(name: str, rulebase: RuleBase, values: Mapping[str, object]) -> str:
    """A template filled in a process of its own. Raises TemplateError."""
    work = pickle.dumps((name, rulebase, dict(values)))
    path = os.pathsep.join(filter(None, sys.path))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "advisor.reporting.aside"]
    try:
        done = subprocess.run(command, input=work, capture_output=True, timeout=PATIENCE, env=environment, check=False)
    except subprocess.TimeoutExpired:
        raise _too_long(name) from None
    if done.returncode == -_XCPU:
        raise _too_long(name)
    if done.returncode != 0 or not done.stdout:
        sentence = "this needs more memory than a report can; build less text"
        raise TemplateError([Finding(Place(name), sentence)])
    text, findings = pickle.loads(done.stdout)
    if findings:
        raise TemplateError(findings)
    return str(text)


def main() -> None:
    """Do the work that stands on standard input."""
    _limit()
    from advisor.reporting.templates import fill_here

    name, rulebase, values = pickle.load(sys.stdin.buffer)
    answer: tuple[str, tuple[Finding, ...]]
    try:
        answer = fill_here(name, rulebase, lambda: values), ()
    except TemplateError as error:
        answer = "", error.findings
    sys.stdout.buffer.write(pickle.dumps(answer))


def _too_long(name: str) -> TemplateError:
    return TemplateError([Finding(Place(name), f"this takes more than {SECONDS} seconds to fill; loop over less")])


def _limit() -> None:
    """Have what asks for too much end, where the system can see to that."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


if __name__ == "__main__":
    main()
