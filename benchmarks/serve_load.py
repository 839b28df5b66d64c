"""How fast `advisor serve` answers 50 people at once, and whether its memory stays the same.

python benchmarks/serve_load.py [--people 50] [--requests 10000] [--pause 5] [--seconds 900] [--quick]

Each person answers questions at random, as a browser without JavaScript sends them. Some answers are "not sure"; some
people change an earlier answer, go back, ask why a question is asked, or look at the list of their answers. Who has no
question left reads the report and begins again. Server and people are two processes on this machine, and share its
processors. The run ends after `--requests` or `--seconds`, whichever comes first, and talks to 127.0.0.1 only.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from random import Random
from statistics import quantiles

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.web.process import TOKEN, ServeProcess, list_children
from tests.web.running import list_values, read_hidden

GOALS = {"next question": 0.1, "report": 0.5}
"""Seconds in which 95 of 100 must be answered."""
_CHANGES = re.compile(r'href="(/c/[a-z2-7]+/question\?fact=[a-z0-9_]+&amp;from=answers)"')
_BACK = re.compile(r'href="(/c/[a-z2-7]+/question\?fact=[a-z0-9_]+&amp;from=back)"')


@dataclass
class Measurement:
    """What was measured: seconds by kind of page, sentences about errors, and the memory of the server in MB."""

    requests: int = 0
    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    contradictions: int = 0


class Person:
    """Somebody with a browser of their own, who answers until the measurement is over."""

    def __init__(self, url: str, number: int, options: argparse.Namespace, measured: Measurement) -> None:
        self.client = httpx.AsyncClient(base_url=url, timeout=60)
        self.chance = Random(f"{options.seed}/{number}")
        self.pause = options.pause
        self.limit = options.requests
        self.measured = measured
        self.page = ""
        self.address = ""

    async def stay(self) -> None:
        """Hold consultations, one after the other."""
        await asyncio.sleep(self.chance.uniform(0, self.pause))
        await self._load("other", f"/?token={TOKEN}")
        while not self._is_over:
            await self._load("other", "/")
            await self._send("begin", "/interview", {"company": f"Company {self.chance.randrange(10_000)}"})
            await self._answer_questions()
            await self._think()
        await self.client.aclose()

    @property
    def _is_over(self) -> bool:
        return self.measured.requests >= self.limit

    @property
    def _home(self) -> str:
        return "/".join(self.address.split("/")[:3])

    async def _answer_questions(self) -> None:
        home = self._home
        while 'name="fact"' in self.page and not self._is_over:
            await self._think()
            step = self.chance.random()
            if step < 0.03:
                await self._send("why", f"{home}/answer", {**read_hidden(self.page), "go": "why"})
            elif step < 0.06 and (back := _BACK.search(self.page)):
                await self._load("other", unescape(back[1]))
            elif step < 0.10:
                await self._load("list of answers", f"{home}/answers")
                links = _CHANGES.findall(self.page)
                if links:
                    await self._load("other", unescape(self.chance.choice(links)))
                    await self._think()
                    await self._answer("changed answer")
                await self._load("other", f"{home}/question")
            else:
                await self._answer("next question")

    async def _answer(self, kind: str) -> None:
        """Answer the question on the page; if the answer contradicts an earlier one, the earlier one stays."""
        fields: dict[str, object] = {**read_hidden(self.page)}
        values = [each for each in list_values(self.page) if each != "none"]
        if not values and 'name="typed"' in self.page and self.chance.random() < 0.9:
            fields |= {"go": "answer", "typed": str(self.chance.randint(1, 400))}
        elif values and self.chance.random() < 0.9:
            fields |= {"go": "answer", "value": self.chance.choice(values)}
        else:
            fields |= {"go": "unsure"}
        if await self._send(kind, f"{self._home}/answer", fields) == 409:
            self.measured.contradictions += 1
            await self._load("other", f"{self._home}/question")
        elif 'id="problem"' in self.page:  # the first question has no "not sure"
            await self._load("other", f"{self._home}/question")

    async def _think(self) -> None:
        await asyncio.sleep(self.chance.uniform(0.5, 1.5) * self.pause)

    async def _load(self, kind: str, path: str) -> int:
        return await self._request(kind, "GET", path, None)

    async def _send(self, kind: str, path: str, fields: dict[str, object]) -> int:
        if "form_token" not in fields:
            fields = {**fields, "form_token": read_hidden(self.page).get("form_token", "")}
        return await self._request(kind, "POST", path, fields)

    async def _request(self, kind: str, method: str, path: str, fields: dict[str, object] | None) -> int:
        """Send a request and follow where it leads, as a browser does; return the last status."""
        begin, measured = time.perf_counter(), self.measured
        status = 0
        while path:
            if path.endswith("/report"):  # the last answer leads to the advice
                kind, begin = "report", time.perf_counter()
            measured.requests += 1
            try:
                answer = await self.client.request(method, path, data=fields)
            except httpx.HTTPError as error:
                measured.errors.append(f"{method} {_hide_id(path)}: {type(error).__name__}")
                return 0
            status = answer.status_code
            if status >= 400 and status not in (409, 422):
                measured.errors.append(f"{method} {_hide_id(path)}: {status}")
            self.page, self.address = answer.text, answer.url.path
            path, method, fields = answer.headers.get("location", ""), "GET", None
        measured.seconds[kind].append(time.perf_counter() - begin)
        return status


def _hide_id(path: str) -> str:
    return re.sub(r"/c/[a-z2-7]+", "/c/ID", path)


def main() -> None:
    """Read the options, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between two steps of a person, on average")
    parser.add_argument("--seconds", type=float, default=900, help="the longest time that it may take")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--quick", action="store_true", help="1,000 requests of 10 people")
    options = parser.parse_args()
    if options.quick:
        options.people, options.requests = 10, 1_000
    with tempfile.TemporaryDirectory() as folder:
        server = ServeProcess(Path(folder) / "data", "--token", TOKEN)
        try:
            if not server.url:
                sys.exit("the server did not start")
            begin = time.perf_counter()
            measured = asyncio.run(measure(server.url, server.process.pid, options))
            taken = time.perf_counter() - begin
            processor = read_processor_seconds(server.process.pid)
        finally:
            server.interrupt()
    sys.exit(0 if report(measured, taken, processor, options) else 1)


