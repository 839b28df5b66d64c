"""A process of its own that writes reports, so that no question waits for a picture.

It reads the rule base and then each task from standard input, and writes the results to standard output. So it ends
when the server ends, even if that is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any, NoReturn

from advisor.errors import AdvisorError
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import list_installed_formats, render
from advisor.reporting.render.sandbox_process import build_python_call
from advisor.web.app.crashes import print_crash
from advisor.web.security.refusals import RefusedRequestError

if TYPE_CHECKING:
    from advisor.consultation import Consultation

MAX_SECONDS = 120.0
"""How long one report may take; a Word document or a PDF of a large survey takes a few seconds."""
_BROKEN = (EOFError, OSError, pickle.UnpicklingError)
"""What is raised if the process was ended by somebody, or if the system had no memory for it."""


class ReportProcess:
    """The process that writes the reports of one rule base. It starts with the first report, or before."""

    def __init__(self, rulebase: RuleBase) -> None:
        self._rulebase = rulebase
        self._thread = ThreadPoolExecutor(1, "reports")
        self._process: subprocess.Popen[bytes] | None = None
        self._start_lock = Lock()  # no process starts after `close`
        self._is_closed = self._is_too_slow = False
        self.max_seconds = MAX_SECONDS

    def prepare(self) -> None:
        """Start the process now, and let it write a report ahead, so that it has loaded all that reports need."""
        form = "html" if ".html" in list_installed_formats() else "text"
        self._thread.submit(self._write, Company({}), form)

    async def write(self, company: Company, form: str) -> bytes:
        """Write the advice for a company in one of the forms of `render`. Raises AdvisorError."""
        if self._is_closed:
            self._give_up()
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._write, company, form)

    def close(self) -> None:
        """End the process, and give up the report that it writes."""
        with self._start_lock:
            self._is_closed = True
            if self._process is not None:
                self._process.kill()  # only that: the thread may be at its pipes
        self._thread.shutdown(cancel_futures=True)
        self._end()

    def _write(self, company: Company, form: str) -> bytes:
        for attempt in (1, 2):  # the second for a process that somebody ended
            try:
                answer = self._ask(company, form)
                break
            except _BROKEN:
                self._end()
                if self._is_closed or self._is_too_slow:
                    self._give_up()
                if attempt == 2:
                    raise
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, bytes)
        return answer

    def _ask(self, company: Company, form: str) -> Any:
        process = self._process
        if process is None:
            process = self._start()
            _send(process, self._rulebase)
        self._is_too_slow = False
        assert process.stdout is not None
        timer = Timer(self.max_seconds, self._stop_slow_report, [process])
        timer.start()
        try:
            _send(process, (company, form))
            return pickle.load(process.stdout)
        finally:
            timer.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._start_lock:
            if self._is_closed:
                raise EOFError
            command, environment = build_python_call(__name__)
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                start_new_session=True,  # Ctrl-C is for the server, which then ends this process
            )
            return self._process

    def _stop_slow_report(self, process: subprocess.Popen[bytes]) -> None:
        self._is_too_slow = True
        process.kill()

    def _give_up(self) -> NoReturn:
        problem = "This report takes too long." if self._is_too_slow else "The server is ending."
        raise RefusedRequestError(503, problem, "Try it again in a minute, or choose another form.")

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()  # it has nothing that could be lost
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):  # what was not sent yet is given up
                    if pipe is not None:
                        pipe.close()


def _send(process: subprocess.Popen[bytes], content: object) -> None:
    assert process.stdin is not None
    pickle.dump(content, process.stdin)
    process.stdin.flush()


def main() -> None:
    """Read a rule base, then write the report of each company that follows, until the server has ended."""
    from advisor.consultation import Consultation

    gc.disable()  # garbage is removed after each report, when nobody waits
    try:
        adviser = Consultation(pickle.load(sys.stdin.buffer))
        while True:
            company, form = pickle.load(sys.stdin.buffer)
            answer = _write_report(adviser, company, form)
            pickle.dump(answer, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            gc.collect()
            if gc.get_freeze_count() == 0:
                gc.freeze()  # the libraries stay, so there is no need to search them again
    except _BROKEN:
        os._exit(0)  # in the middle of a report, too, and without a word about the output that nobody reads


def _write_report(adviser: Consultation, company: Company, form: str) -> bytes | Exception:
    try:
        report = render(adviser.advise(company), adviser.rulebase, form)
    except AdvisorError as error:
        return error
    except Exception as error:
        print_crash(error)
        return RuntimeError("the report cannot be written")
    return report if isinstance(report, bytes) else report.encode()


if __name__ == "__main__":
    main()
