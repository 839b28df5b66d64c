"""Everything that the routes share: the rule base, who may come in, the consultations, and where rules are run.

Rules are run in three places with a consultation each: in a thread for questions and answers, one after the other, so
that no two answers are written at the same time; in a thread for programs and for what takes longer; and in a process
for reports.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from advisor.errors import MissingExtraError
from advisor.logic.recent_results import RecentResults
from advisor.model.company import Company
from advisor.model.instrument import build_instrument
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.own_pages import OwnPages
from advisor.reporting.view.pack_notice import build_pack_notice
from advisor.web.app.question_thread import QuestionThread, Urgency
from advisor.web.app.report_process import ReportProcess
from advisor.web.consultations.folder import MAX_CONSULTATIONS, ConsultationFolder
from advisor.web.consultations.kept_uploads import KeptUploads
from advisor.web.consultations.open_consultation import ConsultationShelf
from advisor.web.security.access import Access
from advisor.web.security.addresses import Addresses

if TYPE_CHECKING:
    from advisor.consultation import Consultation
    from advisor.web.rounds.store import RoundStore

TEMPLATES = Path(__file__).parents[1] / "pages" / "templates"
MAX_KEPT_REPORTS = 40
Result = TypeVar("Result")


@dataclass(frozen=True)
class SiteLimits:
    """How much a server takes: bytes of a form and of a file, seconds for a body and for an answer, consultations."""

    form_bytes: int = 1_200_000
    upload_bytes: int = 10_000_000
    body_seconds: float = 20.0
    request_seconds: float = 60.0
    consultations: int = MAX_CONSULTATIONS


@dataclass
class Site:
    """One server. `data` is the folder of the consultations; `database` is the address of the database of rounds.

    Without an address, rounds are in a file in `data`.
    """

    rulebase: RuleBase
    data: Path
    access: Access
    guests: Access
    addresses: Addresses
    limits: SiteLimits = field(default_factory=SiteLimits)
    database: str = ""

    def __post_init__(self) -> None:
        self.pages = OwnPages(TEMPLATES)
        self.folder = ConsultationFolder(self.data, self.limits.consultations)
        self.uploads = KeptUploads()
        self.instrument = build_instrument(self.rulebase)
        self.pack_lines = build_pack_notice(self.rulebase).packs
        self._questions = QuestionThread()
        self._computing = ThreadPoolExecutor(1, "computations")
        self._report_process = ReportProcess(self.rulebase)
        self._opening = Lock()
        self._reports = RecentResults[bytes](MAX_KEPT_REPORTS)
        self._texts = RecentResults[str](MAX_KEPT_REPORTS)
        self._writing: dict[tuple[str, ...], asyncio.Task[bytes]] = {}

    @property
    def is_https(self) -> bool:
        """Whether people reach this server through https."""
        return self.addresses.public_url.startswith("https://")

    @cached_property
    def shelf(self) -> ConsultationShelf:
        """The consultations; used by the thread for questions only."""
        with self._opening:
            if "shelf" not in self.__dict__:
                self.__dict__["shelf"] = ConsultationShelf(self.folder, self._create_adviser())
            kept: ConsultationShelf = self.__dict__["shelf"]
            return kept

    @cached_property
    def adviser(self) -> Consultation:
        """A consultation over the rule base; used by the thread of `compute` only."""
        return self._create_adviser()

    def prepare(self) -> None:
        """Load what the first visit needs, while the server is ready already."""
        self._questions.rehearse(lambda: self.shelf.rehearse())
        self._report_process.prepare()

    def _create_adviser(self) -> Consultation:
        from advisor.consultation import Consultation  # here, so that a server is ready before the rules can run

        return Consultation(self.rulebase)

    @cached_property
    def rounds(self) -> RoundStore:
        """The rounds; opened when the first one is needed. Raises MissingExtraError without the library."""
        if find_spec("sqlalchemy") is None:
            raise MissingExtraError("rounds", "rounds")
        from advisor.web.rounds.store import RoundStore  # here, since most visits need no database

        return RoundStore(self.database, self.data)

    async def ask(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Run a function that changes a consultation, in the thread for questions."""
        return await self._questions.run(Urgency.ANSWER, function, *arguments)

    async def look_up(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Run a function that only reads a consultation, in the thread for questions."""
        return await self._questions.run(Urgency.PAGE, function, *arguments)

    async def compute(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Run a function that changes nothing and can take a while, in a thread for such ones."""
        return await asyncio.get_running_loop().run_in_executor(self._computing, function, *arguments)

    async def compute_text(self, key: tuple[str, ...], function: Callable[..., str], *arguments: Any) -> str:
        """Do the same for a text, and keep it. The key has all that the text depends on."""
        text = self._texts.find(key)
        if text is None:
            text = await self.compute(function, *arguments)
            self._texts.keep(key, text)
        return text

    async def write_report(self, key: tuple[str, ...], company: Company, form: str) -> bytes:
        """Return a report that was made before, or make it. The key has all that it depends on. Raises AdvisorError."""
        report = self._reports.find(key)
        if report is not None:
            return report
        task = self._writing.get(key)
        if task is None:  # whoever asks for the same report meanwhile waits for this one
            task = self._writing[key] = asyncio.create_task(self._write(key, company, form))
        return await asyncio.shield(task)

    async def _write(self, key: tuple[str, ...], company: Company, form: str) -> bytes:
        try:
            report = await self._report_process.write(company, form)
        finally:
            del self._writing[key]
        self._reports.keep(key, report)
        return report

    def close(self) -> None:
        """End the threads and the process when their work is done."""
        self._questions.close()
        self._computing.shutdown()
        self._report_process.close()
        if "rounds" in self.__dict__:
            self.rounds.close()
