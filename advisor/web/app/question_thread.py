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
from threading import Thread
from typing import Any, NamedTuple, TypeVar

Result = TypeVar("Result")


class Turn(IntEnum):
    """Which of the tasks that wait comes first: pages, then answers, then what nobody waits for, and then the end."""

    PAGE = 0
    ANSWER = 1
    REHEARSAL = 2
    END = 3


class _Task(NamedTuple):
    """A task, ordered by its turn and then by its number."""

    turn: Turn
    number: int
    future: Future[Any]
    function: Callable[[], Any]


class QuestionThread:
    """A thread that does tasks in the order of their turns. It starts with the first task."""

    def __init__(self) -> None:
        self._waiting: PriorityQueue[_Task] = PriorityQueue()
        self._numbers = count()
        self._thread = Thread(target=self._work, name="questions", daemon=True)
        self._is_closed = False

    async def run(self, turn: Turn, function: Callable[..., Result], *arguments: Any) -> Result:
        """Do a task and return its result. Raises what the task raises."""
        return await asyncio.wrap_future(self._submit(turn, lambda: function(*arguments)))

    def rehearse(self, open_steps: Callable[[], Iterator[None]]) -> None:
        """Do the steps that a function returns while nothing else is to be done."""
        self._submit(Turn.REHEARSAL, lambda: self._do_step(open_steps()))

    def close(self) -> None:
        """End the thread when its tasks are done, apart from rehearsals."""
        self._is_closed = True
        if self._thread.is_alive():
            self._waiting.put(_Task(Turn.END, next(self._numbers), Future(), lambda: None))
            self._thread.join()

    def _do_step(self, steps: Iterator[None]) -> None:
        for _ in steps:
            if not self._is_closed:
                self._submit(Turn.REHEARSAL, lambda: self._do_step(steps))
            return

    def _submit(self, turn: Turn, function: Callable[[], Result]) -> Future[Result]:
        future: Future[Result] = Future()
        self._waiting.put(_Task(turn, next(self._numbers), future, function))
        with contextlib.suppress(RuntimeError):  # it runs already
            self._thread.start()
        return future

    def _work(self) -> None:
        while True:
            task = self._waiting.get()
            if task.turn is Turn.END:
                return
            if task.future.set_running_or_notify_cancel():
                try:
                    task.future.set_result(task.function())
                except BaseException as error:
                    task.future.set_exception(error)
