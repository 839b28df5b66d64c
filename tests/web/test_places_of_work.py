"""Where a server runs the rules: the thread for questions and its order, and the process for reports and its end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.consultation import Consultation
from advisor.errors import FactsError, OutputError
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import render
from advisor.web.app.question_thread import QuestionThread, Turn
from advisor.web.app.report_process import ReportProcess
from advisor.web.app.server import PatientProtocol, build_server
from tests.web.process import ServeProcess

COMPANY = Company({"relationship": "defined", "market_commoditization": "commoditized"}, "Acme")


def run_in_loop(coroutine: Any) -> Any:
    """Run a coroutine in a thread of its own, since the thread of a test can have the loop of a browser."""
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(asyncio.run(coroutine)))
    thread.start()
    thread.join(120)
    assert results, "it did not end"
    return results[0]


def test_pages_come_before_answers_and_both_before_rehearsals() -> None:
    questions, done = QuestionThread(), []
    begun, may_end = threading.Event(), threading.Event()

    def hold_up() -> None:
        begun.set()
        may_end.wait(60)

    def rehearse() -> Iterator[None]:
        for number in range(2):
            done.append(f"rehearsal {number}")
            yield

    async def work() -> None:
        holding = asyncio.ensure_future(questions.run(Turn.ANSWER, hold_up))
        await asyncio.to_thread(begun.wait, 60)
        questions.rehearse(rehearse)
        tasks = [
            asyncio.ensure_future(questions.run(turn, done.append, f"{turn.name} {number}"))
            for number, turn in enumerate((Turn.ANSWER, Turn.PAGE, Turn.ANSWER, Turn.PAGE))
        ]
        await asyncio.sleep(0)  # each task is among those that wait
        may_end.set()
        await asyncio.gather(holding, *tasks)

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
            await asyncio.gather(questions.run(Turn.ANSWER, fail), return_exceptions=True),
            await questions.run(Turn.PAGE, str, 5),
        ]

    (error,), text = run_in_loop(work())
    questions.close()
    assert isinstance(error, FactsError)
    assert text == "5"


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


def list_children(parent: int) -> list[int]:
    """List the processes that a process started."""
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    more = [path.read_text(encoding="ascii") for path in Path(f"/proc/{parent}/task").glob("*/children")]
    return sorted({int(each) for line in (text, *more) for each in line.split()})


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
    out, err = server.process.communicate(timeout=60)
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
