"""Where a server runs the rules: the thread for questions and its order, and the process for reports and its end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from advisor.consultation import Consultation
from advisor.errors import FactsError, OutputError
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import render
from advisor.web.app import report_process
from advisor.web.app.question_thread import QuestionThread, Urgency
from advisor.web.app.report_process import ReportProcess
from advisor.web.app.server import PatientProtocol, build_server
from advisor.web.app.site import Site
from advisor.web.security.access import Access
from advisor.web.security.addresses import build_addresses
from advisor.web.security.refusals import RefusedRequestError
from tests.web.process import TOKEN, ServeProcess, list_children

COMPANY = Company({"relationship": "defined", "market_commoditization": "commoditized"}, "Acme")


def run_in_loop(coroutine: Any) -> Any:
    """Run a coroutine in a thread of its own, since the thread of a test can have the loop of a browser."""
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(asyncio.run(coroutine)))
    thread.start()
    thread.join(120)
    assert results, "it did not end"
    return results[0]


class Holding:
    """A task that holds a thread up, so that others wait behind it."""

    def __init__(self, questions: QuestionThread) -> None:
        self._questions = questions
        self._begun, self._may_end = threading.Event(), threading.Event()

    async def begin(self) -> None:
        """Hold the thread up from now on."""
        self._task = asyncio.ensure_future(self._questions.run(Urgency.ANSWER, self._hold))
        await asyncio.to_thread(self._begun.wait, 60)

    async def end(self) -> None:
        """Let the thread go on."""
        self._may_end.set()
        await self._task

    def _hold(self) -> None:
        self._begun.set()
        self._may_end.wait(60)


def test_pages_come_before_answers_and_both_before_rehearsals() -> None:
    questions, done = QuestionThread(), []
    holding = Holding(questions)

    def rehearse() -> Iterator[None]:
        for number in range(2):
            done.append(f"rehearsal {number}")
            yield

    async def work() -> None:
        await holding.begin()
        questions.rehearse(rehearse)
        tasks = [
            asyncio.ensure_future(questions.run(turn, done.append, f"{turn.name} {number}"))
            for number, turn in enumerate((Urgency.ANSWER, Urgency.PAGE, Urgency.ANSWER, Urgency.PAGE))
        ]
        await asyncio.sleep(0)  # each task is among those that wait
        await holding.end()
        await asyncio.gather(*tasks)

    run_in_loop(work())
    questions.close()
    assert done[:4] == ["PAGE 1", "PAGE 3", "ANSWER 0", "ANSWER 2"]
    assert done[4:] in ([], ["rehearsal 0"], ["rehearsal 0", "rehearsal 1"])  # the end does not wait for them


def test_question_thread_passes_errors_on_and_goes_on() -> None:
    questions = QuestionThread()

    def fail() -> None:
        raise FactsError.at("here", "wrong", "code")

    async def work() -> list[Any]:
        return [
            await asyncio.gather(questions.run(Urgency.ANSWER, fail), return_exceptions=True),
            await questions.run(Urgency.PAGE, str, 5),
        ]

    (error,), text = run_in_loop(work())
    questions.close()
    assert isinstance(error, FactsError)
    assert text == "5"


def test_each_task_around_the_end_is_done_or_refused() -> None:
    questions = QuestionThread()

    async def ask() -> list[Any]:
        ending = threading.Thread(target=questions.close)
        asked = []
        for number in range(200):
            asked.append(asyncio.ensure_future(questions.run(Urgency.PAGE, lambda: None)))
            await asyncio.sleep(0)
            if number == 100:
                ending.start()
        results = await asyncio.gather(*asked, questions.run(Urgency.ANSWER, lambda: None), return_exceptions=True)
        ending.join()
        return [*results, *await asyncio.gather(questions.run(Urgency.PAGE, lambda: None), return_exceptions=True)]

    results = run_in_loop(ask())
    assert all(result is None or isinstance(result, RefusedRequestError) for result in results)
    assert results[:100] == [None] * 100
    assert results[-1].status == 503


def test_report_process_writes_what_the_command_writes(builtin: RuleBase) -> None:
    process = ReportProcess(builtin)
    try:
        written = run_in_loop(process.write(COMPANY, "html"))
        assert written.decode() == render(Consultation(builtin).advise(COMPANY), builtin, "html")
    finally:
        process.close()


def test_report_process_is_started_again_after_it_was_killed(builtin: RuleBase) -> None:
    process = ReportProcess(builtin)
    try:
        first = run_in_loop(process.write(COMPANY, "text"))
        assert process._process is not None
        before = process._process.pid
        os.kill(before, signal.SIGKILL)
        process._process.wait(30)
        assert run_in_loop(process.write(COMPANY, "text")) == first
        assert process._process.pid != before
    finally:
        process.close()
    assert process._process is None


def test_report_process_passes_errors_on_with_their_findings(builtin: RuleBase) -> None:
    process = ReportProcess(builtin)

    async def write() -> Any:
        return (await asyncio.gather(process.write(COMPANY, "no such form"), return_exceptions=True))[0]

    try:
        error = run_in_loop(write())
        assert isinstance(error, OutputError)
        assert error.findings[0].place.file == "form"
        assert run_in_loop(process.write(COMPANY, "text"))  # and it goes on
    finally:
        process.close()


def test_slow_report_is_given_up_and_the_next_one_is_written(builtin: RuleBase) -> None:
    process = ReportProcess(builtin)

    async def write() -> Any:
        return (await asyncio.gather(process.write(COMPANY, "html"), return_exceptions=True))[0]

    try:
        process.max_seconds = 0.01
        error = run_in_loop(write())
        assert isinstance(error, RefusedRequestError)
        assert error.status == 503
        process.max_seconds = 60
        assert isinstance(run_in_loop(write()), bytes)
    finally:
        process.close()


@pytest.mark.parametrize("delay", [0, 0.02, 0.1, 0.5, 1])
def test_closing_gives_up_the_present_report(builtin: RuleBase, delay: float) -> None:
    process = ReportProcess(builtin)

    async def write() -> Any:
        writing = asyncio.ensure_future(process.write(COMPANY, "html"))
        await asyncio.sleep(delay)  # before the process has started, while it loads, or while it writes
        process.close()
        return (await asyncio.gather(writing, return_exceptions=True))[0]

    report = run_in_loop(write())
    assert isinstance(report, (RefusedRequestError, asyncio.CancelledError, bytes))
    assert process._process is None


def test_closing_lets_the_thread_finish_with_the_pipes(builtin: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    process = ReportProcess(builtin)
    sent, closing = Event(), Event()

    def send_after_closing(receiver: subprocess.Popen[bytes], content: object) -> None:
        sent.set()
        assert closing.wait(60)
        receiver.wait(60)  # killed by `close`
        send(receiver, content)

    send = report_process._send
    monkeypatch.setattr(report_process, "_send", send_after_closing)

    async def write() -> Any:
        writing = asyncio.ensure_future(process.write(COMPANY, "html"))
        assert await asyncio.to_thread(sent.wait, 60)
        closing.set()
        await asyncio.to_thread(process.close)
        return (await asyncio.gather(writing, return_exceptions=True))[0]

    assert isinstance(run_in_loop(write()), RefusedRequestError)
    assert process._process is None


def test_report_asked_for_after_closing_is_refused(builtin: RuleBase) -> None:
    process = ReportProcess(builtin)
    process.close()

    async def write() -> Any:
        return (await asyncio.gather(process.write(COMPANY, "html"), return_exceptions=True))[0]

    refused = run_in_loop(write())
    assert isinstance(refused, RefusedRequestError)
    assert refused.status == 503


def test_report_that_several_ask_for_is_written_once(builtin: RuleBase, tmp_path: Path) -> None:
    site = Site(builtin, tmp_path / "data", Access(TOKEN), Access(TOKEN, "guest"), build_addresses("127.0.0.1"))
    asked: list[str] = []

    async def write(company: Company, form: str) -> bytes:
        asked.append(form)
        await asyncio.sleep(0.05)
        return form.encode()

    site._report_process.write = write  # type: ignore[method-assign]

    async def ask() -> Any:
        first = [asyncio.ensure_future(site.write_report(("c", "r", "text"), COMPANY, "text")) for _ in range(3)]
        await asyncio.sleep(0.01)
        first[0].cancel()  # who gives up does not stop the report for the others
        return await asyncio.gather(*first, site.write_report(("c", "r", "md"), COMPANY, "md"), return_exceptions=True)

    given_up, *written = run_in_loop(ask())
    site.close()
    assert isinstance(given_up, asyncio.CancelledError)
    assert written == [b"text", b"text", b"md"]
    assert sorted(asked) == ["md", "text"]


def test_answer_that_waited_is_as_urgent_as_a_new_page(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(0, 1_000, 10))
    monkeypatch.setattr("advisor.web.app.question_thread.monotonic", lambda: float(next(seconds)))
    questions, done = QuestionThread(), []
    holding = Holding(questions)

    async def work() -> None:
        await holding.begin()
        tasks = [
            asyncio.ensure_future(questions.run(urgency, done.append, urgency.name))
            for urgency in (Urgency.ANSWER, Urgency.PAGE)
        ]
        await asyncio.sleep(0)
        await holding.end()
        await asyncio.gather(*tasks)

    run_in_loop(work())
    questions.close()
    assert done == ["ANSWER", "PAGE"]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs the list of processes of Linux")
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_report_process_ends_with_the_server(ending: signal.Signals, tmp_path: Path) -> None:
    server = ServeProcess(tmp_path / "data")
    with socket.create_connection(("127.0.0.1", server.port)):
        pass
    for _ in range(200):
        children = list_children(server.process.pid)
        if children:
            break
        threading.Event().wait(0.05)
    assert children, "no process for reports was started"
    os.kill(server.process.pid, ending)
    out, err = server.process.communicate(timeout=300)
    assert err == ""
    if ending is signal.SIGKILL:
        assert server.process.returncode == -signal.SIGKILL
    else:
        assert (server.process.returncode, out.startswith("Stopped.")) == (0, True)
    for child in children:
        for _ in range(400):
            if not Path(f"/proc/{child}").exists() or " Z " in Path(f"/proc/{child}/stat").read_text(encoding="ascii"):
                break
            threading.Event().wait(0.05)
        else:
            pytest.fail(f"process {child} goes on without its server")


def test_pages_are_sent_at_once() -> None:
    """Without this setting of the connection, the second part of each page waits for a sign of the first."""
    seen: list[int] = []

    class LookingProtocol(PatientProtocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            connection = transport.get_extra_info("socket")
            seen.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    listening = socket.create_server(("127.0.0.1", 0))
    server = build_server(answer, LookingProtocol)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    with socket.create_connection(listening.getsockname()) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 200"
    server.should_exit = True
    thread.join(30)
    assert seen
    assert all(seen)
