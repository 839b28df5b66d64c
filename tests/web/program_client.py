"""A program that uses the API of an application in this process, and the command line next to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import httpx
from click.testing import CliRunner

from advisor.cli.advise import command as advise_command
from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.web.app.application import build_application
from advisor.web.app.site import Site
from advisor.web.security.access import Access
from advisor.web.security.addresses import build_addresses
from tests.mappings import RandomMappings
from tests.web.running import TOKEN

AS_PART: dict[str, Any] = {"help_option_names": ["-h", "--help"]}
"""What the command that all others are part of sets; a command keeps the options for help that it had at first."""
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


class RememberingConsultation(Consultation):
    """A consultation that advises equal companies one after the other only once: the rules are not what is compared."""

    _last: tuple[Company, Advice] | None = None

    def advise(self, company: Company) -> Advice:
        """Return the advice for a company."""
        company = company._replace(notes=())
        if self._last is None or self._last[0] != company:
            self._last = company, super().advise(company)
        return self._last[1]


class ProgramClient:
    """Sends requests with the token to an application, without a network."""

    def __init__(self, rulebase: RuleBase, data: Path) -> None:
        self.site = Site(rulebase, data, Access(TOKEN), Access(TOKEN, "guest"), build_addresses("127.0.0.1"))
        self.site.__dict__["adviser"] = self.adviser = RememberingConsultation(rulebase)
        self._loop = asyncio.new_event_loop()
        self._thread = ThreadPoolExecutor(1)  # the thread of a test can have the loop of a browser
        transport = httpx.ASGITransport(build_application(self.site), raise_app_exceptions=True)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request."""
        options.setdefault("headers", AUTHORIZED)
        return self._run(self._client.request(method, path, **options))

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._thread.submit(self._loop.run_until_complete, work).result()

    def post(self, path: str, body: object) -> httpx.Response:
        """Send a body as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", path, content=content, headers={**AUTHORIZED, "Content-Type": "application/json"})

    def close(self) -> None:
        """End the threads of the application."""
        self._run(self._client.aclose())
        self._thread.shutdown()
        self._loop.close()
        self.site.close()


class CommandLine:
    """The command `advisor advise` in this process; it shares the rule base and the consultation, to be quick."""

    def __init__(self, adviser: Consultation, folder: Path) -> None:
        self._adviser = adviser
        self._file = folder / "facts.json"

    def advise(self, mapping: object) -> dict[str, Any] | None:
        """Return what the command prints for a file with these facts; None if it refuses them."""
        self._file.write_text(json.dumps(mapping), encoding="utf-8")
        loading = patch("advisor.cli.advise.load_rulebase", lambda packs: self._adviser.rulebase)
        consulting = patch("advisor.cli.advise.Consultation", lambda rulebase: self._adviser)
        with loading, consulting:
            result = CliRunner().invoke(advise_command, [str(self._file), "--format", "json"], **AS_PART)
        if isinstance(result.exception, AdvisorError):
            return None
        assert result.exit_code == 0, result.output
        printed: dict[str, Any] = json.loads(result.stdout)
        return printed


def draw_json_mapping(rulebase: RuleBase, random: Random) -> dict[str, Any]:
    """Draw a mapping that JSON can carry: most fit the rule base, some have faults."""
    while True:
        drawn = RandomMappings(rulebase, random).draw_mapping(random.choice((0, 0, 0, 1, 2)))
        try:
            made: dict[str, Any] = json.loads(json.dumps(drawn, default=_list_sets, allow_nan=False))
            json.dumps(made, ensure_ascii=False).encode()
        except (TypeError, ValueError):  # an object, NaN, a key that is no text, half a character
            continue
        return made


def _list_sets(value: object) -> list[str]:
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError


def find_difference(client: ProgramClient, command: CommandLine, mapping: dict[str, Any]) -> str:
    """Compare API and command line for a mapping; return the names of the keys that differ, "" if none do."""
    response, printed = client.post("/v1/advise", mapping), command.advise(mapping)
    if printed is None or response.status_code != 200:
        is_same = printed is None and response.status_code == 422
        return (
            "" if is_same else f"status {response.status_code}, command {'refuses' if printed is None else 'advises'}"
        )
    sent = response.json()
    names = (set(sent) | set(printed)) - {"decision_id", "notes"}
    return ", ".join(sorted(name for name in names if sent.get(name, ...) != printed.get(name, ...)))