async def measure(url: str, server: int, options: argparse.Namespace) -> Measurement:
    """Let everybody hold consultations, and read the memory of the server meanwhile."""
    measured = Measurement()
    people = [Person(url, number, options, measured) for number in range(options.people)]
    watching = asyncio.create_task(watch_memory(server, measured))
    try:
        async with asyncio.timeout(options.seconds):
            await asyncio.gather(*(person.stay() for person in people))
    except TimeoutError:
        print(f"ended after {options.seconds:.0f} s")
    watching.cancel()
    return measured


async def watch_memory(server: int, measured: Measurement) -> None:
    """Note the memory of the server and of its process for reports each second."""
    while True:
        pages = sum(
            int(Path(f"/proc/{each}/statm").read_text(encoding="ascii").split()[1])
            for each in (server, *list_children(server))
        )
        measured.memory.append(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)
        await asyncio.sleep(1)


def read_processor_seconds(server: int) -> float:
    """Read the processor time of the server so far, with its process for reports."""
    ticks = 0
    for each in (server, *list_children(server)):
        fields = Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def report(measured: Measurement, taken: float, processor: float, options: argparse.Namespace) -> bool:
    """Print what was measured; return whether every goal is reached."""
    print(
        f"{measured.requests} requests of {options.people} people in {taken:.0f} s, {options.pause:g} s between steps"
    )
    print(f"processor time of the server: {processor:.0f} s, {1000 * processor / measured.requests:.1f} ms a request")
    print(f"errors: {len(measured.errors)}; contradictions that were asked about: {measured.contradictions}")
    for error in sorted(set(measured.errors))[:10]:
        print(f"  {measured.errors.count(error)} times {error}")
    is_reached = not measured.errors
    print("next question: from the answer sent to the next question shown; all times in ms")
    print(f"{'':20} {'number':>7} {'median':>8} {'p95':>8} {'p99':>8} {'longest':>8}")
    for kind, seconds in sorted(measured.seconds.items()):
        cuts = quantiles(seconds, n=100) if len(seconds) > 1 else seconds * 99
        shown = " ".join(f"{1000 * each:8.0f}" for each in (cuts[49], cuts[94], cuts[98], max(seconds)))
        goal = GOALS.get(kind)
        is_met = goal is None or cuts[94] <= goal
        is_reached = is_reached and is_met
        word = "" if goal is None else f"   goal {1000 * goal:.0f} at p95: {'reached' if is_met else 'missed'}"
        print(f"{kind:20} {len(seconds):7} {shown}{word}")
    quarter = max(1, len(measured.memory) // 4)
    early, late = max(measured.memory[quarter : 2 * quarter] or [0]), max(measured.memory[-quarter:])
    print(f"memory: at most {early:.0f} MB in the second quarter of the time, {late:.0f} MB in the last one")
    return is_reached


if __name__ == "__main__":
    main()
