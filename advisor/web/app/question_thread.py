"""The thread that computes questions and records answers, one after the other. What only reads goes first.

So no two answers are written at the same time, and a page does not wait for answers of others that take longer.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from enum import IntEnum
from itertools import count
from queue import PriorityQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from advisor.web.security.refusals import RefusedRequestError

Result = TypeVar("Result")


class Urgency(IntEnum):
    """How urgent a task is: pages, then answers, then what nobody waits for, and then the end."""

    PAGE = 0
    ANSWER = 1
    REHEARSAL = 2
    END = 3


_SECONDS = {Urgency.PAGE: 0.0, Urgency.ANSWER: 1.0, Urgency.REHEARSAL: 1e8, Urgency.END: 1e9}
"""How long a task waits until it is as urgent as a page that is asked for at that moment."""


class _Task(NamedTuple):
    """A task, ordered by when it is as urgent as a page, and then by its number."""

    due: float
    number: int
    urgency: Urgency
    future: Future[Any]
    function: Callable[[], Any]


class QuestionThread:
    """A thread that does the most urgent tasks first. It starts with the first task."""

    def __init__(self) -> None:
        self._waiting: PriorityQueue[_Task] = PriorityQueue()
        self._numbers = count()
        self._thread = Thread(target=self._work, name="questions", daemon=True)
        self._is_started = self._is_closed = False
        self._lock = Lock()  # no task comes after the end

    async def run(self, urgency: Urgency, function: Callable[..., Result], *arguments: Any) -> Result:
        """Do a task and return its result. Raises what the task raises, and RefusedRequestError after `close`."""
        return await asyncio.wrap_future(self._submit(urgency, lambda: function(*arguments)))

    def rehearse(self, open_steps: Callable[[], Iterator[None]]) -> None:
        """Do the steps that a function returns while nothing else is to be done."""
        self._submit(Urgency.REHEARSAL, lambda: self._do_step(open_steps()))

    def close(self) -> None:
        """End the thread when its tasks are done, apart from rehearsals. Later tasks are refused."""
        with self._lock:
            if not self._is_closed:
                self._put(Urgency.END, lambda: None)
            self._is_closed = True
        if self._thread.is_alive():
            self._thread.join()

    def _do_step(self, steps: Iterator[None]) -> None:
        if self._is_closed:
            return
        for _ in steps:
            with contextlib.suppress(RefusedRequestError):  # the server is ending
                self._submit(Urgency.REHEARSAL, lambda: self._do_step(steps))
            return

    def _submit(self, urgency: Urgency, function: Callable[[], Result]) -> Future[Result]:
        with self._lock:
            if self._is_closed:
                raise RefusedRequestError(503, "The server is ending.", "Start it again, then repeat the request.")
            future = self._put(urgency, function)
            if not self._is_started:
                self._thread.start()
                self._is_started = True
        return future

    def _put(self, urgency: Urgency, function: Callable[[], Result]) -> Future[Result]:
        future: Future[Result] = Future()
        due = monotonic() + _SECONDS[urgency]
        self._waiting.put(_Task(due, next(self._numbers), urgency, future, function))
        return future

    def _work(self) -> None:
        while True:
            task = self._waiting.get()
            if task.urgency is Urgency.END:
                return
            if task.future.set_running_or_notify_cancel():
                try:
                    task.future.set_result(task.function())
                except BaseException as error:
                    task.future.set_exception(error)
